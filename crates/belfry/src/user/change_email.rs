//! Another address, and whether it is known to be the owner's.

use store::{Tx, params};

use super::{Email, UserId};
use crate::error::{Conflict, Error, Result};

/// Gives this person another address, which is not confirmed.
///
/// # Errors
/// [`Error::NotFound`], [`Conflict::EmailTaken`].
pub fn set_email(tx: &Tx<'_>, id: UserId, email: &Email) -> Result<()> {
    let taken = tx.maybe("SELECT id FROM users WHERE email_key = $1", &params![&email.key()], |row| row.get("id"))?;
    if taken.is_some_and(|other: UserId| other != id) {
        return Err(Conflict::EmailTaken.into());
    }
    let sql = "UPDATE users SET email = $2, email_key = $3, email_confirmed_at = NULL WHERE id = $1";
    let changed = tx.run(sql, &params![id, email.as_str(), &email.key()]).map_err(|error| {
        // Where two may write at once, the other may have come first after all.
        if error.is_unique_on("users.email_key") { Error::from(Conflict::EmailTaken) } else { error.into() }
    })?;
    if changed == 0 { Err(Error::NotFound("user")) } else { Ok(()) }
}

/// Writes down that the address is the owner's. Returns whether that is new.
pub fn confirm_email(tx: &Tx<'_>, id: UserId) -> Result<bool> {
    let sql = "UPDATE users SET email_confirmed_at = $2 WHERE id = $1 AND email_confirmed_at IS NULL";
    Ok(tx.run(sql, &params![id, tx.now()])? > 0)
}
