//! Making a token worthless.

use store::{Tx, params};

use super::TokenId;
use crate::audit::{self, Entry, Kind};
use crate::error::{Error, Result};
use crate::event::Act;

/// Revokes a token of whoever acts, from this moment on.
///
/// # Errors
/// [`Error::NotFound`] if it is another's, or was revoked.
pub fn revoke(tx: &Tx<'_>, act: &Act, id: TokenId) -> Result<()> {
    let owner = act.actor.user_id;
    let sql = "UPDATE personal_tokens SET revoked_at = $3 WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL
               RETURNING name";
    let name: Option<String> = tx.maybe(sql, &params![id, owner, tx.now()], |row| row.get("name"))?;
    let name = name.ok_or(Error::NotFound("token"))?;
    Ok(audit::record(tx, &Entry::by(act, Kind::TokenRevoked, owner).with(name))?)
}
