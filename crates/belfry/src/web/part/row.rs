//! An issue in a list.

use askama::Template;
use store::Timestamp;

use super::{Face, Html, mini_ring, nobody};
use crate::issue::{Priority, Status};
use crate::web::reader::Reader;

/// `li.row#KEY`. Its title leads to `href`; the checkbox is there where it has a `version`.
#[derive(Template)]
#[template(path = "web/part/row.html")]
pub struct Row {
    /// Who looks.
    pub reader: Reader,
    /// What the issue is called.
    pub key: String,
    /// Where its title leads.
    pub href: String,
    /// Its title.
    pub title: String,
    /// How much it matters.
    pub priority: Priority,
    /// How far it has come, and what the project calls that.
    pub status: (Status, String),
    /// Whether the reader has not read about it.
    pub is_unread: bool,
    /// Which version is shown, where it can be selected.
    pub version: Option<i64>,
    /// The mail that rings next, if one waits: for whom, since when, and when.
    pub mail: Option<(String, Timestamp, Timestamp)>,
    /// Its labels.
    pub labels: Vec<RowLabel>,
    /// How many comments it has.
    pub comments: i64,
    /// Who has it.
    pub assignee: Option<Face>,
    /// When it was last changed.
    pub at: Timestamp,
}

/// A label of an issue: its name and its hue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowLabel {
    /// Its name.
    pub name: String,
    /// 0 to 8; 0 is grey.
    pub hue: u8,
}

impl Row {
    fn due(&self) -> Html {
        let Some((who, ordered_at, due_at)) = &self.mail else { return Html::default() };
        let (reader, left) = (&self.reader, self.reader.countdown(*due_at));
        let to = reader.tell("row-mail-due").text("who", who);
        Html::new(format!(
            "<span class=\"rings\">{}<span class=\"vh\">{to} </span>{left}</span>",
            mini_ring(reader, *ordered_at, *due_at)
        ))
    }

    fn owner(&self) -> Html {
        match &self.assignee {
            Some(face) => super::avatar_alone(face),
            None => nobody(&self.reader.say("nobody")),
        }
    }

    fn priority_words(&self) -> String {
        self.reader.say(&format!("priority-{}", self.priority.as_str()))
    }
}

impl askama::filters::HtmlSafe for Row {}
