//! Giving an account another address.

use store::Tx;

use super::CONFIRM_TTL;
use super::letter::{self, LetterKind};
use crate::error::Result;
use crate::event::Act;
use crate::user::{self, Email};

/// Sends a link to an address that whoever acts wants to have. Nothing changes until it is used. If somebody else has the
/// address nothing is sent, and nothing said of it.
///
/// # Errors
/// As the database fails.
pub fn ask_to_change(tx: &Tx<'_>, act: &Act, email: &Email) -> Result<()> {
    let owner = act.actor.user_id;
    if user::find_by_email(tx, email)?.is_some_and(|other| other.id != owner) {
        return Ok(());
    }
    letter::send_link(tx, (owner, LetterKind::Confirm), email.as_str(), CONFIRM_TTL).map(drop)
}
