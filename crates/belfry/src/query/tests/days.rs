//! What days mean, seen from a Thursday.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use store::Timestamp;

use super::generate;
use crate::query::extent::Extent;
use crate::query::moment::{Moment, Way};

/// A Thursday.
const TODAY: Date = Date::constant(2026, 3, 12);

fn days(text: &str, plain: Way) -> String {
    let days = Extent::parse(text, |word| Moment::parse(word, plain)).unwrap().days(TODAY);
    let end = |date: Date| if [Date::MIN, Date::MAX].contains(&date) { "…".to_owned() } else { date.to_string() };
    if days.first > days.last {
        return "never".to_owned();
    }
    format!("{} to {}", end(days.first), end(days.last))
}

#[test]
fn a_moment_is_whole_days_of_the_calendar() {
    for (text, meant) in [
        ("2026-03-01", "2026-03-01 to 2026-03-01"),
        ("2024-02", "2024-02-01 to 2024-02-29"),
        ("2026", "2026-01-01 to 2026-12-31"),
        ("today", "2026-03-12 to 2026-03-12"),
        ("yesterday", "2026-03-11 to 2026-03-11"),
        ("tomorrow", "2026-03-13 to 2026-03-13"),
        ("this-week", "2026-03-09 to 2026-03-15"),
        ("last-week", "2026-03-02 to 2026-03-08"),
        ("next-month", "2026-04-01 to 2026-04-30"),
        ("last-year", "2025-01-01 to 2025-12-31"),
        ("7d", "2026-03-19 to 2026-03-19"),
        ("-1m", "2026-02-12 to 2026-02-12"),
        ("9999y", "… to …"),
    ] {
        assert_eq!(days(text, Way::Ahead), meant, "{text}");
    }
}

#[test]
fn comparisons_leave_the_day_out_or_in() {
    for (text, meant) in [
        ("<2026-03", "… to 2026-02-28"),
        ("<=2026-03", "… to 2026-03-31"),
        (">2026-03", "2026-04-01 to …"),
        (">=2026-03", "2026-03-01 to …"),
        ("2026-01..2026-02", "2026-01-01 to 2026-02-28"),
        ("this-week..", "2026-03-09 to …"),
        ("<7d", "… to 2026-03-18"),
        (">-7d", "2026-03-06 to …"),
        (">9999-12-31", "never"),
    ] {
        assert_eq!(days(text, Way::Ahead), meant, "{text}");
    }
}

#[test]
fn an_age_is_compared_as_an_age() {
    for (text, meant) in [
        ("<2d", "2026-03-11 to …"),
        ("<=2d", "2026-03-10 to …"),
        (">2d", "… to 2026-03-09"),
        (">=2d", "… to 2026-03-10"),
        ("2d", "2026-03-10 to 2026-03-10"),
        (">-2d", "2026-03-11 to …"),
        ("30d..2d", "2026-02-10 to 2026-03-10"),
        ("2d..30d", "2026-02-10 to 2026-03-10"),
        ("30d..today", "2026-02-10 to 2026-03-12"),
    ] {
        assert_eq!(days(text, Way::Age), meant, "{text}");
    }
}

#[test]
fn days_begin_when_they_begin_in_the_zone() {
    let berlin = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap();
    let day = |text: &str| Extent::parse(text, |word| Moment::parse(word, Way::Age)).unwrap().days(TODAY);
    let hours = |text: &str| {
        let instants = day(text).instants(&berlin);
        (instants.until.unwrap().as_micros() - instants.from.unwrap().as_micros()) / 3_600_000_000
    };
    assert_eq!(day("2026-03-12").instants(&berlin).from.unwrap().to_string(), "2026-03-11T23:00:00Z");
    assert_eq!((hours("2026-03-28"), hours("2026-03-29"), hours("2026-10-25")), (24, 23, 25));
    let zero = Timestamp(0);
    let never = day(">9999-12-31").instants(&berlin);
    assert!(
        !never.hold(zero) && day("<today").instants(&berlin).hold(zero) && !day(">today").instants(&berlin).hold(zero)
    );
}

proptest! {
    #[test]
    fn instants_hold_what_their_days_hold(
        extent in generate::extent(generate::moment(Way::Age)), offset in -200i32..200, hour in -18i8..18,
    ) {
        let zone = TimeZone::fixed(jiff::tz::offset(hour));
        let days = extent.days(TODAY);
        let noon = TODAY.saturating_add(jiff::Span::new().days(offset)).at(12, 0, 0, 0).to_zoned(zone.clone()).unwrap();
        let moment = Timestamp(noon.timestamp().as_microsecond());
        prop_assert_eq!(days.instants(&zone).hold(moment), days.hold(noon.date()));
    }

    #[test]
    fn no_day_of_the_calendar_is_too_far(
        extent in generate::extent(generate::moment(Way::Ahead)), year in -9999i16..=9999, month in 1i8..=12, is_last: bool,
    ) {
        let first = date(year, month, 1);
        let days = extent.days(if is_last { first.last_of_month() } else { first });
        for hour in [-18, 0, 18] {
            let instants = days.instants(&TimeZone::fixed(jiff::tz::offset(hour)));
            if let (true, Some(from), Some(until)) = (days.first <= days.last, instants.from, instants.until) {
                prop_assert!(from <= until, "{:?}", days);
            }
        }
    }
}
