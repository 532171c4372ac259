//! Events as they stand in the database: a kind and a detail in JSON. Both are stable.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::{Change, Event};
use crate::issue::{IssueId, Relation};
use crate::user::UserId;

#[derive(Serialize, Deserialize)]
struct Opened {
    assignee: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct Changed {
    changes: Vec<Change>,
    #[serde(default)]
    mails_too_late: u64,
}

#[derive(Serialize, Deserialize)]
struct Said {
    comment: i64,
}

#[derive(Serialize, Deserialize)]
struct Reworded {
    comment: i64,
    from: String,
    to: String,
}

#[derive(Serialize, Deserialize)]
struct RelatedTo {
    relation: Relation,
    other: i64,
    #[serde(default)]
    is_over: bool,
}

#[derive(Serialize, Deserialize)]
struct Deleted {
    #[serde(default)]
    mails_too_late: u64,
}

impl Event {
    /// The word for it in `events.kind`.
    pub fn kind(&self) -> &'static str {
        match self {
            Event::IssueOpened { .. } => "issue_opened",
            Event::IssueChanged { .. } => "issue_changed",
            Event::IssueDeleted { .. } => "issue_deleted",
            Event::IssueRestored => "issue_restored",
            Event::CommentAdded { .. } => "comment_added",
            Event::CommentEdited { .. } => "comment_edited",
            Event::CommentDeleted { .. } => "comment_deleted",
            Event::CommentRestored { .. } => "comment_restored",
            Event::Related { .. } => "related",
        }
    }

    /// The rest of it, for `events.detail`.
    pub fn encode(&self) -> String {
        let detail = match self {
            Event::IssueOpened { assignee } => serde_json::to_string(&Opened { assignee: assignee.map(UserId::raw) }),
            Event::IssueChanged { changes, mails_too_late } => {
                serde_json::to_string(&Changed { changes: changes.clone(), mails_too_late: *mails_too_late })
            }
            Event::IssueRestored => Ok("{}".to_owned()),
            Event::CommentAdded { number } | Event::CommentDeleted { number } | Event::CommentRestored { number } => {
                serde_json::to_string(&Said { comment: *number })
            }
            Event::CommentEdited { number, from, to } => {
                serde_json::to_string(&Reworded { comment: *number, from: from.clone(), to: to.clone() })
            }
            Event::Related { relation, other, is_over } => {
                serde_json::to_string(&RelatedTo { relation: *relation, other: other.raw(), is_over: *is_over })
            }
            Event::IssueDeleted { mails_too_late } => {
                serde_json::to_string(&Deleted { mails_too_late: *mails_too_late })
            }
        };
        detail.expect("a struct of text and numbers is JSON")
    }

    /// The event of this kind and detail.
    ///
    /// # Errors
    /// If no version of Belfry up to this one wrote it.
    pub fn decode(kind: &str, detail: &str) -> Result<Event> {
        let event =
            match kind {
                "issue_opened" => serde_json::from_str(detail)
                    .map(|Opened { assignee }| Event::IssueOpened { assignee: assignee.map(UserId) }),
                "issue_changed" => serde_json::from_str(detail)
                    .map(|Changed { changes, mails_too_late }| Event::IssueChanged { changes, mails_too_late }),
                "issue_deleted" => serde_json::from_str(detail)
                    .map(|Deleted { mails_too_late }| Event::IssueDeleted { mails_too_late }),
                "issue_restored" => Ok(Event::IssueRestored),
                "comment_added" => {
                    serde_json::from_str(detail).map(|Said { comment }| Event::CommentAdded { number: comment })
                }
                "comment_deleted" => {
                    serde_json::from_str(detail).map(|Said { comment }| Event::CommentDeleted { number: comment })
                }
                "comment_restored" => {
                    serde_json::from_str(detail).map(|Said { comment }| Event::CommentRestored { number: comment })
                }
                "comment_edited" => serde_json::from_str(detail)
                    .map(|Reworded { comment, from, to }| Event::CommentEdited { number: comment, from, to }),
                "related" => serde_json::from_str(detail).map(|RelatedTo { relation, other, is_over }| {
                    Event::Related { relation, other: IssueId(other), is_over }
                }),
                other => bail!("an event of the unknown kind {other:?}"),
            };
        event.with_context(|| format!("reading the detail of an event {kind}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Status;

    #[test]
    fn the_words_in_the_database_are_stable() {
        let changes = vec![
            Change::Title { from: "a\n".to_owned(), to: "🔔".to_owned() },
            Change::Description { from: "c".to_owned(), to: "d".to_owned() },
            Change::Status { from: Status::InProgress, to: Status::Done },
            Change::Assignee { from: Some(UserId(1)), to: None },
        ];
        let cases = [
            (Event::IssueOpened { assignee: Some(UserId(2)) }, "issue_opened", r#"{"assignee":2}"#),
            (Event::IssueOpened { assignee: None }, "issue_opened", r#"{"assignee":null}"#),
            (
                Event::IssueChanged { changes, mails_too_late: 1 },
                "issue_changed",
                concat!(
                    r#"{"changes":[{"what":"title","from":"a\n","to":"🔔"},"#,
                    r#"{"what":"description","from":"c","to":"d"},"#,
                    r#"{"what":"status","from":"in_progress","to":"done"},"#,
                    r#"{"what":"assignee","from":1,"to":null}],"mails_too_late":1}"#
                ),
            ),
            (Event::IssueRestored, "issue_restored", "{}"),
            (Event::CommentAdded { number: 3 }, "comment_added", r#"{"comment":3}"#),
            (Event::CommentDeleted { number: 3 }, "comment_deleted", r#"{"comment":3}"#),
            (Event::CommentRestored { number: 3 }, "comment_restored", r#"{"comment":3}"#),
            (
                Event::CommentEdited { number: 3, from: "a".to_owned(), to: "b".to_owned() },
                "comment_edited",
                r#"{"comment":3,"from":"a","to":"b"}"#,
            ),
            (
                Event::Related { relation: Relation::Blocks, other: IssueId(7), is_over: false },
                "related",
                r#"{"relation":"blocks","other":7,"is_over":false}"#,
            ),
            (Event::IssueDeleted { mails_too_late: 0 }, "issue_deleted", r#"{"mails_too_late":0}"#),
        ];
        for (event, kind, detail) in cases {
            assert_eq!((event.kind(), event.encode().as_str()), (kind, detail));
            assert_eq!(Event::decode(kind, detail).unwrap(), event);
        }
    }

    #[test]
    fn what_nobody_wrote_is_an_error() {
        for (kind, detail) in [("issue_eaten", "{}"), ("issue_opened", ""), ("issue_changed", "{}")] {
            assert!(Event::decode(kind, detail).is_err());
        }
    }
}
