//! What can be recorded.

use store::{FromColumn, Param, Value};

/// Something that happened to an account or a right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Somebody signed in.
    SignedIn,
    /// A password was wrong, or the name is nobody's.
    SignInFailed,
    /// Too many passwords were wrong: nobody signs in to this account for a while.
    LockedOut,
    /// A session was ended by its owner.
    SessionEnded,
    /// A personal access token was made.
    TokenMade,
    /// A personal access token was revoked.
    TokenRevoked,
    /// The owner chose another password.
    PasswordChanged,
    /// Somebody asked for a link that sets another password.
    ResetAsked,
    /// Another password was set by such a link, or by whoever has the machine.
    PasswordReset,
    /// Somebody asked for a link that signs in.
    LinkAsked,
    /// The owner showed that the address is theirs.
    EmailConfirmed,
    /// The account has another address.
    EmailChanged,
    /// The account was closed.
    UserDisabled,
    /// The account was opened again.
    UserEnabled,
    /// They may run the instance now.
    AdminMade,
    /// They may not run the instance any more.
    AdminUnmade,
    /// They are something else in a project.
    RoleChanged,
    /// Others see a project.
    VisibilityChanged,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 18] = [
        Kind::SignedIn,
        Kind::SignInFailed,
        Kind::LockedOut,
        Kind::SessionEnded,
        Kind::TokenMade,
        Kind::TokenRevoked,
        Kind::PasswordChanged,
        Kind::ResetAsked,
        Kind::PasswordReset,
        Kind::LinkAsked,
        Kind::EmailConfirmed,
        Kind::EmailChanged,
        Kind::UserDisabled,
        Kind::UserEnabled,
        Kind::AdminMade,
        Kind::AdminUnmade,
        Kind::RoleChanged,
        Kind::VisibilityChanged,
    ];

    /// The word in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::SignedIn => "signed_in",
            Kind::SignInFailed => "sign_in_failed",
            Kind::LockedOut => "locked_out",
            Kind::SessionEnded => "session_ended",
            Kind::TokenMade => "token_made",
            Kind::TokenRevoked => "token_revoked",
            Kind::PasswordChanged => "password_changed",
            Kind::ResetAsked => "reset_asked",
            Kind::PasswordReset => "password_reset",
            Kind::LinkAsked => "link_asked",
            Kind::EmailConfirmed => "email_confirmed",
            Kind::EmailChanged => "email_changed",
            Kind::UserDisabled => "user_disabled",
            Kind::UserEnabled => "user_enabled",
            Kind::AdminMade => "admin_made",
            Kind::AdminUnmade => "admin_unmade",
            Kind::RoleChanged => "role_changed",
            Kind::VisibilityChanged => "visibility_changed",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl From<Kind> for Param<'_> {
    fn from(kind: Kind) -> Self {
        Param::Text(kind.as_str())
    }
}

impl FromColumn for Kind {
    fn from_column(value: Value<'_>) -> Option<Kind> {
        match value {
            Value::Text(word) => Kind::parse(word),
            Value::Null | Value::Integer(_) | Value::Blob(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back() {
        assert!(Kind::ALL.into_iter().all(|kind| Kind::parse(kind.as_str()) == Some(kind)));
        assert_eq!(Kind::parse("signed_out"), None);
    }
}
