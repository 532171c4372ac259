//! The spine: what happened to issues, one event for each act.
//!
//! Every verb that changes an issue records exactly one event, by [`record()`]; what follows from it is called there, in
//! plain sight, in the same transaction. An event is a fact: it is never changed or removed, and says enough to tell
//! later what was and what became of it. Its words in the database are stable.

mod act;
mod change;
mod decode;
mod history;
mod record;

pub use act::Act;
pub use change::Change;
pub use history::{Recorded, find, find_all, find_own, history, latest_own, since};
pub use record::record;

use crate::issue::{Issue, IssueId, Relation, Status};
use crate::user::UserId;

store::id!(
    /// The number of an event.
    EventId
);

/// Something that happened to an issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It was opened.
    IssueOpened {
        /// Who it was given to.
        assignee: Option<UserId>,
    },
    /// It was changed.
    IssueChanged {
        /// What changed; at least one thing, none of them twice.
        changes: Vec<Change>,
        /// How many mails that became moot had left already.
        mails_too_late: u64,
    },
    /// It was brought back after it was deleted.
    IssueRestored,
    /// Somebody said something about it.
    CommentAdded {
        /// The comment's number in the issue.
        number: i64,
    },
    /// Somebody said it better.
    CommentEdited {
        /// The comment's number in the issue.
        number: i64,
        /// What it said.
        from: String,
        /// What it says.
        to: String,
    },
    /// A comment was taken away.
    CommentDeleted {
        /// The comment's number in the issue.
        number: i64,
    },
    /// A comment that was taken away is back.
    CommentRestored {
        /// The comment's number in the issue.
        number: i64,
    },
    /// It got a relation to another issue, or lost one.
    Related {
        /// How it stands to the other.
        relation: Relation,
        /// The other issue, whose history shows this too.
        other: IssueId,
        /// Whether the relation is over.
        is_over: bool,
    },
    /// It was deleted.
    IssueDeleted {
        /// How many mails that became moot had left already.
        mails_too_late: u64,
    },
}

impl Event {
    /// The other issue that it is also about.
    pub fn other(&self) -> Option<IssueId> {
        match self {
            Event::Related { other, .. } => Some(*other),
            Event::IssueOpened { .. }
            | Event::IssueChanged { .. }
            | Event::IssueDeleted { .. }
            | Event::IssueRestored
            | Event::CommentAdded { .. }
            | Event::CommentEdited { .. }
            | Event::CommentDeleted { .. }
            | Event::CommentRestored { .. } => None,
        }
    }

    /// Whether it made a new version of its issue.
    pub fn makes_version(&self) -> bool {
        match self {
            Event::IssueOpened { .. }
            | Event::IssueChanged { .. }
            | Event::IssueRestored
            | Event::IssueDeleted { .. } => true,
            Event::CommentAdded { .. }
            | Event::CommentEdited { .. }
            | Event::CommentDeleted { .. }
            | Event::CommentRestored { .. }
            | Event::Related { .. } => false,
        }
    }

    /// From which status to which it takes `issue`, which it has brought to where it is; from none where it opens it, and to
    /// none where it leaves the status alone.
    fn step(&self, issue: &Issue) -> (Option<Status>, Option<Status>) {
        let status = |change: &Change| match change {
            Change::Status { from, to } => Some((Some(*from), Some(*to))),
            _ => None,
        };
        match self {
            Event::IssueOpened { .. } => (None, Some(issue.status)),
            Event::IssueChanged { changes, .. } => changes.iter().find_map(status).unwrap_or_default(),
            Event::IssueDeleted { .. }
            | Event::IssueRestored
            | Event::CommentAdded { .. }
            | Event::CommentEdited { .. }
            | Event::CommentDeleted { .. }
            | Event::CommentRestored { .. }
            | Event::Related { .. } => (None, None),
        }
    }

    /// The same event, now that it is known how many mails it came too late to take back.
    fn with_mails_too_late(self, count: u64) -> Event {
        match self {
            Event::IssueOpened { .. }
            | Event::IssueRestored
            | Event::CommentAdded { .. }
            | Event::CommentEdited { .. }
            | Event::CommentDeleted { .. }
            | Event::CommentRestored { .. }
            | Event::Related { .. } => self,
            Event::IssueChanged { changes, .. } => Event::IssueChanged { changes, mails_too_late: count },
            Event::IssueDeleted { .. } => Event::IssueDeleted { mails_too_late: count },
        }
    }
}
