//! How long it takes from opening an issue to closing it.

use store::{Db, Timestamp};

use super::sight::{Sight, Values};
use super::spread::{Spread, spread};
use crate::error::Result;

const HOUR: i64 = 3600 * 1_000_000;
const DAY: i64 = 24 * HOUR;

/// Up to how long, in microseconds, each bucket of times to close goes; a last one holds what is longer.
pub const TIMES: [i64; 8] = [HOUR, 8 * HOUR, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY];

/// How long it took. An issue that is closed twice counts twice, from its opening on each time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// How often one was closed.
    pub closed: i64,
    /// Half of them took no longer than this, in microseconds.
    pub median_us: Option<i64>,
    /// The same of as many weeks before.
    pub median_before_us: Option<i64>,
    /// How many took how long: by [`TIMES`].
    pub times: Vec<i64>,
}

/// The pace of closing since `begin`, and between `before` and then.
pub(super) fn pace(db: &Db<'_>, sight: &Sight, (before, begin): (Timestamp, Timestamp)) -> Result<Pace> {
    let now = times(db, sight, (begin, None))?;
    let earlier = times(db, sight, (before, Some(begin)))?;
    let [median_us, median_before_us] = [&now, &earlier].map(|spread| spread.quantiles[0]);
    Ok(Pace { closed: now.count, median_us, median_before_us, times: now.buckets })
}

type Span = (Timestamp, Option<Timestamp>);

/// What took how long, in this span.
fn times(db: &Db<'_>, sight: &Sight, span: Span) -> Result<Spread> {
    let mut values = sight.values();
    let sql = closings(sight, span, &mut values);
    spread(db, (&sql, &values), &TIMES, &[50])
}

/// A statement of how long each took that was closed in this span.
fn closings(sight: &Sight, (from, until): Span, values: &mut Values) -> String {
    let (seen, from) = (sight.seen(values), values.number(from.as_micros()));
    let until = until.map(|until| format!(" AND e.at < {}", values.number(until.as_micros()))).unwrap_or_default();
    format!(
        "SELECT e.at - i.created_at AS value FROM events e JOIN issues i ON i.id = e.issue_id {seen}
            AND e.status_to IN ('done', 'cancelled') AND e.at >= {from}{until}
            AND (e.status_from IS NULL OR e.status_from NOT IN ('done', 'cancelled'))"
    )
}
