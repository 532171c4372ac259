//! The title of an issue.

use crate::text;

/// The longest title, in characters.
const MOST: usize = 200;

/// One line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

impl Title {
    /// The title in `text`, trimmed. The error says what to put right.
    pub fn parse(text: &str) -> Result<Title, String> {
        let text = text.trim();
        if text::is_blank(text) {
            return Err("A title cannot be blank.".to_owned());
        }
        if text.chars().count() > MOST {
            return Err(format!("A title is at most {MOST} characters long; the description takes the rest."));
        }
        if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err("A title is one line without control characters.".to_owned());
        }
        Ok(Title(text.to_owned()))
    }

    /// The title.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_kept_without_the_blanks_around_it() {
        for text in ["x", "Mail goes out twice 🔔", "עברית \u{200f}RTL", "<b>&amp;"] {
            assert_eq!(Title::parse(&format!("\r\n {text}\t")).unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_title_is_one_line_of_bounded_length() {
        let longest = "ß".repeat(MOST);
        assert!(Title::parse(&longest).is_ok());
        for text in [
            "",
            " \r\n\t ",
            "\u{a0}",
            "\u{200b}",
            "\u{3164}",
            "a\nb",
            "a\r\nBcc: eve@b.example",
            "a\0b",
            "a\u{85}b",
            "a\u{2029}b",
            &format!("{longest}s"),
        ] {
            assert!(Title::parse(text).is_err(), "{text:?}");
        }
    }
}
