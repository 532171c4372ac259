//! Signing out, here or elsewhere.

use store::{Param, Tx, params};

use super::SessionId;
use crate::audit::{self, Entry, Kind};
use crate::error::{Error, Result};
use crate::event::Act;
use crate::user::UserId;

/// Ends a session of whoever acts.
///
/// # Errors
/// [`Error::NotFound`] if it is another's, or over.
pub fn end(tx: &Tx<'_>, act: &Act, id: SessionId) -> Result<()> {
    let owner = act.actor.user_id;
    if tx.run("DELETE FROM sessions WHERE id = $1 AND user_id = $2", &params![id, owner])? == 0 {
        return Err(Error::NotFound("session"));
    }
    Ok(audit::record(tx, &Entry::by(act, Kind::SessionEnded, owner))?)
}

/// Ends every session of whoever acts but this one. Returns how many.
pub fn end_others(tx: &Tx<'_>, act: &Act, kept: Option<SessionId>) -> Result<u64> {
    let owner = act.actor.user_id;
    let sql = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2";
    let ended = tx.run(sql, &params![owner, Param::from(kept.map_or(0, SessionId::raw))])?;
    if ended > 0 {
        let entry = Entry::by(act, Kind::SessionEnded, owner).with(format!("{ended} others"));
        audit::record(tx, &entry)?;
    }
    Ok(ended)
}

/// Ends every session of this person: the password is another, or the account was disabled.
pub fn end_all(tx: &Tx<'_>, user: UserId) -> Result<(), store::Error> {
    tx.run("DELETE FROM sessions WHERE user_id = $1", &params![user])?;
    Ok(())
}
