//! Weeks as they stand in somebody's calendar.
//!
//! A database counts in microseconds; a week on a wall has an hour more or less where clocks are changed. So a moment is first
//! put on that wall, by the offset that was right for it, and then counted in whole weeks from the first Monday.

use anyhow::Context as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp as Moment, ToSpan as _};
use store::Timestamp;

use super::sight::Values;
use crate::error::Result;

const WEEK_US: i64 = 7 * 24 * 3600 * 1_000_000;

/// Some weeks up to now.
#[derive(Clone, Debug)]
pub(super) struct Weeks {
    /// The Monday on which each begins.
    pub starts: Vec<Date>,
    /// When the first begins.
    pub begin: Timestamp,
    /// What is added to a moment to put it on the wall, from each moment on: the first is right for what was before, too.
    offsets: Vec<(i64, i64)>,
}

impl Weeks {
    /// So many weeks, of which the last is the one that `now` is in.
    pub fn until(now: Timestamp, zone: &TimeZone, count: usize) -> Result<Weeks> {
        let today = zone.to_datetime(moment(now)?).date();
        let monday = today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
        let monday = monday.context("finding the Monday of this week")?;
        Weeks::from(monday, (now, zone), count)
    }

    /// As many weeks before the first of these.
    pub fn before(&self, zone: &TimeZone) -> Result<Weeks> {
        let first = self.starts.first().copied().unwrap_or_default();
        let last = first.checked_sub(7.days()).context("finding the week before")?;
        Weeks::from(last, (self.begin, zone), self.starts.len())
    }

    fn from(last: Date, (until, zone): (Timestamp, &TimeZone), count: usize) -> Result<Weeks> {
        let back = |weeks: usize| last.checked_sub(i64::try_from(weeks).unwrap_or(i64::MAX).saturating_mul(7).days());
        let starts: Result<Vec<Date>, _> = (0..count).rev().map(back).collect();
        let starts = starts.context("counting weeks back")?;
        let first = starts.first().copied().unwrap_or(last);
        let begin = first.to_zoned(zone.clone()).context("finding when the first week begins")?.timestamp();
        let mut offsets = vec![(i64::MIN, zone.to_offset(begin))];
        let changes = zone.following(begin).take_while(|change| micros(change.timestamp()) <= until.as_micros());
        offsets.extend(changes.map(|change| (micros(change.timestamp()), change.offset())));
        let origin = micros_on_wall(first)?;
        let offsets = offsets.into_iter().map(|(at, offset)| (at, i64::from(offset.seconds()) * 1_000_000 - origin));
        Ok(Weeks { starts, begin: Timestamp(micros(begin)), offsets: offsets.collect() })
    }

    /// The number of the week, from 0 on, that the moment in `column` is in: it is not before the first.
    pub fn sql(&self, column: &str, values: &mut Values) -> String {
        let mut later = self.offsets.iter().rev();
        let mut add = match later.next() {
            Some((_, add)) => cast(*add, values),
            None => "0".to_owned(),
        };
        let mut until = self.offsets.last().map_or(i64::MIN, |(at, _)| *at);
        for (at, offset) in later {
            let (bound, offset) = (cast(until, values), cast(*offset, values));
            add = format!("CASE WHEN {column} < {bound} THEN {offset} ELSE {add} END");
            until = *at;
        }
        format!("({column} + {add}) / {}", cast(WEEK_US, values))
    }

    /// The place of a week that a database counted: what a clock that was ahead put into the future is of this week.
    pub fn place(&self, week: i64) -> usize {
        usize::try_from(week).unwrap_or(0).min(self.starts.len().saturating_sub(1))
    }
}

fn cast(number: i64, values: &mut Values) -> String {
    format!("CAST({} AS BIGINT)", values.number(number))
}

fn moment(at: Timestamp) -> Result<Moment> {
    Ok(Moment::from_microsecond(at.as_micros()).context("reading a moment")?)
}

