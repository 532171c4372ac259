//! What people call an issue: `BEL-142`.

use std::fmt;

/// The key of a project and a number in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IssueKey {
    /// `BEL`.
    pub project: String,
    /// From 1 on.
    pub number: i64,
}

impl IssueKey {
    /// The key in `text`, in any letter case.
    pub fn parse(text: &str) -> Option<IssueKey> {
        let (project, number) = text.trim().rsplit_once('-')?;
        let is_project = project.starts_with(|c: char| c.is_ascii_alphabetic())
            && project.len() <= 10
            && project.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_number = !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_project || !is_number {
            return None;
        }
        Some(IssueKey { project: project.to_ascii_uppercase(), number: number.parse().ok()? })
    }
}

impl fmt::Display for IssueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.project, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_as_it_is_written() {
        assert_eq!(IssueKey::parse(" bel-142 ").unwrap().to_string(), "BEL-142");
        for text in [
            "",
            "-",
            "BEL",
            "BEL-",
            "-1",
            "BEL-0",
            "BEL-01",
            "BEL-+1",
            "BEL--1",
            "B L-1",
            "1-1",
            "BEL-99999999999999999999",
        ] {
            assert_eq!(IssueKey::parse(text), None, "{text:?}");
        }
    }
}
