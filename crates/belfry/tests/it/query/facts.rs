//! Plain facts about one issue, as far as queries ask for them.

use belfry::issue::{Priority, Status};
use jiff::civil::Date;
use store::Timestamp;

#[derive(Clone, Debug)]
pub struct Facts {
    pub key: String,
    pub author: String,
    pub assignee: Option<String>,
    pub watchers: Vec<String>,
    pub mentioned: Vec<String>,
    pub labels: Vec<String>,
    pub status: Status,
    /// What its project calls that status.
    pub status_name: String,
    pub priority: Priority,
    pub due: Option<Date>,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub parent: Option<String>,
    /// By an open issue.
    pub is_blocked: bool,
    /// It blocks an issue that is open.
    pub blocks_open: bool,
    pub has_mail_waiting: bool,
    pub is_private: bool,
    pub is_deleted: bool,
    /// Title, description and comments.
    pub text: String,
}

impl Facts {
    /// An issue of which nothing is known but its key and who opened it.
    pub fn plain(key: &str, author: &str) -> Facts {
        Facts {
            key: key.to_owned(),
            author: author.to_owned(),
            assignee: None,
            watchers: Vec::new(),
            mentioned: Vec::new(),
            labels: Vec::new(),
            status: Status::Todo,
            status_name: "To do".to_owned(),
            priority: Priority::None,
            due: None,
            created: Timestamp(0),
            updated: Timestamp(0),
            parent: None,
            is_blocked: false,
            blocks_open: false,
            has_mail_waiting: false,
            is_private: false,
            is_deleted: false,
            text: String::new(),
        }
    }
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn moment(text: &str) -> Timestamp {
    Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_microsecond())
}
