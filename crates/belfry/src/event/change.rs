//! One thing about an issue, from what it was to what it is.

use serde::{Deserialize, Serialize};

use crate::issue::{DueDate, Priority, Status};
use crate::user::UserId;

/// A change of one thing. Its JSON is kept for ever in `events.detail`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Change {
    /// The title.
    Title {
        /// As it was.
        from: String,
        /// As it is.
        to: String,
    },
    /// The description.
    Description {
        /// As it was.
        from: String,
        /// As it is.
        to: String,
    },
    /// The status.
    Status {
        /// As it was.
        from: Status,
        /// As it is.
        to: Status,
    },
    /// The assignee.
    Assignee {
        /// Who was relieved.
        #[serde(with = "number")]
        from: Option<UserId>,
        /// Who has it now.
        #[serde(with = "number")]
        to: Option<UserId>,
    },
    /// The priority.
    Priority {
        /// As it was.
        from: Priority,
        /// As it is.
        to: Priority,
    },
    /// The day by which it is to be done.
    Due {
        /// As it was.
        from: Option<DueDate>,
        /// As it is.
        to: Option<DueDate>,
    },
    /// The estimate in points.
    Estimate {
        /// As it was.
        from: Option<i64>,
        /// As it is.
        to: Option<i64>,
    },
    /// The issue that it is a part of, by its key.
    Parent {
        /// As it was.
        from: Option<String>,
        /// As it is.
        to: Option<String>,
    },
    /// Its labels, by their names.
    Labels {
        /// What it got.
        added: Vec<String>,
        /// What it lost.
        removed: Vec<String>,
    },
    /// Whether only its author, its assignee and the project's members see it.
    Private {
        /// As it was.
        from: bool,
        /// As it is.
        to: bool,
    },
}

impl Change {
    /// Whether both are changes of the same thing.
    pub fn is_same_thing(&self, other: &Change) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// This change and, after it, another of the same thing, as one. Of another thing: that other change.
    pub fn followed_by(self, next: Change) -> Change {
        match (self, next) {
            (Change::Title { from, .. }, Change::Title { to, .. }) => Change::Title { from, to },
            (Change::Description { from, .. }, Change::Description { to, .. }) => Change::Description { from, to },
            (Change::Status { from, .. }, Change::Status { to, .. }) => Change::Status { from, to },
            (Change::Assignee { from, .. }, Change::Assignee { to, .. }) => Change::Assignee { from, to },
            (Change::Priority { from, .. }, Change::Priority { to, .. }) => Change::Priority { from, to },
            (Change::Due { from, .. }, Change::Due { to, .. }) => Change::Due { from, to },
            (Change::Estimate { from, .. }, Change::Estimate { to, .. }) => Change::Estimate { from, to },
            (Change::Parent { from, .. }, Change::Parent { to, .. }) => Change::Parent { from, to },
            (Change::Labels { added, removed }, Change::Labels { added: more, removed: less }) => {
                let net = |these: Vec<String>, those: &[String], back: &[String], gone: &[String]| {
                    let these = these.into_iter().filter(|name| !gone.contains(name));
                    these.chain(those.iter().filter(|name| !back.contains(name)).cloned()).collect()
                };
                Change::Labels {
                    added: net(added.clone(), &more, &removed, &less),
                    removed: net(removed, &less, &added, &more),
                }
            }
            (Change::Private { from, .. }, Change::Private { to, .. }) => Change::Private { from, to },
            (_, next) => next,
        }
    }

    /// Whether nothing is left of it: it is now as it was.
    pub fn is_nothing(&self) -> bool {
        match self {
            Change::Title { from, to } | Change::Description { from, to } => from == to,
            Change::Status { from, to } => from == to,
            Change::Assignee { from, to } => from == to,
            Change::Priority { from, to } => from == to,
            Change::Due { from, to } => from == to,
            Change::Estimate { from, to } => from == to,
            Change::Parent { from, to } => from == to,
            Change::Labels { added, removed } => added.is_empty() && removed.is_empty(),
            Change::Private { from, to } => from == to,
        }
    }
}

/// Ids are plain numbers in JSON.
mod number {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::user::UserId;

    pub fn serialize<S: Serializer>(id: &Option<UserId>, to: S) -> Result<S::Ok, S::Error> {
        id.map(UserId::raw).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<UserId>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.map(UserId))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(from: &str, to: &str) -> Change {
        Change::Title { from: from.to_owned(), to: to.to_owned() }
    }

    #[test]
    fn changes_of_one_thing_fold_into_one() {
        let folded = title("a", "b").followed_by(title("b", "c"));
        assert_eq!(folded, title("a", "c"));
        assert!(!folded.is_nothing());
        assert!(folded.followed_by(title("c", "a")).is_nothing());
        let status = Change::Status { from: Status::Todo, to: Status::Done };
        assert!(!status.is_same_thing(&title("a", "b")));
        assert_eq!(title("a", "b").followed_by(status.clone()), status);
    }

    #[test]
    fn labels_that_came_and_went_are_told_as_what_is_left() {
        let labels = |added: &[&str], removed: &[&str]| Change::Labels {
            added: added.iter().map(|name| (*name).to_owned()).collect(),
            removed: removed.iter().map(|name| (*name).to_owned()).collect(),
        };
        let folded = labels(&["bug", "ui"], &["docs"]).followed_by(labels(&["docs"], &["bug"]));
        assert_eq!(folded, labels(&["ui"], &[]));
        assert!(folded.followed_by(labels(&[], &["ui"])).is_nothing());
    }
}
