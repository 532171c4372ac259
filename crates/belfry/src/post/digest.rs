//! Everything that is open for one person, by project.

use outbox::{Draft, Mail};
use store::{Db, Error, Timestamp, params};

use super::recipient::Recipient;
use super::{Post, nothing};
use crate::issue::Status;
use crate::mail::digest::{Digest, IssueLine};

pub(super) fn write(post: &Post, db: &Db<'_>, mail: &Mail, date: Timestamp) -> Result<Draft, anyhow::Error> {
    let projects = open_issues(db, mail.recipient_id)?;
    if projects.is_empty() {
        return Ok(nothing("nothing is open any more"));
    }
    let recipient = Recipient::load(db, mail.recipient_id)?;
    let envelope = post.envelope(date, None)?;
    let digest = Digest {
        to: recipient.person(),
        projects,
        at: date,
        every: post.digest_every,
        stop_url: post.stop_url(&recipient, mail),
    };
    let bytes = digest.compose(&post.sender, &envelope)?;
    Ok(post.letter(&recipient, envelope, bytes))
}

fn open_issues(db: &Db<'_>, user: i64) -> Result<Vec<(String, Vec<IssueLine>)>, Error> {
    let lines = db.all(
        "SELECT p.name AS project, p.key AS project_key, i.number, i.title, i.status
           FROM issues i JOIN projects p ON p.id = i.project_id
          WHERE i.assignee_id = $1 AND i.is_open = 1 AND i.deleted_at IS NULL ORDER BY p.name, p.id, i.number",
        &params![user],
        |row| {
            let project: String = row.get("project")?;
            let (key, number): (String, i64) = (row.get("project_key")?, row.get("number")?);
            let title = row.get("title")?;
            let status: String = row.get("status")?;
            let status_label = Status::parse(&status).map_or(status, |status| status.label().to_owned());
            Ok((project, IssueLine { key: format!("{key}-{number}"), title, status_label }))
        },
    )?;
    let mut projects: Vec<(String, Vec<IssueLine>)> = Vec::new();
    for (project, line) in lines {
        match projects.last_mut() {
            Some((last, lines)) if *last == project => lines.push(line),
            _ => projects.push((project, vec![line])),
        }
    }
    Ok(projects)
}
