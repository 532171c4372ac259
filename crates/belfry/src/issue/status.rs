//! How far an issue has come.

use serde::{Deserialize, Serialize};
use store::Param;

/// The status of an issue: four in which it is open, two in which it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// For some time.
    Backlog,
    /// For now.
    Todo,
    /// Somebody is at it.
    InProgress,
    /// Somebody looks at what was done.
    InReview,
    /// Closed: it was done.
    Done,
    /// Closed: it will not be done.
    Cancelled,
}

impl Status {
    /// Every status, in the order in which an issue passes through them.
    pub const ALL: [Status; 6] =
        [Status::Backlog, Status::Todo, Status::InProgress, Status::InReview, Status::Done, Status::Cancelled];

    /// The word in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Backlog => "backlog",
            Status::Todo => "todo",
            Status::InProgress => "in_progress",
            Status::InReview => "in_review",
            Status::Done => "done",
            Status::Cancelled => "cancelled",
        }
    }

    /// The status of that word.
    pub fn parse(word: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|status| status.as_str() == word)
    }

    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Status::Backlog => "Backlog",
            Status::Todo => "To do",
            Status::InProgress => "In progress",
            Status::InReview => "In review",
            Status::Done => "Done",
            Status::Cancelled => "Cancelled",
        }
    }

    /// Whether there is still something to be done.
    pub fn is_open(self) -> bool {
        match self {
            Status::Backlog | Status::Todo | Status::InProgress | Status::InReview => true,
            Status::Done | Status::Cancelled => false,
        }
    }

    /// This status if it is open (or closed) as wanted; otherwise the plainest one that is.
    pub fn made_open(self, is_open: bool) -> Status {
        match (self.is_open() == is_open, is_open) {
            (true, _) => self,
            (false, true) => Status::Todo,
            (false, false) => Status::Done,
        }
    }
}

impl From<Status> for Param<'_> {
    fn from(status: Status) -> Self {
        Param::Text(status.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back_and_is_the_one_in_json() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.as_str()), Some(status));
            assert_eq!(serde_json::to_string(&status).unwrap(), format!("{:?}", status.as_str()));
        }
        assert_eq!(Status::parse("OPEN"), None);
    }

    #[test]
    fn opening_what_is_open_changes_nothing() {
        assert_eq!(Status::InReview.made_open(true), Status::InReview);
        assert_eq!(Status::Cancelled.made_open(false), Status::Cancelled);
        assert_eq!(Status::Cancelled.made_open(true), Status::Todo);
        assert_eq!(Status::Backlog.made_open(false), Status::Done);
    }
}
