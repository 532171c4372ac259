//! What somebody is in a project.

use store::{FromColumn, Param, Value};

/// Each includes the ones before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees what is not private.
    Reader,
    /// Opens issues, comments, and changes what they opened or have.
    Reporter,
    /// Changes every issue, and sees private ones.
    Member,
    /// Says who is in the project, and what it is called.
    Maintainer,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Role; 4] = [Role::Reader, Role::Reporter, Role::Member, Role::Maintainer];

    /// The word in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Reporter => "reporter",
            Role::Member => "member",
            Role::Maintainer => "maintainer",
        }
    }

    /// The role of that word.
    pub fn parse(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

impl From<Role> for Param<'_> {
    fn from(role: Role) -> Self {
        Param::Text(role.as_str())
    }
}

impl FromColumn for Role {
    fn from_column(value: Value<'_>) -> Option<Role> {
        match value {
            Value::Text(word) => Role::parse(word),
            Value::Null | Value::Integer(_) | Value::Blob(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back_and_each_role_includes_the_ones_before() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("{:?}", role.as_str()));
        }
        assert!(Role::ALL.is_sorted());
        assert_eq!(Role::parse("owner"), None);
    }
}
