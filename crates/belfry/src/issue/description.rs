//! The description of an issue.

use crate::text;

/// Text of several lines, ended by LF whatever they were typed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// The description in `text`, otherwise as typed. The error says what to put right.
    pub fn parse(text: &str) -> Result<Description, String> {
        text::body(text, "A description").map(Description)
    }

    /// No description at all.
    pub fn none() -> Description {
        Description(String::new())
    }

    /// The description.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_become_one_kind_and_nothing_else_changes() {
        let description = Description::parse("  a\r\nb\rc\n\td 🔔\n").unwrap();
        assert_eq!(description.as_str(), "  a\nb\nc\n\td 🔔\n");
    }

    #[test]
    fn a_description_says_something_within_bounds() {
        assert!(Description::parse(&"x".repeat(64 * 1024)).is_ok());
        for text in ["", " \r\n ", "\u{200b}\u{a0}", "a\0b", &"x".repeat(64 * 1024 + 1)] {
            assert!(Description::parse(text).is_err());
        }
    }
}
