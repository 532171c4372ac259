//! From a token to its owner.

use std::time::Duration;

use store::{Db, Timestamp, Tx, params};

use super::{Scope, Scopes, TokenId};
use crate::auth::Actor;
use crate::error::{Error, Result};

/// How often it is written down that a token was used.
const COARSE: Duration = Duration::from_secs(3600);

/// Whose a token is, and what it is good for.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its number.
    pub id: TokenId,
    /// Its owner: an admin only if they are one and the token has the scope for it.
    pub actor: Actor,
    /// What it is good for.
    pub scopes: Scopes,
    /// Whether it should be written down that it was used.
    pub is_due: bool,
}

/// The token of this hash, which is good at `now`, of an active account.
///
/// # Errors
/// [`Error::Unauthenticated`] with the reason.
pub fn find(db: &Db<'_>, hash: &str, now: Timestamp) -> Result<Found> {
    let found = db.maybe(
        "SELECT t.id, t.user_id, t.scopes, t.expires_at, t.used_at, t.revoked_at, u.is_admin, u.disabled_at
           FROM personal_tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = $1",
        &params![hash],
        |row| {
            let scopes = Scopes::read(&row.get::<String>("scopes")?);
            let is_admin = row.get::<bool>("is_admin")? && scopes.has(Scope::Admin);
            let used_at: Option<Timestamp> = row.get("used_at")?;
            let is_due = used_at.is_none_or(|at| now.since(at) >= COARSE);
            let expires_at: Option<Timestamp> = row.get("expires_at")?;
            let is_gone = row.get::<Option<Timestamp>>("revoked_at")?.is_some();
            let is_disabled = row.get::<Option<Timestamp>>("disabled_at")?.is_some();
            let refused = match () {
                () if is_gone => Some("The token was revoked"),
                () if expires_at.is_some_and(|at| at <= now) => Some("The token has expired"),
                () if is_disabled => Some("There is no such active account"),
                () => None,
            };
            let actor = Actor { user_id: row.get("user_id")?, is_admin };
            Ok((Found { id: row.get("id")?, actor, scopes, is_due }, refused))
        },
    )?;
    match found {
        Some((found, None)) => Ok(found),
        Some((_, Some(reason))) => Err(Error::Unauthenticated(reason)),
        None => Err(Error::Unauthenticated("The token is not one of ours")),
    }
}

/// Writes down that it was used.
pub fn touch(tx: &Tx<'_>, id: TokenId) -> Result<(), store::Error> {
    tx.run("UPDATE personal_tokens SET used_at = $2 WHERE id = $1", &params![id, tx.now()])?;
    Ok(())
}
