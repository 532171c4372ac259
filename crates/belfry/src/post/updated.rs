//! "3 changes on BEL-1": what changed since the mail was ordered, as it stands now.
//!
//! Changes of one thing fold into one: from what it was before the first to what it is after the last. What cancels out
//! vanishes, and so does what the recipient did alone.

use std::collections::HashSet;

use outbox::{Draft, Mail};
use store::{Db, Error, Timestamp, params};

use super::assigned::view;
use super::recipient::{Recipient, name_of};
use super::{Post, nothing};
use crate::event::{Change, Event};
use crate::issue::Priority;
use crate::mail::updated::{Because, ChangeView, Updated, What};
use crate::mail_setting;
use crate::user::UserId;
use crate::watch::Reason;

/// One change, by whom and when.
struct Done {
    by: Option<i64>,
    at: Timestamp,
    change: Change,
}

pub(super) fn write(post: &Post, db: &Db<'_>, mail: &Mail, date: Timestamp) -> Result<Draft, anyhow::Error> {
    let Some(issue) = view(db, mail.topic_id)? else { return Ok(nothing("the issue is gone")) };
    let since = events_since(db, mail)?;
    let wants_own = mail_setting::load(db, UserId(mail.recipient_id))?.own_changes;
    // Whose changes are left out.
    let without = Some(mail.recipient_id).filter(|_| !wants_own);
    let mut changes = comments(db, mail.topic_id, (&since, without))?;
    for done in fold(changes_of(since), without) {
        changes.extend(tell(db, done)?);
    }
    changes.sort_by_key(|change| change.at);
    if changes.is_empty() {
        return Ok(nothing("the changes cancelled out: nothing is left to tell"));
    }
    let recipient = Recipient::load(db, mail.recipient_id)?;
    let envelope = post.envelope(date, Some(&issue.key))?;
    let letter = Updated {
        to: recipient.person(),
        because: because(db, mail)?,
        issue,
        changes,
        stop_url: post.stop_url(&recipient, mail),
    };
    let bytes = letter.compose(&post.sender, &envelope)?;
    Ok(Draft::Letter(post.letter(&recipient, envelope, bytes)))
}

/// Why the recipient hears of the issue, as things now are.
fn because(db: &Db<'_>, mail: &Mail) -> Result<Because, Error> {
    let sql = "SELECT i.assignee_id, i.created_by, w.reason FROM issues i
                 LEFT JOIN watchers w ON w.issue_id = i.id AND w.user_id = $2 AND w.is_watching = 1 WHERE i.id = $1";
    db.one(sql, &params![mail.topic_id, mail.recipient_id], |row| {
        let is_theirs = row.get::<Option<i64>>("assignee_id")? == Some(mail.recipient_id);
        let is_author = row.get::<i64>("created_by")? == mail.recipient_id;
        Ok(match row.get::<Option<Reason>>("reason")? {
            _ if is_theirs => Because::Assigned,
            Some(Reason::Mentioned) => Because::Mentioned,
            Some(Reason::Commented) => Because::Commented,
            Some(Reason::Opened) => Because::Opened,
            None if is_author => Because::Opened,
            Some(Reason::Watching | Reason::Assigned) => Because::Watching,
            Some(Reason::Project) | None => Because::Project,
        })
    })
}

/// An event since the mail was ordered, by whom and when.
struct Since {
    by: Option<i64>,
    at: Timestamp,
    event: Event,
}

fn events_since(db: &Db<'_>, mail: &Mail) -> Result<Vec<Since>, anyhow::Error> {
    let rows = db.all(
        "SELECT actor_id, kind, detail, at FROM events WHERE issue_id = $1 AND id >= $2 ORDER BY id",
        &params![mail.topic_id, mail.cause_id],
        |row| {
            let (kind, detail): (String, String) = (row.get("kind")?, row.get("detail")?);
            Ok((row.get("actor_id")?, row.get("at")?, kind, detail))
        },
    )?;
    rows.into_iter().map(|(by, at, kind, detail)| Ok(Since { by, at, event: Event::decode(&kind, &detail)? })).collect()
}

fn changes_of(events: Vec<Since>) -> Vec<Done> {
    let changes = events.into_iter().filter_map(|Since { by, at, event }| match event {
        Event::IssueChanged { changes, .. } => Some(changes.into_iter().map(move |change| Done { by, at, change })),
        Event::IssueOpened { .. }
        | Event::IssueDeleted { .. }
        | Event::IssueRestored
        | Event::CommentAdded { .. }
        | Event::CommentEdited { .. }
        | Event::CommentDeleted { .. }
        | Event::CommentRestored { .. }
        | Event::Related { .. } => None,
    });
    changes.flatten().collect()
}

