//! How old the issues are that are open.

use store::Db;

use super::sight::Sight;
use super::spread::{Spread, spread};
use crate::error::Result;

const DAY: i64 = 24 * 3600 * 1_000_000;

/// Up to how old, in microseconds, each bucket of ages goes; a last one holds what is older.
pub const AGES: [i64; 7] = [DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, 180 * DAY];

/// How old open issues are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ages {
    /// How many are open.
    pub open: i64,
    /// Half of them are no older than this, in microseconds.
    pub median_us: Option<i64>,
    /// How many are how old: by [`AGES`].
    pub ages: Vec<i64>,
}

/// The ages of what is open now.
pub(super) fn ages(db: &Db<'_>, sight: &Sight) -> Result<Ages> {
    let mut values = sight.values();
    let seen = sight.seen(&mut values);
    let now = values.number(db.now().as_micros());
    let sql = format!("SELECT CAST({now} AS BIGINT) - i.created_at AS value FROM issues i {seen} AND i.is_open = 1");
    let Spread { count, buckets, quantiles } = spread(db, (&sql, &values), &AGES, &[50])?;
    Ok(Ages { open: count, median_us: quantiles[0], ages: buckets })
}
