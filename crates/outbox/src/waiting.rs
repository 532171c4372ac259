//! What waits about many topics: for lists that show beside each who will be mailed next.

use store::{Db, Error, Param, Timestamp};

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

/// How many topics one statement asks for: a few numbers, so that there are few statements.
const AT_ONCE: [usize; 3] = [1, 10, 51];

/// The mails that wait about any of these topics, what rings first coming first.
pub fn about_each(db: &Db<'_>, topics: &[i64]) -> Result<Vec<Waiting>, Error> {
    let Some(last) = topics.last() else { return Ok(Vec::new()) };
    let count = AT_ONCE.into_iter().find(|count| topics.len() <= *count).unwrap_or(topics.len());
    let places: Vec<String> = (1..=count).map(|number| format!("${number}")).collect();
    let sql = format!(
        "SELECT topic_id, recipient_id, enqueued_at, next_at FROM mails
          WHERE topic_id IN ({}) AND ended_at IS NULL AND state IN ('pending', 'leased') ORDER BY next_at, id",
        places.join(", ")
    );
    let params: Vec<Param<'_>> =
        topics.iter().chain(std::iter::repeat(last)).take(count).map(|id| Param::from(*id)).collect();
    db.all(&sql, &params, |row| {
        Ok(Waiting {
            topic_id: row.get("topic_id")?,
            recipient_id: row.get("recipient_id")?,
            enqueued_at: row.get("enqueued_at")?,
            next_at: row.get("next_at")?,
        })
    })
}
