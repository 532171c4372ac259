//! A row of the inbox: the issue, who did the latest to it, and what that was.

use store::{Db, Timestamp};

use crate::auth::Actor;
use crate::error::Result;
use crate::event::{self, Change, Event, EventId, Recorded};
use crate::issue::{IssueId, Priority, Status};
use crate::notification::Notification;
use crate::user::{self, Person, User, UserId};
use crate::watch::Reason;
use crate::web::part::{self, Face, Html};
use crate::web::reader::Reader;

/// A row.
pub(super) struct Line {
    pub issue: IssueId,
    pub key: String,
    pub title: String,
    pub is_unread: bool,
    pub at: Timestamp,
    pub snoozed_until: Option<Timestamp>,
    pub is_done: bool,
    pub face: Option<Face>,
    what: What,
}

/// What was done, as far as one word tells it.
enum What {
    AssignedYou,
    MentionedYou,
    Status(Status),
    /// The priority, and whether it is higher than before.
    Priority(Priority, bool),
    /// The key of the word, and an icon.
    Other(&'static str, &'static str),
}

impl Line {
    /// The shape of what was done.
    pub fn icon(&self, reader: &Reader) -> Html {
        match &self.what {
            What::AssignedYou => part::icon("user"),
            What::MentionedYou => part::icon("comment"),
            What::Status(status) => part::status(*status, &status_word(reader, *status)),
            What::Priority(priority, _) => part::priority(*priority, &priority_word(reader, *priority)),
            What::Other(_, icon) => part::icon(icon),
        }
    }

    /// The words of what was done.
    pub fn told(&self, reader: &Reader) -> String {
        match &self.what {
            What::AssignedYou => reader.say("inbox-did-assigned-you"),
            What::MentionedYou => reader.say("inbox-did-mentioned-you"),
            What::Status(Status::Done) => reader.say("inbox-did-closed"),
            What::Status(status) => reader.tell("inbox-did-moved").text("status", status_word(reader, *status)).plain(),
            What::Priority(priority, is_raised) => {
                let key = if *is_raised { "inbox-did-raised" } else { "inbox-did-lowered" };
                reader.tell(key).text("priority", priority_word(reader, *priority)).plain()
            }
            What::Other(key, _) => reader.say(key),
        }
    }
}

fn status_word(reader: &Reader, status: Status) -> String {
    reader.say(&format!("status-{}", status.as_str()))
}

fn priority_word(reader: &Reader, priority: Priority) -> String {
    reader.say(&format!("priority-{}", priority.as_str()))
}

/// The rows of these notifications.
pub(super) fn lines(db: &Db<'_>, actor: &Actor, rows: Vec<Notification>) -> Result<Vec<Line>> {
    let ids: Vec<EventId> = rows.iter().map(|row| row.event_id).collect();
    let events = event::find_all(db, &ids)?;
    let people: Vec<UserId> = events.values().filter_map(|recorded| recorded.actor_id).collect();
    let people = user::find_all(db, &people)?;
    let line = |row: Notification| {
        let recorded: Option<&Recorded> = events.get(&row.event_id);
        let by: Option<&User> = recorded.and_then(|recorded| people.get(&recorded.actor_id?));
        Line {
            issue: row.issue_id,
            key: row.key.to_string(),
            title: row.title,
            is_unread: row.unread_from.is_some(),
            at: row.at,
            snoozed_until: row.snoozed_until,
            is_done: row.done_at.is_some(),
            face: by.map(|user| Face::from(&Person::from(user.clone()))),
            what: what(actor.user_id, row.reason, recorded.map(|recorded| &recorded.event)),
        }
    };
    Ok(rows.into_iter().map(line).collect())
}

fn what(me: UserId, reason: Reason, event: Option<&Event>) -> What {
    let Some(event) = event else { return What::Other("inbox-did-changed", "edit") };
    match event {
        Event::IssueOpened { assignee } if *assignee == Some(me) => What::AssignedYou,
        Event::IssueChanged { changes, .. } if is_given(me, changes) => What::AssignedYou,
        _ if reason == Reason::Mentioned => What::MentionedYou,
        Event::IssueOpened { .. } => What::Other("inbox-did-opened", "plus"),
        Event::IssueChanged { changes, .. } => changes.iter().map(of_change).next().unwrap_or(OTHERWISE),
        Event::IssueRestored => What::Other("inbox-did-restored", "retry"),
        Event::CommentAdded { .. } => What::Other("inbox-did-commented", "comment"),
        Event::CommentEdited { .. } => What::Other("inbox-did-edited-comment", "edit"),
        Event::CommentDeleted { .. } => What::Other("inbox-did-deleted-comment", "x"),
        Event::CommentRestored { .. } => What::Other("inbox-did-restored-comment", "retry"),
        Event::Related { .. } => What::Other("inbox-did-related", "link"),
        Event::IssueDeleted { .. } => What::Other("inbox-did-deleted", "x"),
    }
}

const OTHERWISE: What = What::Other("inbox-did-changed", "edit");

fn is_given(me: UserId, changes: &[Change]) -> bool {
    changes.iter().any(|change| matches!(change, Change::Assignee { to, .. } if *to == Some(me)))
}

fn of_change(change: &Change) -> What {
    match change {
        Change::Status { to, .. } => What::Status(*to),
        Change::Priority { from, to } => What::Priority(*to, to > from),
        Change::Assignee { .. } => What::Other("inbox-did-reassigned", "user"),
        Change::Due { .. } => What::Other("inbox-did-due", "calendar"),
        Change::Labels { .. } => What::Other("inbox-did-labels", "tag"),
        Change::Parent { .. } => What::Other("inbox-did-parent", "link"),
        Change::Private { .. } => What::Other("inbox-did-private", "lock"),
        Change::Title { .. } | Change::Description { .. } | Change::Estimate { .. } => OTHERWISE,
    }
}
