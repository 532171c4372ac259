//! How often somebody's digest comes.

use std::time::Duration;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use store::{Row, Timestamp};

use super::{Calendar, Days, slot};

/// Longer than from any slot of a calendar to the next: a week, and whatever clocks are changed by.
pub(super) const CALENDAR_MOST: Duration = Duration::from_secs(9 * 24 * 3600);

/// How often a digest comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Never.
    Off,
    /// Every so often, counted from one to the next.
    Every(Duration),
    /// At a local time on some days of the week.
    Calendar {
        /// The name of an IANA time zone.
        zone: String,
        /// The time there.
        at: Time,
        /// The days there.
        days: Days,
    },
}

/// What slots a schedule has, as it stands in the database.
pub(super) enum Slots {
    Every(Duration),
    Calendar(Calendar),
}

impl Rhythm {
    /// How often at the least, in microseconds; -1 for never.
    pub(super) fn every_us(&self) -> i64 {
        let every = match self {
            Rhythm::Off => return -1,
            Rhythm::Every(every) => *every,
            Rhythm::Calendar { .. } => CALENDAR_MOST,
        };
        i64::try_from(every.as_micros()).unwrap_or(i64::MAX)
    }

    /// The first slot after `now`, if it is asked for now.
    pub(super) fn first(&self, now: Timestamp) -> Timestamp {
        match self {
            Rhythm::Off => Timestamp::default(),
            Rhythm::Every(every) => now + *every,
            Rhythm::Calendar { zone, at, days } => {
                Slots::Calendar(Calendar::new(zone_of(zone), *at, *days)).next_after(now)
            }
        }
    }
}

/// The zone of a name that was looked up when it was set.
fn zone_of(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}

/// So many minutes after midnight.
pub(crate) fn time_of(minutes: i64) -> Option<Time> {
    Time::new(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0).ok()
}

/// How many minutes after midnight.
pub(crate) fn minutes_of(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

impl Slots {
    /// Of a row with `every_us`, `zone`, `at_minute` and `days`.
    pub fn read(row: &Row<'_>) -> Result<Slots, store::Error> {
        let every_us: i64 = row.get("every_us")?;
        let zone: Option<String> = row.get("zone")?;
        let at = row.get::<Option<i64>>("at_minute")?.and_then(time_of);
        let days = row.get::<Option<i64>>("days")?.and_then(Days::from_bits);
        Ok(match (zone, at, days) {
            (Some(zone), Some(at), Some(days)) => Slots::Calendar(Calendar::new(zone_of(&zone), at, days)),
            _ => Slots::Every(Duration::from_micros(every_us.unsigned_abs())),
        })
    }

    /// The latest slot that is not after `now`, or `next` itself if that is still to come.
    pub fn due(&self, next: Timestamp, now: Timestamp) -> Timestamp {
        match self {
            Slots::Every(every) => slot(next, *every, now),
            Slots::Calendar(_) if next > now => next,
            Slots::Calendar(calendar) => calendar.last_by(now).map_or(next, |last| last.max(next)),
        }
    }

    /// The slot after this one, or after this moment.
    pub fn next_after(&self, slot: Timestamp) -> Timestamp {
        match self {
            Slots::Every(every) => slot + *every,
            Slots::Calendar(calendar) => calendar.next_after(slot).unwrap_or(slot + CALENDAR_MOST),
        }
    }
}
