//! Closing an account and opening it again, and giving it another password. The first and the last make every access
//! token issued so far worthless.

use outbox::Kind;
use store::{Tx, params};

use super::UserId;
use crate::error::{Error, Result};

/// Closes an account: no logging in, and no mail, the waiting one included. Closing it twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub fn disable(tx: &Tx<'_>, id: UserId) -> Result<()> {
    let rows = tx.run(
        "UPDATE users SET disabled_at = COALESCE(disabled_at, $2), tokens_valid_from = $2 WHERE id = $1",
        &params![id, tx.now()],
    )?;
    found(rows)?;
    outbox::cancel_for(tx, id.raw(), &Kind::ALL, "the account is disabled")?;
    Ok(())
}

/// Opens an account again. Mail that was taken back stays so, and old tokens stay worthless.
///
/// # Errors
/// [`Error::NotFound`].
pub fn enable(tx: &Tx<'_>, id: UserId) -> Result<()> {
    found(tx.run("UPDATE users SET disabled_at = NULL WHERE id = $1", &params![id])?)
}

/// Gives an account another password, as hashed by [`crate::auth::password::Hasher::hash`].
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_password(tx: &Tx<'_>, id: UserId, hash: &str) -> Result<()> {
    found(tx.run(
        "UPDATE users SET password_hash = $2, tokens_valid_from = $3 WHERE id = $1",
        &params![id, hash, tx.now()],
    )?)
}

fn found(rows: u64) -> Result<()> {
    if rows == 0 { Err(Error::NotFound("user")) } else { Ok(()) }
}
