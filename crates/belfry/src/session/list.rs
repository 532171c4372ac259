//! Where somebody is signed in.

use store::{Db, Timestamp, params};

use super::{IDLE, LONGEST, SessionId};
use crate::auth::Actor;
use crate::error::Result;

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last used, to five minutes.
    pub seen_at: Timestamp,
    /// The address that they signed in from.
    pub address: Option<String>,
    /// What their browser said that it is.
    pub agent: String,
}

/// The sessions of whoever asks that are not over, the newest first.
pub fn list(db: &Db<'_>, actor: &Actor) -> Result<Vec<Session>> {
    let now = db.now();
    Ok(db.all(
        "SELECT id, created_at, seen_at, address, agent FROM sessions
          WHERE user_id = $1 AND seen_at > $2 AND created_at > $3 ORDER BY id DESC",
        &params![actor.user_id, now - IDLE, now - LONGEST],
        |row| {
            Ok(Session {
                id: row.get("id")?,
                created_at: row.get("created_at")?,
                seen_at: row.get("seen_at")?,
                address: row.get("address")?,
                agent: row.get("agent")?,
            })
        },
    )?)
}
