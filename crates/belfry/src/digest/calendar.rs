//! Times of the clock on somebody's wall: when a digest by the calendar rings, and when quiet hours end.
//!
//! Pure rules over the time zones of IANA, which are in the binary. Clocks are changed: a time that they skip comes at the
//! first moment after the gap, one that they show twice comes the first time, and a day that they leave out (Samoa,
//! 30 December 2011) has no digest. So there is one digest for each local day, and one end for each night.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp as Moment, ToSpan as _};
use store::Timestamp;

/// At a local time, on some days of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    zone: TimeZone,
    at: Time,
    days: Days,
}

/// Days of the week; at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days(u8);

impl Days {
    /// These days; `None` if there are none.
    pub fn of(days: &[Weekday]) -> Option<Days> {
        let bits = days.iter().fold(0, |bits, day| bits | 1 << day.to_monday_zero_offset());
        (bits != 0).then_some(Days(bits))
    }

    /// As a number: 1 for Monday, 2 for Tuesday, 4 for Wednesday, and so on, added up.
    pub fn bits(self) -> i64 {
        i64::from(self.0)
    }

    /// The days that [`Days::bits`] told.
    pub fn from_bits(bits: i64) -> Option<Days> {
        u8::try_from(bits).ok().filter(|bits| (1..128).contains(bits)).map(Days)
    }

    /// The days, Monday first.
    pub fn list(self) -> Vec<Weekday> {
        Weekday::Monday.cycle_forward().take(7).filter(|day| self.has(*day)).collect()
    }

    /// Whether a day is one of them.
    pub fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
}

/// A zone by its name, `Europe/Berlin`, in any letter case. The error says what to put right.
pub fn parse_zone(name: &str) -> Result<TimeZone, String> {
    let known = TimeZone::get(name.trim()).ok().filter(|zone| zone.iana_name().is_some());
    known.ok_or_else(|| "There is no such time zone: write its IANA name, like Europe/Berlin.".to_owned())
}

/// A time of day, `09:30`. The error says what to put right.
pub fn parse_time(text: &str) -> Result<Time, String> {
    let parsed = text.trim().split_once(':').and_then(|(hour, minute)| {
        let is_short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let (hour, minute) =
            (Some(hour).filter(|hour| is_short(hour))?, Some(minute).filter(|part| is_short(part) && part.len() == 2)?);
        Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
    });
    parsed.ok_or_else(|| "Write a time of day from 00:00 to 23:59, like 09:30.".to_owned())
}

impl Calendar {
    /// Every one of `days` at `at` in `zone`.
    pub fn new(zone: TimeZone, at: Time, days: Days) -> Calendar {
        Calendar { zone, at, days }
    }

    /// The first slot after `instant`. `None` at the end of the calendar, in the year 9999.
    pub fn next_after(&self, instant: Timestamp) -> Option<Timestamp> {
        // Changes of the clock move a slot by a day at most, and a week may have one day only.
        self.slots_around(instant, 2, 9).into_iter().find(|slot| *slot > instant)
    }

    /// The last slot that is not after `instant`: those before it are missed, and collapse into it.
    pub fn last_by(&self, instant: Timestamp) -> Option<Timestamp> {
        self.slots_around(instant, 9, 2).into_iter().rev().find(|slot| *slot <= instant)
    }

    /// The slots of some local days before that of `instant` and after it, in order.
    fn slots_around(&self, instant: Timestamp, days_before: i64, days_after: i64) -> Vec<Timestamp> {
        let Some(today) = local_date(&self.zone, instant) else { return Vec::new() };
        let dates = (-days_before..=days_after).filter_map(|days| today.checked_add(days.days()).ok());
        dates.filter_map(|date| self.slot(date)).collect()
    }

    fn slot(&self, date: Date) -> Option<Timestamp> {
        let reached = reached(&self.zone, date, self.at)?;
        (self.days.has(date.weekday()) && !reached.is_day_skipped).then_some(reached.moment)
    }
}

/// Hours of the night, in which nothing rings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuietHours {
    zone: TimeZone,
    from: Time,
    to: Time,
}

impl QuietHours {
    /// From one local time to another, over midnight if the second is the earlier. `None` if they are the same.
    pub fn new(zone: TimeZone, from: Time, to: Time) -> Option<QuietHours> {
        (from != to).then_some(QuietHours { zone, from, to })
    }

    /// When what is due at `instant` may ring: then, or when the quiet hours end in which it falls.
    pub fn release_at(&self, instant: Timestamp) -> Timestamp {
        let mut release = instant;
        // Where a day is left out, one night ends as the next begins.
        while let Some(end) = self.end_of_night(release) {
            release = end;
        }
        release
    }

    /// The end of the quiet hours that `instant` is in.
    fn end_of_night(&self, instant: Timestamp) -> Option<Timestamp> {
        let today = local_date(&self.zone, instant)?;
        let nights = (-2..=1).filter_map(|days: i64| today.checked_add(days.days()).ok());
        nights
            .filter_map(|date| self.night(date))
            .filter(|(from, to)| *from <= instant && instant < *to)
            .map(|(_, to)| to)
            .max()
    }

    fn night(&self, date: Date) -> Option<(Timestamp, Timestamp)> {
        let end = if self.from < self.to { date } else { date.tomorrow().ok()? };
        Some((reached(&self.zone, date, self.from)?.moment, reached(&self.zone, end, self.to)?.moment))
    }
}

/// When a clock first shows a time.
struct Reached {
    moment: Timestamp,
    /// The clock never shows that day.
    is_day_skipped: bool,
}

/// The first moment at which the clock of `zone` shows `date` and `at`, or something later.
fn reached(zone: &TimeZone, date: Date, at: Time) -> Option<Reached> {
    let wall = date.to_datetime(at);
    let offset = zone.to_ambiguous_timestamp(wall).offset();
    let (moment, is_day_skipped) = match offset {
        AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
            (offset.to_timestamp(wall).ok()?, false)
        }
        AmbiguousOffset::Gap { before, after } => {
            // Read with the offset before the gap, a time in it lies after the change.
            let inside = before.to_timestamp(wall).ok()?;
            let change =
                zone.preceding(inside.checked_add(1.second()).ok()?).find(|change| change.offset() == after)?;
            let moment = change.timestamp();
            let last_before = before.to_datetime(moment.checked_sub(1.second()).ok()?).date();
            (moment, last_before < date && date < after.to_datetime(moment).date())
        }
    };
    Some(Reached { moment: Timestamp(moment.as_microsecond()), is_day_skipped })
}

fn local_date(zone: &TimeZone, instant: Timestamp) -> Option<Date> {
    let moment = Moment::from_microsecond(instant.as_micros()).ok()?;
    Some(zone.to_datetime(moment).date())
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
