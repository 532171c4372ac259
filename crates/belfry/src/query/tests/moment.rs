//! Days as they are written.

use jiff::civil::date;

use crate::query::moment::{Moment, Shift, Unit, Way};

fn parse(text: &str) -> Result<Moment, String> {
    Moment::parse(text, Way::Age)
}

#[test]
fn days_are_read_as_people_write_them() {
    for (text, moment) in [
        ("2026-03-01", Moment::Day(date(2026, 3, 1))),
        ("2026-03", Moment::Month(date(2026, 3, 1))),
        ("2026", Moment::Year(date(2026, 1, 1))),
        ("0001", Moment::Year(date(1, 1, 1))),
        ("today", Moment::Near(Shift::This, Unit::Day)),
        ("Yesterday", Moment::Near(Shift::Last, Unit::Day)),
        ("next-week", Moment::Near(Shift::Next, Unit::Week)),
        ("7d", Moment::Away(Way::Age, 7, Unit::Day)),
        ("-2w", Moment::Away(Way::Ago, 2, Unit::Week)),
        ("9999y", Moment::Away(Way::Age, 9999, Unit::Year)),
    ] {
        assert_eq!(parse(text), Ok(moment), "{text}");
        assert_eq!(moment.to_string(), text.to_lowercase());
    }
    assert_eq!(parse("007D").unwrap().to_string(), "7d");
    assert_eq!(
        Moment::parse("+7d", Way::Ahead),
        Moment::parse("7d", Way::Ahead),
        "a plus is allowed where it says something"
    );
}

#[test]
fn what_is_no_day_is_refused_with_what_to_write() {
    for text in [
        "",
        "d",
        "-",
        "7",
        "7h",
        "10000d",
        "-7",
        "+7d",
        "--7d",
        "1.3.2026",
        "2026-3-1",
        "2026/03/01",
        "٧d",
        "7ｄ",
        "2026-0é",
    ] {
        let sentence = parse(text).unwrap_err();
        assert!(sentence.ends_with("is no day; write 2026-03-01, 2026-03, today, this-week, 7d or -7d"), "{sentence}");
    }
    for text in ["2026-13", "2026-02-29", "0000", "0000-01-01", "2026-00-10"] {
        let sentence = parse(text).unwrap_err();
        assert_eq!(sentence, format!("the calendar has no {text}; write a day like 2026-03-01"));
    }
    assert_eq!(parse("tommorow").unwrap_err(), "tommorow is no day; did you mean tomorrow?");
}
