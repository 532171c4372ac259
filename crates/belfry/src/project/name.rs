//! What people call a project.

use crate::text;

/// The longest name, in characters.
const MOST: usize = 80;

/// One line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectName(String);

impl ProjectName {
    /// The name in `text`, trimmed. The error says what to put right.
    pub fn parse(text: &str) -> Result<ProjectName, String> {
        text::line(text, "A project's name", MOST).map(ProjectName)
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
    fn a_name_is_one_line_that_says_something() {
        assert_eq!(ProjectName::parse(" Belfry 🔔 ").unwrap().as_str(), "Belfry 🔔");
        for text in ["", " \u{200b}", "a\nb", "a\u{2028}b", &"x".repeat(MOST + 1)] {
            assert!(ProjectName::parse(text).is_err(), "{text:?}");
        }
    }
}
