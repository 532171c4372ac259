//! Why somebody who is known may not do this the way they ask.

use crate::personal_token::Scope;

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Bar {
    /// The token lacks a scope.
    #[error("this token lacks the scope {}: make one that has it", .0.as_str())]
    Scope(Scope),
    /// No token does this, whatever its scopes.
    #[error("no personal access token may do this: sign in")]
    AnyToken,
    /// A page of another site asks, with the cookie of whoever looks at it.
    #[error("this was sent by a page of another site, or by nothing that says where it comes from")]
    CrossSite,
}
