//! How the outbox is doing, in numbers.

use std::time::Duration;

use store::{Db, Error, params};

/// The numbers behind `belfry_outbox_mails` and `belfry_outbox_oldest_overdue_seconds`.
#[derive(Clone, Debug, Default)]
pub struct Gauges {
    /// How many mails stand in each state; a state that none is in may be missing.
    pub by_state: Vec<(String, i64)>,
    /// How long the oldest mail that should have been attempted by now has been waiting; zero if none.
    pub oldest_overdue: Duration,
}

/// Reads them.
pub fn gauges(db: &Db<'_>) -> Result<Gauges, Error> {
    let by_state = db.all("SELECT state, COUNT(*) AS mails FROM mails GROUP BY state ORDER BY state", &[], |row| {
        Ok((row.get("state")?, row.get("mails")?))
    })?;
    let now = db.now();
    let oldest = db.maybe(
        "SELECT next_at FROM mails WHERE state IN ('pending', 'leased', 'sending') AND next_at <= $1 ORDER BY next_at LIMIT 1",
        &params![now],
        |row| row.get::<store::Timestamp>("next_at"),
    )?;
    Ok(Gauges { by_state, oldest_overdue: oldest.map(|at| now.since(at)).unwrap_or_default() })
}
