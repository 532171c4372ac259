//! What people are called.

use crate::text;

/// The longest name, in characters.
const MOST: usize = 80;

/// A first or last name: one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// The name in `text`, trimmed. The error says what to put right.
    pub fn parse(text: &str) -> Result<Name, String> {
        let text = text.trim();
        if text::is_blank(text) {
            return Err("This field cannot be blank.".to_owned());
        }
        if text.chars().count() > MOST {
            return Err(format!("This is longer than {MOST} characters."));
        }
        if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err("This must be one line without control characters.".to_owned());
        }
        Ok(Name(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_what_people_are_called() {
        for text in ["Ada", "Ngô Thị Mai", "O’Brien-Smith", "李", "🔔", "محمد"] {
            assert_eq!(Name::parse(&format!(" {text}\t")).unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_name_is_one_line_of_bounded_length() {
        let longest = "é".repeat(MOST);
        assert!(Name::parse(&longest).is_ok());
        for text in [
            "",
            " \t ",
            "\u{200b}",
            "\u{3164}\u{a0}",
            "Ada\r\nBcc: eve@b.example",
            "a\u{2028}b",
            "a\0b",
            "a\u{1b}[31m",
            &format!("{longest}e"),
        ] {
            assert!(Name::parse(text).is_err(), "{text:?}");
        }
    }
}
