//! What mail somebody asked not to get, and starting it again.

use outbox::Kind;
use store::{Db, Timestamp, Tx, params};

use super::{Stop, UserId};
use crate::error::Result;

/// A kind of mail that somebody stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mute {
    /// The kind.
    pub kind: Kind,
    /// About which issue; 0 is any.
    pub topic_id: i64,
    /// Since when.
    pub at: Timestamp,
}

/// Everything this person stopped, the latest first.
pub fn mutes(db: &Db<'_>, user: UserId) -> Result<Vec<Mute>> {
    let sql = "SELECT kind, topic_id, muted_at FROM mutes WHERE user_id = $1 ORDER BY muted_at DESC, topic_id, kind";
    let rows = db.all(sql, &params![user], |row| {
        let (topic_id, at) = (row.get("topic_id")?, row.get("muted_at")?);
        Ok(Kind::parse(&row.get::<String>("kind")?).map(|kind| Mute { kind, topic_id, at }))
    })?;
    // A kind that only a newer Belfry knows is not ours to tell of.
    Ok(rows.into_iter().flatten().collect())
}

/// Whether what this link stops is stopped.
pub fn is_stopped(db: &Db<'_>, stop: &Stop) -> Result<bool> {
    let sql = "SELECT kind FROM mutes WHERE user_id = $1 AND kind = $2 AND topic_id = $3";
    Ok(db.maybe(sql, &params![stop.user_id, stop.kind, stop.topic_id], |_| Ok(()))?.is_some())
}

/// Undoes [`super::stop()`]: such mail comes again, from the next on. What was taken back stays taken back.
pub fn start_again(tx: &Tx<'_>, stop: &Stop) -> Result<()> {
    for kind in stop.kinds() {
        let sql = "DELETE FROM mutes WHERE user_id = $1 AND kind = $2 AND topic_id = $3";
        tx.run(sql, &params![stop.user_id, *kind, stop.topic_id])?;
    }
    Ok(())
}

/// Starts everything again that this person stopped. Returns how much that was.
pub fn unmute(tx: &Tx<'_>, user: UserId) -> Result<u64> {
    Ok(tx.run("DELETE FROM mutes WHERE user_id = $1", &params![user])?)
}
