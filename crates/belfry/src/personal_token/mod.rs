//! Personal access tokens: what somebody gives to a script instead of a password.
//!
//! A token is shown once, when it is made; what is kept is its hash. It does what its [`Scopes`] say, as long as its owner
//! may do it, until it expires or is revoked, or its owner's account is disabled. It never makes tokens, changes passwords
//! or looks at sessions: that needs somebody who signed in. Deliberately not here: which call needs which scope, which
//! stands in one table at the edge ([`crate::api`]), and access tokens that come of a password ([`crate::auth::token`]).

mod find;
mod list;
mod make;
mod revoke;
mod scope;

pub use find::{Found, find, touch};
pub use list::list;
pub use make::{Lifetime, NewToken, TokenName, make};
pub use revoke::revoke;
pub use scope::{Scope, Scopes};

use store::{Row, Timestamp};

/// What every token begins with.
pub const PREFIX: &str = "belfry_pat_";

store::id!(
    /// The number of a token.
    TokenId
);

/// A token as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalToken {
    /// Its number.
    pub id: TokenId,
    /// What its owner calls it.
    pub name: String,
    /// Its first letters.
    pub hint: String,
    /// What it is good for.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused, if ever.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to the hour, if ever.
    pub used_at: Option<Timestamp>,
}

impl PersonalToken {
    const COLUMNS: &'static str = "id, name, hint, scopes, created_at, expires_at, used_at";

    fn read(row: &Row<'_>) -> Result<PersonalToken, store::Error> {
        Ok(PersonalToken {
            id: row.get("id")?,
            name: row.get("name")?,
            hint: row.get("hint")?,
            scopes: Scopes::read(&row.get::<String>("scopes")?),
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
            used_at: row.get("used_at")?,
        })
    }
}
