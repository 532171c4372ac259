//! The description of an issue.

use crate::text;

/// The longest description, in bytes.
const MOST: usize = 64 * 1024;

/// Text of several lines, ended by LF whatever they were typed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description(String);

impl Description {
    /// The description in `text`, otherwise as typed. The error says what to put right.
    pub fn parse(text: &str) -> Result<Description, String> {
        if text::is_blank(text) {
            return Err("A description cannot be blank.".to_owned());
        }
        if text.len() > MOST {
            return Err(format!("A description is at most {} KiB long.", MOST / 1024));
        }
        if text.contains('\0') {
            return Err("A description cannot hold NUL characters.".to_owned());
        }
        Ok(Description(text.replace("\r\n", "\n").replace('\r', "\n")))
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
        assert!(Description::parse(&"x".repeat(MOST)).is_ok());
        for text in ["", " \r\n ", "\u{200b}\u{a0}", "a\0b", &"x".repeat(MOST + 1)] {
            assert!(Description::parse(text).is_err());
        }
    }
}
