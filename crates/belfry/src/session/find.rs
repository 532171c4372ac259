//! From a cookie to a person.

use std::time::Duration;

use store::{Db, Timestamp, Tx, params};

use super::{IDLE, LONGEST, SessionId};
use crate::auth::Actor;
use crate::error::{Error, Result};

/// How often it is written down that a session was used.
const COARSE: Duration = Duration::from_secs(5 * 60);

/// Whose a session is.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// Its number.
    pub id: SessionId,
    /// Its owner.
    pub actor: Actor,
    /// Whether it should be written down that it was used.
    pub is_due: bool,
}

/// The session of this hash, which is not over at `now`, of an active account.
///
/// # Errors
/// [`Error::Unauthenticated`].
pub fn find(db: &Db<'_>, hash: &str, now: Timestamp) -> Result<Found> {
    let found = db.maybe(
        "SELECT s.id, s.user_id, s.seen_at, u.is_admin FROM sessions s
           JOIN users u ON u.id = s.user_id AND u.disabled_at IS NULL
          WHERE s.hash = $1 AND s.seen_at > $2 AND s.created_at > $3",
        &params![hash, now - IDLE, now - LONGEST],
        |row| {
            let seen_at: Timestamp = row.get("seen_at")?;
            let actor = Actor { user_id: row.get("user_id")?, is_admin: row.get("is_admin")? };
            Ok(Found { id: row.get("id")?, actor, is_due: now.since(seen_at) >= COARSE })
        },
    )?;
    found.ok_or(Error::Unauthenticated("The session is over: sign in"))
}

/// Writes down that it was used.
pub fn touch(tx: &Tx<'_>, id: SessionId) -> Result<(), store::Error> {
    tx.run("UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2", &params![id, tx.now()])?;
    Ok(())
}
