//! Everything that is open for one person, by project; and whether what a frozen digest lists is still so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use outbox::{Draft, Letter, Mail, Objection, State, letters};
use ring::digest::{Context, SHA256};
use store::{Db, Error, Timestamp, params};

use super::recipient::Recipient;
use super::{Post, nothing};
use crate::auth::permission::SEES;
use crate::issue::Status;
use crate::mail;
use crate::mail::digest::{Digest, IssueLine, Rhythm};
use crate::mail_setting::{self, DigestWish};
use crate::user::UserId;

/// How many issues a digest lists. Of the others it says how many there are.
const LISTED_MAX: i64 = 500;
/// Why there is no reason left to send a digest.
const NOTHING_OPEN: &str = "nothing is open any more";

/// What is open for a person: project by project, and how many more than are listed.
struct Open {
    projects: Vec<(String, Vec<IssueLine>)>,
    more: usize,
}

pub(super) fn write(post: &Post, db: &Db<'_>, mail: &Mail, date: Timestamp) -> Result<Draft, anyhow::Error> {
    let open = open_issues(db, mail.recipient_id)?;
    if open.projects.is_empty() {
        return Ok(nothing(NOTHING_OPEN));
    }
    let recipient = Recipient::load(db, mail.recipient_id)?;
    let envelope = post.envelope(date, None)?;
    let lists = Some(open.mark());
    let digest = Digest {
        to: recipient.person(),
        projects: open.projects,
        more: open.more,
        at: date,
        rhythm: rhythm(post, db, mail)?,
        stop_url: post.stop_url(&recipient, mail),
    };
    let bytes = digest.compose(&post.sender, &envelope)?;
    Ok(Draft::Letter(Letter { lists, ..post.letter(&recipient, envelope, bytes) }))
}

/// How often this person gets a digest, in words.
fn rhythm(post: &Post, db: &Db<'_>, mail: &Mail) -> Result<Rhythm, Error> {
    let settings = mail_setting::load(db, UserId(mail.recipient_id))?;
    Ok(match settings.digest {
        Some(DigestWish::Every(every)) => Rhythm::Every(every),
        Some(DigestWish::Calendar(at, days)) => {
            let days = days.list().into_iter().map(|day| mail::when::weekday(day).to_owned()).collect();
            Rhythm::Calendar { days, at: at.strftime("%H:%M").to_string(), zone: settings.zone }
        }
        Some(DigestWish::Off) | None => Rhythm::Every(post.digest_every),
    })
}

/// Whether a digest that was frozen by an earlier attempt lists what is open now; if not, why it is not sent.
pub(super) fn objection(db: &Db<'_>, mail: &Mail) -> Result<Option<Objection>, Error> {
    let Some(listed) = letters::lists(db, mail.id)? else { return Ok(None) };
    let open = open_issues(db, mail.recipient_id)?;
    Ok(if open.projects.is_empty() {
        Some(Objection { end: State::Cancelled, reason: NOTHING_OPEN.to_owned() })
    } else if open.mark() != listed {
        Some(Objection { end: State::Merged, reason: "what it lists has changed".to_owned() })
    } else {
        None
    })
}

impl Open {
    /// What stands for the list: the same for the same list only.
    fn mark(&self) -> String {
        let mut mark = Context::new(&SHA256);
        for (project, lines) in &self.projects {
            for line in lines {
                for part in [project, &line.key, &line.title, &line.status_label] {
                    // With its length before it no part can be taken for another.
                    mark.update(&part.len().to_be_bytes());
                    mark.update(part.as_bytes());
                }
            }
        }
        mark.update(&self.more.to_be_bytes());
        BASE64.encode(mark.finish())
    }
}

/// What is open for the person `$1` (an admin if `$2` is 1), as far as they may see it.
fn open_for_them() -> String {
    format!(
        "FROM issues i JOIN projects p ON p.id = i.project_id
           LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = $1
          WHERE i.assignee_id = $1 AND i.is_open = 1 AND i.deleted_at IS NULL AND {SEES}"
    )
}

