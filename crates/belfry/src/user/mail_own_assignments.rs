//! Whether somebody is mailed about what they assign to themselves.

use store::{Tx, params};

use super::UserId;
use crate::error::{Error, Result};

/// Has this person mailed about their own assignments, or not. What waits already is not touched.
///
/// # Errors
/// [`Error::NotFound`].
pub fn mail_own_assignments(tx: &Tx<'_>, id: UserId, wants: bool) -> Result<()> {
    match tx.run("UPDATE users SET mails_own_assignments = $2 WHERE id = $1", &params![id, wants])? {
        0 => Err(Error::NotFound("user")),
        _ => Ok(()),
    }
}