/// What others said meanwhile, each comment once and as it now reads, if it still stands; and that the issue is new, if it is.
fn comments(
    db: &Db<'_>,
    topic: Option<i64>,
    (events, without): (&[Since], Option<i64>),
) -> Result<Vec<ChangeView>, Error> {
    let (mut told, mut numbers) = (Vec::new(), HashSet::new());
    for Since { by, at, event } in events {
        if without.is_some() && *by == without {
            continue;
        }
        let number = match event {
            Event::CommentAdded { number } | Event::CommentEdited { number, .. } => number,
            Event::IssueOpened { .. } => {
                told.push(ChangeView { at: *at, by: name_of(db, *by)?, what: What::Opened });
                continue;
            }
            Event::IssueChanged { .. }
            | Event::IssueDeleted { .. }
            | Event::IssueRestored
            | Event::CommentDeleted { .. }
            | Event::CommentRestored { .. }
            | Event::Related { .. } => continue,
        };
        if !numbers.insert(*number) {
            continue;
        }
        let text: Option<String> = db.maybe(
            "SELECT text FROM comments WHERE issue_id = $1 AND number = $2 AND deleted_at IS NULL",
            &params![topic, *number],
            |row| row.get("text"),
        )?;
        if let Some(text) = text {
            told.push(ChangeView { at: *at, by: name_of(db, *by)?, what: What::Comment { text } });
        }
    }
    Ok(told)
}

/// Folds changes of the same thing together, keeps their order, and drops what cancelled out or nobody did but who is left
/// out.
fn fold(changes: Vec<Done>, without: Option<i64>) -> Vec<Done> {
    let mut folded: Vec<(Done, bool)> = Vec::new();
    for next in changes {
        let is_others = without.is_none() || next.by != without;
        match folded.iter().position(|(earlier, _)| earlier.change.is_same_thing(&next.change)) {
            Some(index) => {
                let (earlier, was_others) = folded.remove(index);
                let change = earlier.change.followed_by(next.change);
                let (by, at) = if is_others { (next.by, next.at) } else { (earlier.by, earlier.at) };
                folded.push((Done { by, at, change }, is_others || was_others));
            }
            None => folded.push((next, is_others)),
        }
    }
    folded.retain(|(done, is_others)| *is_others && !done.change.is_nothing());
    folded.into_iter().map(|(done, _)| done).collect()
}

/// A change in words; a change of assignee has its own mail.
fn tell(db: &Db<'_>, done: Done) -> Result<Option<ChangeView>, Error> {
    let what = match done.change {
        Change::Title { from, to } => What::Title { from, to },
        Change::Description { to, .. } => What::Description { to },
        Change::Status { from, to } => What::Status { from: from.label().to_owned(), to: to.label().to_owned() },
        Change::Assignee { .. } => return Ok(None),
        Change::Priority { from, to } => {
            let word = |priority: Priority| (priority != Priority::None).then(|| priority.label().to_owned());
            What::Value { of: "priority", from: word(from), to: word(to) }
        }
        Change::Due { from, to } => {
            What::Value { of: "due date", from: from.map(|day| day.to_string()), to: to.map(|day| day.to_string()) }
        }
        Change::Estimate { from, to } => What::Value {
            of: "estimate",
            from: from.map(|points| points.to_string()),
            to: to.map(|points| points.to_string()),
        },
        Change::Parent { from, to } => What::Value { of: "whole it is a part of", from, to },
        Change::Labels { added, removed } => What::Labels { added, removed },
        Change::Private { to, .. } => What::Private { is_private: to },
    };
    Ok(Some(ChangeView { at: done.at, by: name_of(db, done.by)?, what }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Status;

    const ADA: i64 = 1;
    const BEN: i64 = 2;

    fn done(by: i64, second: i64, change: Change) -> Done {
        Done { by: Some(by), at: Timestamp(second * 1_000_000), change }
    }

    fn title(from: &str, to: &str) -> Change {
        Change::Title { from: from.to_owned(), to: to.to_owned() }
    }

    /// What Ben is told: each change, by whom and at which second.
    fn told(changes: Vec<Done>) -> Vec<(i64, i64, Change)> {
        let folded = fold(changes, Some(BEN)).into_iter();
        folded.map(|done| (done.by.unwrap(), done.at.as_micros() / 1_000_000, done.change)).collect()
    }

    #[test]
    fn changes_of_one_thing_are_told_as_one_in_the_order_of_the_last() {
        let closed = Change::Status { from: Status::Todo, to: Status::Done };
        let changes = vec![done(ADA, 1, title("a", "b")), done(ADA, 2, closed.clone()), done(ADA, 3, title("b", "c"))];
        assert_eq!(told(changes), [(ADA, 2, closed), (ADA, 3, title("a", "c"))]);
    }

    #[test]
    fn what_cancels_out_and_what_one_did_oneself_is_not_told() {
        assert!(told(vec![done(ADA, 1, title("a", "b")), done(ADA, 2, title("b", "a"))]).is_empty());
        assert!(told(vec![done(ADA, 1, title("a", "b")), done(BEN, 2, title("b", "a"))]).is_empty());
        assert!(told(vec![done(BEN, 1, title("a", "b"))]).is_empty());
    }

    #[test]
    fn a_thing_that_others_changed_too_is_told_as_theirs() {
        let changes = vec![done(ADA, 1, title("a", "b")), done(BEN, 2, title("b", "c"))];
        assert_eq!(told(changes), [(ADA, 1, title("a", "c"))]);
    }
}
