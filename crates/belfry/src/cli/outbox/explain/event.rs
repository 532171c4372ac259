//! One event, and what it did about mail.

use outbox::{Mail, State};
use store::Db;

use super::super::super::table::one_line;
use super::super::super::when;
use super::super::names::Names;
use super::Story;
use crate::Error;
use crate::event::{Change, Event, Recorded};
use crate::user::UserId;

pub(super) fn tell(db: &Db<'_>, names: &mut Names, story: &Story, recorded: &Recorded) -> Result<String, Error> {
    let at = when::second(recorded.at);
    let actor = match recorded.actor_id {
        Some(id) => names.username(db, id.raw())?,
        None => "Belfry".to_owned(),
    };
    let what = what(db, names, recorded)?;
    let mut text = format!("{at}  {actor} {what}\n");
    let consequences = consequences(db, names, story, recorded)?;
    for consequence in consequences {
        text.push_str(&format!("{:width$}  - {consequence}\n", "", width = at.len()));
    }
    Ok(text)
}

fn what(db: &Db<'_>, names: &mut Names, recorded: &Recorded) -> Result<String, Error> {
    Ok(match &recorded.event {
        Event::IssueOpened { assignee: Some(id) } => format!("opened it, for {}", names.username(db, id.raw())?),
        Event::IssueOpened { assignee: None } => "opened it, for nobody".to_owned(),
        Event::IssueDeleted { .. } => "deleted it".to_owned(),
        Event::IssueRestored => "brought it back".to_owned(),
        Event::CommentAdded { number } => format!("commented (#c{number})"),
        Event::CommentEdited { number, .. } => format!("edited the comment #c{number}"),
        Event::CommentDeleted { number } => format!("deleted the comment #c{number}"),
        Event::CommentRestored { number } => format!("brought the comment #c{number} back"),
        Event::Related { relation, is_over: false, .. } => format!("gave it a relation ({})", relation.as_str()),
        Event::Related { relation, is_over: true, .. } => format!("ended a relation of it ({})", relation.as_str()),
        Event::IssueChanged { changes, .. } => {
            let actor = recorded.actor_id;
            let changes: Result<Vec<_>, _> = changes.iter().map(|change| changed(db, names, change, actor)).collect();
            changes?.join(", and ")
        }
    })
}

fn changed(db: &Db<'_>, names: &mut Names, change: &Change, actor: Option<UserId>) -> Result<String, Error> {
    let mut name = |id: &Option<UserId>| match id {
        Some(id) => names.username(db, id.raw()),
        None => Ok("nobody".to_owned()),
    };
    Ok(match change {
        Change::Title { to, .. } => format!("changed the title to \"{}\"", one_line(to)),
        Change::Description { .. } => "changed the description".to_owned(),
        Change::Status { from, to } => format!("moved it from {} to {}", from.label(), to.label()),
        Change::Priority { from, to } => format!("changed the priority from {} to {}", from.as_str(), to.as_str()),
        Change::Due { to: Some(day), .. } => format!("set the due date to {day}"),
        Change::Due { to: None, .. } => "removed the due date".to_owned(),
        Change::Estimate { to: Some(points), .. } => format!("estimated it at {points}"),
        Change::Estimate { to: None, .. } => "removed the estimate".to_owned(),
        Change::Parent { to: Some(whole), .. } => format!("made it a part of {whole}"),
        Change::Parent { to: None, .. } => "made it a part of nothing".to_owned(),
        Change::Labels { added, removed } => {
            let (added, removed) = (one_line(&added.join(", ")), one_line(&removed.join(", ")));
            format!("changed its labels (now also: {added}; no longer: {removed})")
        }
        Change::Private { to: true, .. } => "made it private".to_owned(),
        Change::Private { to: false, .. } => "made it no longer private".to_owned(),
        Change::Assignee { from, to } if *to == actor => format!("took it over (was: {})", name(from)?),
        Change::Assignee { from, to } => format!("gave it to {} (was: {})", name(to)?, name(from)?),
    })
}

fn consequences(db: &Db<'_>, names: &mut Names, story: &Story, recorded: &Recorded) -> Result<Vec<String>, Error> {
    let joined = format!("event {}", recorded.id);
    let mut told = Vec::new();
    for (mail, log) in &story.mails {
        let to = names.username(db, mail.recipient_id)?;
        let id = mail.id;
        if mail.cause_id == Some(recorded.id.raw()) {
            told.push(ordered(mail, &to));
        } else if log.iter().any(|line| line.action == "merged" && line.detail == joined) {
            told.push(format!("joined mail {id} to {to}, which was still to come"));
        } else if mail.ended_at == Some(recorded.at) && mail.state == State::Cancelled {
            told.push(format!("took back mail {id} to {to}"));
        } else if log.iter().any(|line| line.action == "too late" && line.at == recorded.at) {
            told.push(format!("came too late to take back mail {id} to {to}: it was being sent"));
        }
    }
    if told.is_empty() {
        told.push(format!("no mail: {}", why_none(story, recorded)));
    }
    Ok(told)
}

fn ordered(mail: &Mail, to: &str) -> String {
    let (id, kind) = (mail.id, mail.kind);
    match mail.state {
        State::Suppressed if mail.ended_at == Some(mail.enqueued_at) => {
            format!("owed {to} mail {id} ({kind}), which was not wanted")
        }
        _ => format!("ordered mail {id} ({kind}) to {to}, due {}", when::second(mail.due_at)),
    }
}

/// Why an event about which nothing is recorded made no mail.
fn why_none(story: &Story, recorded: &Recorded) -> &'static str {
    if matches!(recorded.event, Event::IssueDeleted { .. }) {
        return "a deletion is not told";
    }
    match super::assignee_after(story, recorded) {
        None => "nobody had it",
        Some(assignee) if recorded.actor_id.map(UserId::raw) == Some(assignee) => "its assignee did it",
        Some(_) if waited(story, recorded) => "the mail that was still to come says it",
        Some(_) => "nothing was left to tell its assignee",
    }
}

/// Whether at that time a mail about the issue waited that had not been frozen.
fn waited(story: &Story, recorded: &Recorded) -> bool {
    story.mails.iter().any(|(mail, _)| {
        let is_over = [mail.ended_at, mail.rung_at].into_iter().flatten().any(|end| end <= recorded.at);
        mail.enqueued_at <= recorded.at && !is_over
    })
}
