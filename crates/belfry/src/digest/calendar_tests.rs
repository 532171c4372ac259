//! The calendar against the clock on the wall, looked at every second.

use std::time::Duration;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const ALL: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];
/// Common zones and odd ones: half an hour of summer time, two hours of it, a day left out, summer time in winter, changes
/// at midnight, quarters of hours.
const ZONES: [&str; 20] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Antarctica/Troll",
    "Europe/Dublin",
    "Africa/Casablanca",
    "America/Sao_Paulo",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Tehran",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "America/Nuuk",
    "Africa/Cairo",
    "Asia/Gaza",
    "Pacific/Kwajalein",
];

fn zone(name: &str) -> TimeZone {
    parse_zone(name).unwrap()
}

fn time(text: &str) -> Time {
    parse_time(text).unwrap()
}

fn daily(name: &str, at: &str) -> Calendar {
    Calendar::new(zone(name), time(at), Days::of(&ALL).unwrap())
}

fn utc(text: &str) -> Timestamp {
    Timestamp(text.parse::<Moment>().unwrap().as_microsecond())
}

/// The slots after a moment, as RFC 3339.
fn slots(calendar: &Calendar, from: &str, count: usize) -> Vec<String> {
    let mut last = utc(from);
    std::iter::repeat_with(|| {
        last = calendar.next_after(last).unwrap();
        last.to_string()
    })
    .take(count)
    .collect()
}

