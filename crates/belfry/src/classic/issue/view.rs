//! An issue as this API shows it.

use serde::Serialize;

use crate::issue::{Issue, Status};

/// What `GET` answers with.
#[derive(Serialize)]
pub(super) struct View {
    issue_id: i64,
    title: String,
    description: String,
    created_by: String,
    assigned_to: Option<String>,
    status: &'static str,
}

impl From<Issue> for View {
    fn from(issue: Issue) -> View {
        View {
            issue_id: issue.number,
            status: word(issue.status),
            title: issue.title,
            description: issue.description,
            created_by: issue.created_by.email,
            assigned_to: issue.assignee.map(|person| person.email),
        }
    }
}

/// What `POST` answers with: the same and a message, in the order of the old documents.
#[derive(Serialize)]
pub(super) struct Created {
    message: &'static str,
    issue_id: i64,
    title: String,
    description: String,
    assigned_to: Option<String>,
    created_by: String,
    status: &'static str,
}

impl From<Issue> for Created {
    fn from(issue: Issue) -> Created {
        let View { issue_id, title, description, created_by, assigned_to, status } = View::from(issue);
        Created { message: "Issue Created", issue_id, title, description, assigned_to, created_by, status }
    }
}

/// The one of two words that says whether it is open.
pub(super) fn word(status: Status) -> &'static str {
    if status.is_open() { "OPEN" } else { "CLOSE" }
}

/// Whether a word asks for open or for closed issues.
pub(super) fn is_open(word: &str) -> Result<bool, String> {
    match word.trim().to_ascii_uppercase().as_str() {
        "OPEN" | "OPENED" => Ok(true),
        "CLOSE" | "CLOSED" => Ok(false),
        _ => Err("A status is OPEN or CLOSE.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_generously_and_written_in_two_words() {
        for text in ["OPEN", "open", "Opened", " OPENED "] {
            assert_eq!(is_open(text), Ok(true), "{text}");
        }
        for text in ["CLOSE", "closed", "Close"] {
            assert_eq!(is_open(text), Ok(false), "{text}");
        }
        for text in ["", "done", "OPEN!", "0"] {
            assert!(is_open(text).is_err(), "{text}");
        }
        assert_eq!((word(Status::InReview), word(Status::Cancelled)), ("OPEN", "CLOSE"));
    }
}
