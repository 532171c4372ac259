//! What a comment says.

use crate::text;

/// Markdown of several lines, ended by LF whatever they were typed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentText(String);

impl CommentText {
    /// The comment in `text`, otherwise as typed. The error says what to put right.
    pub fn parse(text: &str) -> Result<CommentText, String> {
        text::body(text, "A comment").map(CommentText)
    }

    /// What it says.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_says_something_within_bounds() {
        assert_eq!(CommentText::parse("a\r\nb\r").unwrap().as_str(), "a\nb\n");
        for text in ["", " \r\n", "a\0b", &"x".repeat(64 * 1024 + 1)] {
            assert!(CommentText::parse(text).is_err());
        }
    }
}