#[test]
fn a_time_that_is_skipped_rings_after_the_gap_and_one_that_comes_twice_rings_once() {
    let berlin = daily("Europe/Berlin", "02:30");
    let spring = ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"];
    assert_eq!(slots(&berlin, "2026-03-28T00:00:00Z", 3), spring);
    let autumn = ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"];
    assert_eq!(slots(&berlin, "2026-10-24T00:00:00Z", 3), autumn);
    let lord_howe = daily("Australia/Lord_Howe", "02:15");
    assert_eq!(slots(&lord_howe, "2026-10-03T00:00:00Z", 2), ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"]);
    let troll = daily("Antarctica/Troll", "02:00");
    assert_eq!(slots(&troll, "2026-03-29T00:00:00Z", 2), ["2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z"]);
}

#[test]
fn a_day_that_is_left_out_has_no_slot() {
    let samoa = daily("Pacific/Apia", "09:00");
    assert_eq!(
        slots(&samoa, "2011-12-29T00:00:00Z", 3),
        ["2011-12-29T19:00:00Z", "2011-12-30T19:00:00Z", "2011-12-31T19:00:00Z"]
    );
}

#[test]
fn only_the_chosen_days_have_slots() {
    let days = Days::of(&[Weekday::Monday, Weekday::Friday]).unwrap();
    let calendar = Calendar::new(zone("Pacific/Kiritimati"), time("00:00"), days);
    // Friday there begins on Thursday at ten.
    assert_eq!(slots(&calendar, "2026-11-24T00:00:00Z", 2), ["2026-11-26T10:00:00Z", "2026-11-29T10:00:00Z"]);
    assert_eq!(Days::from_bits(days.bits()), Some(days));
    assert_eq!(
        (Days::of(&[]), Days::from_bits(0), Days::from_bits(128), Days::from_bits(-1)),
        (None, None, None, None)
    );
}

#[test]
fn a_slot_is_the_last_from_its_moment_on() {
    let calendar = daily("Europe/Berlin", "09:00");
    let slot = utc("2026-11-25T08:00:00Z");
    assert_eq!(calendar.last_by(slot), Some(slot));
    assert_eq!(calendar.last_by(Timestamp(slot.as_micros() - 1)), Some(utc("2026-11-24T08:00:00Z")));
    assert_eq!(calendar.next_after(Timestamp(slot.as_micros() - 1)), Some(slot));
    assert_eq!((calendar.next_after(Timestamp(i64::MAX)), calendar.last_by(Timestamp(i64::MIN))), (None, None));
}

#[test]
fn zones_and_times_are_parsed() {
    assert_eq!(zone(" europe/berlin ").iana_name(), Some("Europe/Berlin"));
    for name in ["", "Berlin", "CEST", "+02:00", "Europe/Atlantis", "../etc/passwd"] {
        assert!(parse_zone(name).is_err(), "{name}");
    }
    assert_eq!((time("9:05"), time(" 23:59 ")), (Time::constant(9, 5, 0, 0), Time::constant(23, 59, 0, 0)));
    for text in ["", "9", "9:5", "24:00", "09:60", "09:00:00", "+9:00", "a:00", "009:00"] {
        assert!(parse_time(text).is_err(), "{text}");
    }
}

#[test]
fn quiet_hours_hold_back_what_falls_into_them() {
    let quiet = QuietHours::new(zone("Europe/Berlin"), time("22:00"), time("07:00")).unwrap();
    let noon = QuietHours::new(zone("UTC"), time("12:00"), time("13:00")).unwrap();
    for (quiet, due, release) in [
        (&quiet, "2026-11-25T20:59:59Z", "2026-11-25T20:59:59Z"),
        (&quiet, "2026-11-25T21:00:00Z", "2026-11-26T06:00:00Z"),
        (&quiet, "2026-11-26T05:59:59Z", "2026-11-26T06:00:00Z"),
        (&quiet, "2026-11-26T06:00:00Z", "2026-11-26T06:00:00Z"),
        // The nights in which the clocks change.
        (&quiet, "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z"),
        (&quiet, "2026-10-24T23:00:00Z", "2026-10-25T06:00:00Z"),
        (&noon, "2026-11-25T12:30:00Z", "2026-11-25T13:00:00Z"),
        (&noon, "2026-11-25T11:59:59Z", "2026-11-25T11:59:59Z"),
    ] {
        assert_eq!(quiet.release_at(utc(due)).to_string(), release, "{due}");
    }
    assert_eq!(QuietHours::new(zone("UTC"), time("07:00"), time("07:00")), None);
}

#[test]
fn quiet_hours_that_end_in_a_gap_end_with_it_and_none_begin_twice() {
    let to_the_gap = QuietHours::new(zone("Europe/Berlin"), time("22:00"), time("02:30")).unwrap();
    assert_eq!(to_the_gap.release_at(utc("2026-03-29T00:59:00Z")).to_string(), "2026-03-29T01:00:00Z");
    // In autumn the clock shows 02:30 at 00:30 and at 01:30: the night ends the first time.
    assert_eq!(to_the_gap.release_at(utc("2026-10-25T00:10:00Z")).to_string(), "2026-10-25T00:30:00Z");
    assert_eq!(to_the_gap.release_at(utc("2026-10-25T01:10:00Z")).to_string(), "2026-10-25T01:10:00Z");
    // Samoa went from the night of one day into that of the day after the next.
    let samoa = QuietHours::new(zone("Pacific/Apia"), time("22:00"), time("07:00")).unwrap();
    assert_eq!(samoa.release_at(utc("2011-12-30T09:00:00Z")).to_string(), "2011-12-30T17:00:00Z");
}

/// A day and a zone; half of the days are near a change of the clock.
fn day() -> impl Strategy<Value = (&'static str, Date)> {
    let any = (prop::sample::select(&ZONES[..]), 1975i16..2045, 0i64..366, any::<bool>(), -2i64..=2);
    any.prop_map(|(name, year, day, is_near, around)| {
        let any = date(year, 1, 1).checked_add(day.days()).unwrap();
        let noon = TimeZone::UTC.to_timestamp(any.at(12, 0, 0, 0)).unwrap();
        let zone = zone(name);
        let change = zone.preceding(noon).next().filter(|_| is_near);
        let near = change.map(|change| zone.to_datetime(change.timestamp()).date());
        let is_recent = |date: &Date| date.year() >= 1975;
        (name, near.filter(is_recent).map_or(any, |date| date.checked_add(around.days()).unwrap()))
    })
}

/// By looking at the clock every quarter of an hour, and then every second: when it first shows this or more. `None` if it
/// never shows that day.
fn oracle(zone: &TimeZone, day: Date, at: Time) -> Option<Timestamp> {
    let start = day.checked_sub(2.days()).unwrap().to_datetime(Time::midnight());
    let start = TimeZone::UTC.to_timestamp(start).unwrap().as_second();
    let shown = |second: i64| zone.to_datetime(Moment::from_second(second).unwrap());
    let quarters = || (0..5 * 96).map(|quarter| start + 900 * quarter);
    quarters().find(|second| shown(*second).date() == day)?;
    let target = day.to_datetime(at);
    // Or just before it: clocks are put back on the quarter, and may have been there already.
    let by = quarters().find(|second| shown(*second - 1) >= target || shown(*second) >= target).unwrap();
    (by - 899..=by).find(|second| shown(*second) >= target).map(|second| Timestamp(second * 1_000_000))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn each_local_day_has_one_slot_when_the_clock_first_gets_there((name, day) in day(), hour in 0i8..24, minute in 0i8..60) {
        let at = Time::constant(hour, minute, 0, 0);
        let calendar = Calendar::new(zone(name), at, Days::of(&ALL).unwrap());
        let days = (-1..=3).map(|days: i64| day.checked_add(days.days()).unwrap());
        let expected: Vec<Timestamp> = days.filter_map(|day| oracle(&zone(name), day, at)).collect();
        for pair in expected.windows(2) {
            prop_assert_eq!(calendar.next_after(pair[0]), Some(pair[1]), "{} {} {}", name, day, at);
            prop_assert_eq!(calendar.next_after(Timestamp(pair[1].as_micros() - 1)), Some(pair[1]));
            prop_assert_eq!(calendar.last_by(Timestamp(pair[1].as_micros() - 1)), Some(pair[0]));
            prop_assert_eq!(calendar.last_by(pair[1]), Some(pair[1]));
        }
    }

    #[test]
    fn what_is_released_stays_released_and_in_order((name, day) in day(), from in 0i8..24, hours in 1i8..24, minutes in 0u64..4_320) {
        let quiet = QuietHours::new(zone(name), Time::constant(from, 0, 0, 0), Time::constant((from + hours) % 24, 0, 0, 0)).unwrap();
        let start = TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).unwrap().as_microsecond();
        let due = Timestamp(start) + Duration::from_secs(60 * minutes);
        let release = quiet.release_at(due);
        prop_assert!(release >= due && release.since(due) <= Duration::from_secs(3_600 * 49), "{} {}", due, release);
        prop_assert_eq!(quiet.release_at(release), release);
        prop_assert!(quiet.release_at(due + Duration::from_secs(60)) >= release);
        // What is held back is let go as the clock shows the end, or skips it.
        let ends = (-3..=5).filter_map(|days: i64| reached(&zone(name), day.checked_add(days.days()).unwrap(), quiet.to));
        prop_assert!(release == due || ends.into_iter().any(|end| end.moment == release), "{} {} {}", name, due, release);
    }
}
