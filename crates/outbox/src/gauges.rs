//! How the outbox is doing, in numbers.

use std::time::Duration;

use store::{Db, Error, Timestamp, params};

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
    // Those that wait, and the few that are under way: an index serves each.
    let oldest = ["state = 'pending'", "leased_until IS NOT NULL"].map(|which| {
        let sql = format!("SELECT next_at FROM mails WHERE {which} AND next_at <= $1 ORDER BY next_at LIMIT 1");
        db.maybe(&sql, &params![now], |row| row.get::<Timestamp>("next_at"))
    });
    let [waiting, under_way] = oldest;
    let oldest = [waiting?, under_way?].into_iter().flatten().min();
    Ok(Gauges { by_state, oldest_overdue: oldest.map(|at| now.since(at)).unwrap_or_default() })
}
