//! What issues of a project are called by: the `BEL` of `BEL-142`.

use std::fmt;

use super::ProjectName;

/// The longest key.
const MOST: usize = 10;

/// Two to ten letters and digits, a letter first, in upper case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProjectKey(String);

impl ProjectKey {
    /// The key in `text`, in any letter case. The error says what to put right.
    pub fn parse(text: &str) -> Result<ProjectKey, String> {
        let key = text.trim().to_ascii_uppercase();
        let is_plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let starts_with_letter = key.starts_with(|c: char| c.is_ascii_alphabetic());
        if !is_plain || !starts_with_letter || !(2..=MOST).contains(&key.len()) {
            return Err(format!("A key has 2 to {MOST} letters and digits and begins with a letter, such as BEL."));
        }
        Ok(ProjectKey(key))
    }

    /// A key made from a name: its first letters and digits, if there are enough of them.
    pub fn suggest(name: &ProjectName) -> Option<ProjectKey> {
        let plain: String = name.as_str().chars().filter(char::is_ascii_alphanumeric).take(3).collect();
        ProjectKey::parse(&plain).ok()
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::IssueKey;

    #[test]
    fn a_key_is_made_from_a_name_where_that_has_letters_for_it() {
        let suggested = |name: &str| ProjectKey::suggest(&ProjectName::parse(name).unwrap());
        assert_eq!(suggested("Belfry core").unwrap().as_str(), "BEL");
        assert_eq!(suggested("O’Neil").unwrap().as_str(), "ONE");
        assert_eq!(suggested("李"), None);
    }

    #[test]
    fn a_key_is_short_plain_and_in_upper_case() {
        for (text, key) in [("bel", "BEL"), (" X9 ", "X9"), ("ABCDEFGHIJ", "ABCDEFGHIJ")] {
            let parsed = ProjectKey::parse(text).unwrap();
            assert_eq!(parsed.as_str(), key);
            assert_eq!(IssueKey::parse(&format!("{parsed}-1")).unwrap().project, key);
        }
        for text in ["", "A", "1A", "AB-C", "A B", "ÄB", "ABCDEFGHIJK", "ＡＢ", "a\0b"] {
            assert!(ProjectKey::parse(text).is_err(), "{text:?}");
        }
    }
}
