//! What a view is called, and what it asks.

use crate::{query, text};

/// The longest name, in characters.
const MOST: usize = 100;

/// One line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewName(String);

impl ViewName {
    /// The name in `text`, trimmed. The error says what to put right.
    pub fn parse(text: &str) -> Result<ViewName, String> {
        text::line(text, "A view's name", MOST).map(ViewName)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two names of one person's views the same.
    pub(super) fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// A query that can be read, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewQuery(String);

impl ViewQuery {
    /// The query in `text`, trimmed. The error says what is wrong, and at which column.
    pub fn parse(text: &str) -> Result<ViewQuery, String> {
        query::parse(text).map(|_| ViewQuery(text.trim().to_owned())).map_err(|error| error.to_string())
    }

    /// The query.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
