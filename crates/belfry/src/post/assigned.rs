//! "Ana assigned you BEL-1": the issue as it is when the mail leaves.

use outbox::{Draft, Mail};
use store::{Db, Error, Timestamp, params};

use super::recipient::{Recipient, name_of};
use super::{Post, nothing};
use crate::issue::Status;
use crate::mail::IssueView;
use crate::mail::assigned::Assigned;
use crate::user::full_name;

pub(super) fn write(post: &Post, db: &Db<'_>, mail: &Mail, date: Timestamp) -> Result<Draft, anyhow::Error> {
    let Some(issue) = view(db, mail.topic_id)? else { return Ok(nothing("the issue is gone")) };
    let recipient = Recipient::load(db, mail.recipient_id)?;
    let envelope = post.envelope(date, Some(&issue.key))?;
    let letter = Assigned {
        to: recipient.person(),
        issue,
        by: name_of(db, author_of(db, mail.cause_id)?)?,
        assigned_at: mail.enqueued_at,
        delay: mail.due_at.since(mail.enqueued_at),
        stop_url: post.stop_url(&recipient, mail),
    };
    let bytes = letter.compose(&post.sender, &envelope)?;
    Ok(Draft::Letter(post.letter(&recipient, envelope, bytes)))
}

/// Who caused this: the actor of the event that the mail tells of.
fn author_of(db: &Db<'_>, event: Option<i64>) -> Result<Option<i64>, Error> {
    db.maybe("SELECT actor_id FROM events WHERE id = $1", &params![event], |row| row.get("actor_id"))
        .map(Option::flatten)
}

/// An issue as mail shows it.
pub(super) fn view(db: &Db<'_>, issue: Option<i64>) -> Result<Option<IssueView>, anyhow::Error> {
    let found = db.maybe(
        "SELECT p.key AS project_key, i.number, i.title, i.description, i.status, p.name AS project, u.first_name, u.last_name
           FROM issues i JOIN projects p ON p.id = i.project_id JOIN users u ON u.id = i.created_by WHERE i.id = $1",
        &params![issue],
        |row| {
            let (key, number): (String, i64) = (row.get("project_key")?, row.get("number")?);
            let (title, description) = (row.get("title")?, row.get("description")?);
            let status: String = row.get("status")?;
            let project = row.get("project")?;
            let (first, last): (String, String) = (row.get("first_name")?, row.get("last_name")?);
            let status_label = Status::parse(&status).map_or(status, |status| status.label().to_owned());
            let author_name = full_name(&first, &last);
            Ok(IssueView { key: format!("{key}-{number}"), title, description, status_label, project, author_name })
        },
    )?;
    Ok(found)
}
