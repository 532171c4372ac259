//! How much it matters.

use store::{FromColumn, Param, Value};

/// From what does not matter to what cannot wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Nobody said.
    #[default]
    None,
    /// When there is time.
    Low,
    /// In its turn.
    Medium,
    /// Before others.
    High,
    /// Now.
    Urgent,
}

impl Priority {
    /// Every priority, the least first.
    pub const ALL: [Priority; 5] = [Priority::None, Priority::Low, Priority::Medium, Priority::High, Priority::Urgent];

    /// The word in the API and in queries.
    pub fn as_str(self) -> &'static str {
        match self {
            Priority::None => "none",
            Priority::Low => "low",
            Priority::Medium => "medium",
            Priority::High => "high",
            Priority::Urgent => "urgent",
        }
    }

    /// The words shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Priority::None => "No priority",
            Priority::Low => "Low",
            Priority::Medium => "Medium",
            Priority::High => "High",
            Priority::Urgent => "Urgent",
        }
    }

    /// The priority of that word.
    pub fn parse(word: &str) -> Option<Priority> {
        Priority::ALL.into_iter().find(|priority| priority.as_str() == word)
    }

    /// The number in the database: more for what matters more.
    pub fn number(self) -> i64 {
        self as i64
    }
}

impl From<Priority> for Param<'_> {
    fn from(priority: Priority) -> Self {
        Param::Integer(priority.number())
    }
}

impl FromColumn for Priority {
    fn from_column(value: Value<'_>) -> Option<Priority> {
        let number = i64::from_column(value)?;
        Priority::ALL.into_iter().find(|priority| priority.number() == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_and_number_reads_back() {
        for priority in Priority::ALL {
            assert_eq!(Priority::parse(priority.as_str()), Some(priority));
            assert_eq!(Priority::from_column(Value::Integer(priority.number())), Some(priority));
            assert_eq!(serde_json::to_string(&priority).unwrap(), format!("{:?}", priority.as_str()));
        }
        assert_eq!((Priority::parse("asap"), Priority::from_column(Value::Integer(9))), (None, None));
        assert!(Priority::ALL.is_sorted());
    }
}
