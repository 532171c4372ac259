//! Choosing another password, by whoever knows the present one.

use store::Tx;

use super::letter::{self, LetterKind};
use crate::audit::{self, Entry, Kind};
use crate::error::{Error, Result};
use crate::event::Act;
use crate::user;

/// Gives whoever acts this password (hashed). Every session and every access token ends, the one that asks included; links
/// that set another password or sign in are worthless; and the owner is told.
///
/// # Errors
/// As the database fails.
pub fn change_password(tx: &Tx<'_>, act: &Act, hash: &str) -> Result<()> {
    let user = user::find(tx, act.actor.user_id)?.ok_or(Error::NotFound("user"))?;
    user::set_password(tx, user.id, hash)?;
    letter::spoil_entrances(tx, user.id)?;
    audit::record(tx, &Entry::by(act, Kind::PasswordChanged, user.id))?;
    letter::send_word(tx, user.id, LetterKind::PasswordChanged, &user.email)
}
