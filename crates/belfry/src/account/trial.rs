//! Trying whether mail gets through.

use store::Tx;

use super::letter::{self, LetterKind};
use crate::error::{Error, Result};
use crate::event::Act;
use crate::user;

/// Sends a test mail to whoever acts, the way that all mail goes. Nobody is sent more than three within an hour. Returns
/// whether it was ordered.
///
/// # Errors
/// As the database fails.
pub fn send_trial(tx: &Tx<'_>, act: &Act) -> Result<bool> {
    let owner = user::find(tx, act.actor.user_id)?.ok_or(Error::NotFound("user"))?;
    if letter::is_enough(tx, owner.id, LetterKind::Trial)? {
        return Ok(false);
    }
    letter::send_word(tx, owner.id, LetterKind::Trial, &owner.email)?;
    Ok(true)
}