fn micros(at: Moment) -> i64 {
    at.as_microsecond()
}

/// The beginning of a day, as if the wall stood in Greenwich.
fn micros_on_wall(day: Date) -> Result<i64> {
    Ok(micros(day.to_zoned(TimeZone::UTC).context("reading a day")?.timestamp()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use store::params;

    use super::*;
    use crate::auth::Actor;
    use crate::insight::sight::Sight;
    use crate::user::UserId;
    use crate::world::World;

    fn weeks(zone: &str, now: &str, count: usize) -> Weeks {
        let now: Moment = now.parse().unwrap();
        Weeks::until(Timestamp(micros(now)), &TimeZone::get(zone).unwrap(), count).unwrap()
    }

    #[test]
    fn weeks_begin_on_monday_where_the_reader_is() {
        // In Auckland it is Monday already.
        let [here, there] = ["UTC", "Pacific/Auckland"].map(|zone| weeks(zone, "2026-03-15T20:00:00Z", 2));
        assert_eq!(here.starts, ["2026-03-02".parse().unwrap(), "2026-03-09".parse().unwrap()]);
        assert_eq!(there.starts, ["2026-03-09".parse().unwrap(), "2026-03-16".parse().unwrap()]);
        assert_eq!(there.begin, Timestamp(micros("2026-03-08T11:00:00Z".parse().unwrap())));
        let before = here.before(&TimeZone::UTC).unwrap();
        assert_eq!(before.starts, ["2026-02-16".parse().unwrap(), "2026-02-23".parse().unwrap()]);
        assert_eq!((there.place(1), there.place(7)), (1, 1));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4) })]

        /// What the database counts is what a calendar says, at every hour of a year and around every change of clocks.
        #[test]
        fn the_database_counts_weeks_as_the_calendar_does(
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Kathmandu"]),
            moments in prop::collection::vec(0i64..365 * 24 * 60, 200),
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let now: Moment = "2026-06-15T12:00:00Z".parse().unwrap();
            let weeks = Weeks::until(Timestamp(micros(now)), &zone, 52).unwrap();
            let changes = zone.following(moment(weeks.begin).unwrap()).take_while(|change| change.timestamp() < now);
            let mut moments: Vec<i64> = moments.iter().map(|minutes| micros(now) - minutes * 60_000_000).collect();
            moments.extend(changes.flat_map(|change| [micros(change.timestamp()) - 1, micros(change.timestamp())]));
            moments.retain(|at| *at >= weeks.begin.as_micros());
            let world = World::new();
            let counted = counted(&world, &weeks, &moments);
            for (at, week) in moments.iter().zip(counted) {
                let day = zone.to_datetime(moment(Timestamp(*at)).unwrap()).date();
                let expected = weeks.starts.iter().rposition(|start| *start <= day).unwrap();
                prop_assert_eq!(weeks.place(week), expected, "{} in {:?}", day, zone.iana_name());
            }
        }
    }

    /// The week of each moment, by the database.
    fn counted(world: &World, weeks: &Weeks, moments: &[i64]) -> Vec<i64> {
        let (weeks, moments) = (weeks.clone(), moments.to_vec());
        let counted = world.write(move |tx| {
            for (number, at) in moments.iter().enumerate() {
                let sql = "INSERT INTO sign_in_failures (key, failures, since) VALUES ($1, $2, $3)";
                tx.run(sql, &params![&format!("{number}"), i64::try_from(number).unwrap(), *at])?;
            }
            let sight = Sight { actor: Actor { user_id: UserId(1), is_admin: true }, project: None };
            let mut values = sight.values();
            let week = weeks.sql("f.since", &mut values);
            let sql = format!(
                "SELECT {week} AS week FROM sign_in_failures f WHERE $1 = CAST(1 AS BIGINT) AND $2 = CAST(1 AS BIGINT) ORDER BY f.failures"
            );
            Ok(tx.all(&sql, values.params(), |row| row.get("week"))?)
        });
        counted.unwrap()
    }
}
