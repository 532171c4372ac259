//! Why somebody hears of an issue.

use store::{FromColumn, Param, Value};

/// The weakest first: of several, the last is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// They asked for all of its project.
    Project,
    /// They asked for it.
    Watching,
    /// They said something about it.
    Commented,
    /// They opened it.
    Opened,
    /// They have it.
    Assigned,
    /// Somebody mentioned them.
    Mentioned,
}

impl Reason {
    /// Every reason, the weakest first.
    pub const ALL: [Reason; 6] =
        [Reason::Project, Reason::Watching, Reason::Commented, Reason::Opened, Reason::Assigned, Reason::Mentioned];

    /// The word in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Project => "project",
            Reason::Watching => "watching",
            Reason::Commented => "commented",
            Reason::Opened => "opened",
            Reason::Assigned => "assigned",
            Reason::Mentioned => "mentioned",
        }
    }

    /// The reason of that word.
    pub fn parse(word: &str) -> Option<Reason> {
        Reason::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

impl From<Reason> for Param<'_> {
    fn from(reason: Reason) -> Self {
        Param::Text(reason.as_str())
    }
}

impl FromColumn for Reason {
    fn from_column(value: Value<'_>) -> Option<Reason> {
        match value {
            Value::Text(word) => Reason::parse(word),
            Value::Null | Value::Integer(_) | Value::Blob(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back_and_being_mentioned_outweighs_the_rest() {
        for reason in Reason::ALL {
            assert_eq!(Reason::parse(reason.as_str()), Some(reason));
            assert_eq!(serde_json::to_string(&reason).unwrap(), format!("{:?}", reason.as_str()));
        }
        assert!(Reason::ALL.is_sorted());
        assert_eq!(Reason::parse("curious"), None);
    }
}
