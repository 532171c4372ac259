//! What waits about many topics: for lists that show beside each who will be mailed next.

use store::{Db, Error, Timestamp};

/// A mail that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What it is about.
    pub topic_id: i64,
    /// Whom it is for.
    pub recipient_id: i64,
    /// When it was ordered.
    pub enqueued_at: Timestamp,
    /// When it rings.
    pub next_at: Timestamp,
}

/// The mails that wait about any of these topics, what rings first coming first.
pub fn about_each(db: &Db<'_>, topics: &[i64]) -> Result<Vec<Waiting>, Error> {
    let Some((places, params)) = store::several(topics, 1) else { return Ok(Vec::new()) };
    let sql = format!(
        "SELECT topic_id, recipient_id, enqueued_at, next_at FROM mails
          WHERE topic_id IN ({places}) AND ended_at IS NULL AND state IN ('pending', 'leased') ORDER BY next_at, id"
    );
    db.all(&sql, &params, |row| {
        Ok(Waiting {
            topic_id: row.get("topic_id")?,
            recipient_id: row.get("recipient_id")?,
            enqueued_at: row.get("enqueued_at")?,
            next_at: row.get("next_at")?,
        })
    })
}
