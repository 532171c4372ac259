//! Sentences for numbers as they come, and as they are missing.
//!
//! Each is compared word for word, as the English reader has it.

use jiff::civil::date;
use jiff::tz::TimeZone;
use store::Timestamp;

use super::*;
use crate::insight::{Holder, Standing};
use crate::web::text::Language;

fn reader() -> Reader {
    Reader { language: Language::English, zone: TimeZone::UTC, now: Timestamp(0) }
}

/// A week in which so many came and went, after which so many are started and done.
fn week([opened, closed, started, done]: [i64; 4]) -> Week {
    let at_end = Standing::from([0, 0, started, 0, done, 0]);
    let starts_on = date(2026, 3, 9);
    Week { starts_on, opened, closed, reopened: 0, at_end, mails_sent: 0, mails_taken_back: 0 }
}

#[test]
fn who_is_ahead_is_said_once_it_lasts() {
    for (weeks, said) in [
        (vec![[5, 1], [1, 5], [1, 2]], "Closed has been ahead of created for 2 weeks."),
        (vec![[1, 5], [3, 1], [2, 1], [9, 0]], "Created has been ahead of closed for 3 weeks."),
        (vec![[1, 5], [3, 1]], "In 2 weeks 4 were created and 6 closed."),
        (vec![[0, 0], [0, 0]], "Nothing was created or closed."),
        (vec![], "Nothing was created or closed."),
    ] {
        let weeks: Vec<Week> = weeks.iter().map(|[opened, closed]| week([*opened, *closed, 0, 0])).collect();
        assert_eq!(created(&reader(), &weeks), said);
    }
}

#[test]
fn whether_work_piles_up_is_said_of_what_is_started() {
    for (weeks, said) in [
        (vec![[28, 4], [32, 210]], "Started work stays near 30 while done grows by 206: nothing piles up."),
        (vec![[12, 4], [30, 9]], "Started work grew from 12 to 30: more is begun than finished."),
        (vec![[30, 4], [12, 44]], "Started work fell from 30 to 12 while done grew by 40."),
        (vec![[30, 4], [31, 4]], "Started work stays near 30, and nothing was done."),
        (vec![[0, 4], [0, 4]], "Nothing was started or done."),
        (vec![], "Nothing was started or done."),
    ] {
        let weeks: Vec<Week> = weeks.iter().map(|[started, done]| week([0, 0, *started, *done])).collect();
        assert_eq!(flow(&reader(), &weeks), said);
    }
}

#[test]
fn what_nobody_has_is_said() {
    let holder = |open| Holder { person: None, open, pressing: 0 };
    let of = |named| holders(&reader(), &Holders { named, others_open: 0 });
    assert_eq!(of(vec![holder(22)]), "22 issues have nobody. The strong part is urgent or high.");
    assert_eq!(of(vec![holder(1)]), "1 issue has nobody. The strong part is urgent or high.");
    assert_eq!(of(Vec::new()), "Nothing is open.");
}

#[test]
fn spans_are_read_with_what_they_are_compared_with() {
    const DAY: i64 = 86_400_000_000;
    let reader = reader();
    let of_ages = |counts: [i64; 8]| ages(&reader, &Ages { open: 9, median_us: Some(7 * DAY), ages: counts.to_vec() });
    assert_eq!(of_ages([1; 8]), "Half are younger than 7 days. 2 are older than 2 months.");
    assert_eq!(of_ages([0; 8]), "Half are younger than 7 days. None is older than 2 months.");
    assert_eq!(ages(&reader, &Ages::default()), "Nothing is open.");
    let of_pace = |median_us, median_before_us| {
        pace(&reader, &Pace { closed: 3, median_us, median_before_us, times: Vec::new() }, 12)
    };
    assert_eq!(
        of_pace(Some(DAY * 26 / 10), Some(DAY * 31 / 10)),
        "Half were closed within 2.6 days. It was 3.1 days in the 12 weeks before."
    );
    assert_eq!(of_pace(Some(DAY), None), "Half were closed within 1 day.");
    assert_eq!(of_pace(None, Some(DAY)), "Nothing was closed.");
    let late =
        Lateness { mails: 9, p50_us: Some(1_900), p99_us: Some(18_400), max_us: Some(19_000), times: Vec::new() };
    assert_eq!(lateness(&reader, &late), "Milliseconds after the due time. p50 1.9 ms, p99 18 ms.");
    assert_eq!(lateness(&reader, &Lateness::default()), "No mail rang.");
}

#[test]
fn what_was_taken_back_is_a_share_of_all() {
    assert_eq!(assignments(&reader(), (216, 38)), "38 of 254 mails were taken back before anybody was mailed.");
    assert_eq!(assignments(&reader(), (0, 0)), "No mail about an assignment came to its end.");
}
