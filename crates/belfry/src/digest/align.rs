//! Bringing the schedules in line with the configured interval.

use std::time::Duration;

use store::{Error, Tx, params};

/// Gives schedules that follow another interval the configured one, counted from now; and those of people who registered
/// since (they have none yet) counted from then. Returns how many were changed.
pub fn align(tx: &Tx<'_>, every: Duration) -> Result<u64, Error> {
    let every_us = i64::try_from(every.as_micros()).unwrap_or(i64::MAX);
    let new = align_new(tx, every)?;
    let changed = tx.run(
        "UPDATE digest_schedules SET every_us = $1, next_at = $2 WHERE every_us <> $1",
        &params![every_us, tx.now() + every],
    )?;
    Ok(new + changed)
}

/// The same for people who registered since only: an index serves it.
pub(super) fn align_new(tx: &Tx<'_>, every: Duration) -> Result<u64, Error> {
    let every_us = i64::try_from(every.as_micros()).unwrap_or(i64::MAX);
    tx.run("UPDATE digest_schedules SET every_us = $1, next_at = next_at + $1 WHERE every_us = 0", &params![every_us])
}
