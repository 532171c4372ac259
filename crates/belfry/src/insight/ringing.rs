//! How late mail rings, and how many assignments were taken back in time.
//!
//! Only mail about issues that the actor sees, counted and never named: whom it was for is not told here.

use std::time::Duration;

use outbox::{Kind, State};
use store::{Db, Row};

use super::flow::Week;
use super::sight::{Sight, Values};
use super::spread::{Spread, spread};
use super::week::Weeks;
use crate::error::Result;

/// How far back lateness is looked at.
const LATELY: Duration = Duration::from_secs(24 * 3600);

/// Up to how late, in microseconds, each bucket of latenesses goes; a last one holds what was later.
pub const LATENESSES: [i64; 7] = [2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000];

/// How late the mails rang that came to their end in the last 24 hours: from when each was to ring to its point of no return.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lateness {
    /// How many rang.
    pub mails: i64,
    /// Half of them were no later than this, in microseconds.
    pub p50_us: Option<i64>,
    /// 99 of 100 were no later than this.
    pub p99_us: Option<i64>,
    /// None was later than this.
    pub max_us: Option<i64>,
    /// How many were how late: by [`LATENESSES`].
    pub times: Vec<i64>,
}

/// How late they were.
pub(super) fn lateness(db: &Db<'_>, sight: &Sight) -> Result<Lateness> {
    let mut values = sight.values();
    let (seen, since) = (sight.seen(&mut values), values.number((db.now() - LATELY).as_micros()));
    let sql = format!(
        "SELECT ml.lateness_us AS value FROM mails ml JOIN issues i ON i.id = ml.topic_id {seen}
            AND ml.ended_at >= {since} AND ml.rung_at >= {since} AND ml.lateness_us IS NOT NULL"
    );
    let Spread { count, buckets, quantiles } = spread(db, (&sql, &values), &LATENESSES, &[50, 99, 100])?;
    let [p50_us, p99_us, max_us] = [0, 1, 2].map(|place| quantiles[place]);
    Ok(Lateness { mails: count, p50_us, p99_us, max_us, times: buckets })
}

/// Tells of each week how many mails about assignments were sent, and how many taken back before they rang.
pub(super) fn count_assignments(db: &Db<'_>, sight: &Sight, weeks: &Weeks, told: &mut [Week]) -> Result<()> {
    let mut values = sight.values();
    let (week, seen) = (weeks.sql("ml.ended_at", &mut values), sight.seen(&mut values));
    let sql = format!(
        "SELECT {week} AS week, ml.state, COUNT(*) AS count FROM mails ml JOIN issues i ON i.id = ml.topic_id {seen} AND {}
          GROUP BY 1, 2",
        of_assignments(weeks, &mut values)
    );
    let read = |row: &Row<'_>| Ok((row.get::<i64>("week")?, row.get::<String>("state")?, row.get::<i64>("count")?));
    for (week, state, count) in db.all(&sql, values.params(), read)? {
        let week = &mut told[weeks.place(week)];
        match State::parse(&state) {
            Some(State::Sent) => week.mails_sent += count,
            _ => week.mails_taken_back += count,
        }
    }
    Ok(())
}

fn of_assignments(weeks: &Weeks, values: &mut Values) -> String {
    format!(
        "ml.kind = '{}' AND ml.ended_at >= {} AND (ml.state = '{}' OR (ml.state = '{}' AND ml.rung_at IS NULL))",
        Kind::Assigned,
        values.number(weeks.begin.as_micros()),
        State::Sent,
        State::Cancelled
    )
}
