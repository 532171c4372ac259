//! What became of the mail to one person, about one issue.

use outbox::{Mail, State, mail_log, suppression};
use store::{Db, Timestamp};

use super::super::super::table::one_line;
use super::super::super::when;
use super::super::line::{WHY_OVERDUE, is_overdue};
use super::super::names::Names;
use super::{Story, decision};
use crate::Error;
use crate::user::{self, UserId};

pub(super) fn tell(db: &Db<'_>, names: &mut Names, story: &Story, id: i64) -> Result<String, Error> {
    let mut text = format!("\n{}\n", names.username(db, id)?);
    let mut is_any = false;
    for (mail, log) in story.mails.iter().filter(|(mail, _)| mail.recipient_id == id) {
        is_any = true;
        text.push_str(&format!("  Mail {} ({}) {}.\n", mail.id, mail.kind, became(db.now(), mail)));
        for line in log {
            text.push_str(&format!("    {}  {}\n", when::second(line.at), happened(line)));
        }
    }
    if !is_any {
        text.push_str(&format!("  No mail: {}.\n", why_none(story, id)));
    }
    text.push_str(&decision::tell(db, names, &story.explained, id)?);
    for standing in standing(db, names, story, id)? {
        text.push_str(&format!("  {standing}\n"));
    }
    Ok(text)
}

/// What became of a mail, as the end of a sentence.
fn became(now: Timestamp, mail: &Mail) -> String {
    let due = when::second(mail.due_at);
    let because = mail.reason.as_deref().map(|reason| format!(": {}", one_line(reason))).unwrap_or_default();
    let ended = mail.ended_at.map(when::second).unwrap_or_default();
    match mail.state {
        State::Pending | State::Leased if is_overdue(mail, now) => {
            format!("was due {due} and still waits, {WHY_OVERDUE}{because}")
        }
        State::Pending | State::Leased if mail.rests_until > Some(now) => {
            format!("was to ring {due}, and rests: it rings {}{because}", when::away(now, mail.next_at))
        }
        State::Pending | State::Leased if mail.next_at > mail.due_at => {
            format!("was put off and is tried again {}{because}", when::away(now, mail.next_at))
        }
        State::Pending | State::Leased => format!("waits and rings {} (due {due})", when::away(now, mail.due_at)),
        State::Sending => "is being sent at this moment".to_owned(),
        State::Held => format!("was due {due} and is held{because}"),
        State::Sent => {
            let late = mail.rung_at.map(|at| when::short(at.since(mail.ready_at()))).unwrap_or_default();
            format!("was sent {ended}, {late} after it was due")
        }
        State::Cancelled if mail.ended_at < Some(mail.due_at) => {
            format!("was taken back {ended}, before it was due ({due}){because}")
        }
        State::Cancelled => format!("was taken back {ended}{because}"),
        State::Merged => format!("was told by another mail{because}"),
        State::Suppressed => format!("was not sent{because}"),
        State::Failed => format!("was given up {ended}{because}"),
        State::Unknown => format!("may or may not have arrived{because}"),
    }
}

fn happened(line: &mail_log::Line) -> String {
    if line.detail.is_empty() { line.action.clone() } else { format!("{}: {}", line.action, one_line(&line.detail)) }
}

fn why_none(story: &Story, id: i64) -> &'static str {
    let had_it = story.events.iter().any(|recorded| super::assignees(&recorded.event).contains(&id));
    let acted = story.events.iter().any(|recorded| recorded.actor_id.map(UserId::raw) == Some(id));
    match (had_it, acted) {
        (true, _) => "nothing happened while they had the issue that they did not do themselves",
        (false, true) => "nobody is mailed what they do themselves, and nobody else did anything that they are mailed",
        (false, false) => "mail goes to whoever has an issue or hears of it, and nothing of it was for them",
    }
}

/// What keeps mail from this person now, whatever happens.
fn standing(db: &Db<'_>, names: &mut Names, story: &Story, id: i64) -> Result<Vec<String>, Error> {
    let Some(person) = names.person(db, id)? else { return Ok(Vec::new()) };
    let mut standing = Vec::new();
    if let Some(since) = person.disabled_at {
        standing.push(format!("The account is disabled since {}: no mail.", when::second(since)));
    }
    if let Some(reason) = suppression::reason(db, &person.email)? {
        standing.push(format!("No mail goes to {}: {}.", person.email, one_line(&reason)));
    }
    for kind in [outbox::Kind::Assigned, outbox::Kind::Updated] {
        if let Some(reason) = user::mute_reason(db, UserId(id), kind, Some(story.issue.id.raw()))? {
            standing.push(format!("No {kind} mail: {}.", one_line(&reason)));
        }
    }
    Ok(standing)
}
