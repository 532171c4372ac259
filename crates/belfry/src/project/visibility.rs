//! Who may look at a project without being in it.

use store::{FromColumn, Param, Value};

use super::Role;

/// From the widest to the narrowest. Nobody who is not signed in sees anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Whoever is signed in sees it and opens issues.
    Public,
    /// Whoever is signed in sees it.
    Internal,
    /// Its members see it.
    Private,
}

impl Visibility {
    /// Every one of them.
    pub const ALL: [Visibility; 3] = [Visibility::Public, Visibility::Internal, Visibility::Private];

    /// The word in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Visibility::Public => "public",
            Visibility::Internal => "internal",
            Visibility::Private => "private",
        }
    }

    /// The visibility of that word.
    pub fn parse(word: &str) -> Option<Visibility> {
        Visibility::ALL.into_iter().find(|visibility| visibility.as_str() == word)
    }

    /// What everybody who is signed in is in such a project.
    pub fn role_of_everybody(self) -> Option<Role> {
        match self {
            Visibility::Public => Some(Role::Reporter),
            Visibility::Internal => Some(Role::Reader),
            Visibility::Private => None,
        }
    }
}

impl From<Visibility> for Param<'_> {
    fn from(visibility: Visibility) -> Self {
        Param::Text(visibility.as_str())
    }
}

impl FromColumn for Visibility {
    fn from_column(value: Value<'_>) -> Option<Visibility> {
        match value {
            Value::Text(word) => Visibility::parse(word),
            Value::Null | Value::Integer(_) | Value::Blob(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back_and_is_the_one_in_json() {
        for visibility in Visibility::ALL {
            assert_eq!(Visibility::parse(visibility.as_str()), Some(visibility));
            assert_eq!(serde_json::to_string(&visibility).unwrap(), format!("{:?}", visibility.as_str()));
        }
        assert_eq!(Visibility::parse("secret"), None);
    }
}