fn open_issues(db: &Db<'_>, user: i64) -> Result<Open, Error> {
    let is_admin: bool =
        db.one("SELECT is_admin FROM users WHERE id = $1", &params![user], |row| row.get("is_admin"))?;
    let sql = format!(
        "SELECT p.name AS project, p.key AS project_key, i.number, i.title, i.status {}
          ORDER BY p.name, p.id, i.number LIMIT $3",
        open_for_them()
    );
    let lines = db.all(&sql, &params![user, is_admin, LISTED_MAX], |row| {
        let project: String = row.get("project")?;
        let (key, number): (String, i64) = (row.get("project_key")?, row.get("number")?);
        let title = row.get("title")?;
        let status: String = row.get("status")?;
        let status_label = Status::parse(&status).map_or(status, |status| status.label().to_owned());
        Ok((project, IssueLine { key: format!("{key}-{number}"), title, status_label }))
    })?;
    let is_all = i64::try_from(lines.len()) != Ok(LISTED_MAX);
    let more = if is_all { 0 } else { count(db, user, is_admin)?.saturating_sub(lines.len()) };
    let mut projects: Vec<(String, Vec<IssueLine>)> = Vec::new();
    for (project, line) in lines {
        match projects.last_mut() {
            Some((last, lines)) if *last == project => lines.push(line),
            _ => projects.push((project, vec![line])),
        }
    }
    Ok(Open { projects, more })
}

fn count(db: &Db<'_>, user: i64, is_admin: bool) -> Result<usize, Error> {
    let sql = format!("SELECT COUNT(*) AS open {}", open_for_them());
    db.one(&sql, &params![user, is_admin], |row| row.get::<i64>("open")).map(|open| usize::try_from(open).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use mail_parser::MessageParser;
    use store::Tx;

    use super::*;
    use crate::issue;
    use crate::mail::Sender;
    use crate::project::Role;
    use crate::user::UserId;
    use crate::world::{World, new_issue};

    /// Ada gave Ben an issue.
    fn scene() -> (World, UserId, UserId) {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        world.open(ada, ben);
        (world, ada, ben)
    }

    fn written(world: &World, to: UserId) -> Draft {
        let digest =
            Mail { kind: outbox::Kind::Digest, topic_id: None, recipient_id: to.raw(), ..world.mails().remove(0) };
        let sender = Sender::new("belfry@belfry.example", "https://belfry.example");
        let (post, now) = (Post::new(sender, Duration::from_secs(86_400)), world.now());
        world.read(move |db| Ok(write(&post, db, &digest, now)?)).unwrap()
    }

    /// Subject, text, and what stands for the list.
    fn letter(world: &World, to: UserId) -> (String, String, Option<String>) {
        let Draft::Letter(letter) = written(world, to) else { panic!("nothing to say") };
        let message = MessageParser::default().parse(&*letter.bytes).unwrap();
        (message.subject().unwrap().to_owned(), message.body_text(0).unwrap().replace("\r\n", "\n"), letter.lists)
    }

    #[test]
    fn it_lists_nothing_that_its_recipient_may_not_see() {
        let (world, _, ben) = scene();
        assert!(letter(&world, ben).1.contains("/BEL-1\n"));
        world.write(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?)).unwrap();
        assert!(matches!(written(&world, ben), Draft::Nothing(_)));
        world.join("BEL", ben, Role::Reader);
        assert!(letter(&world, ben).1.contains("/BEL-1\n"));
    }

    #[test]
    fn it_lists_five_hundred_issues_and_counts_the_rest() {
        let (world, ada, ben) = scene();
        let open =
            move |tx: &Tx<'_>| (0..501).try_for_each(|_| issue::open(tx, &World::act(ada), &new_issue(ben)).map(drop));
        world.write(open).unwrap();
        let (subject, text, listed) = letter(&world, ben);
        assert_eq!(subject, "Your 502 open issues");
        assert_eq!(text.lines().filter(|line| line.contains("Mail goes out twice")).count(), 500);
        assert!(text.contains("/BEL-500\n") && !text.contains("/BEL-501\n"), "{text}");
        let rest = "And 2 more open issues:\nhttps://belfry.example/issues?q=is:open+assignee:@me\n";
        assert!(text.contains(rest), "{text}");
        // Another that is not listed changes how many there are: it is another list.
        world.delete(ada, 502).unwrap();
        assert!(listed.is_some() && letter(&world, ben).2 != listed);
    }
}
