//! A span of time in a few words: `40 seconds`, `3 hours`, `2.6 days`.

use crate::web::Reader;
use crate::web::insights::chart::length;
use crate::web::text::Language;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// From here on milliseconds say nothing any more.
const LATE: i64 = 10 * SECOND;

/// So many microseconds: to a tenth below ten, and whole above.
pub(super) fn span(reader: &Reader, us: i64) -> String {
    let (unit, key) = match us {
        ..MINUTE => (SECOND, "span-seconds"),
        MINUTE..HOUR => (MINUTE, "span-minutes"),
        HOUR..DAY => (HOUR, "span-hours"),
        _ => (DAY, "span-days"),
    };
    let tenths = us.max(0) / (unit / 10);
    let count = if tenths < 100 { length(tenths) / 10.0 } else { length(tenths / 10) };
    reader.tell(key).arg("n", count).text("shown", decimal(reader, count)).plain()
}

/// So many milliseconds, of microseconds: to a tenth below ten, and whole above.
pub(super) fn milliseconds(reader: &Reader, us: i64) -> String {
    let tenths = us.max(0) / 100;
    decimal(reader, if tenths < 100 { length(tenths) / 10.0 } else { length(tenths / 10) })
}

/// How late a mail left, of microseconds: in milliseconds, and from ten seconds on in the unit that fits.
pub(in crate::web) fn late(reader: &Reader, us: i64) -> String {
    match us {
        ..LATE => reader.tell("outbox-ms").text("ms", milliseconds(reader, us)).plain(),
        _ => span(reader, us),
    }
}

/// A number with the sign before its fraction that the reader's language has.
fn decimal(reader: &Reader, number: f64) -> String {
    match reader.language {
        Language::English => number.to_string(),
        Language::German => number.to_string().replace('.', ","),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use store::Timestamp;

    use super::*;

    #[test]
    fn a_span_is_told_in_the_unit_that_fits() {
        let reader = |language| Reader { language, zone: TimeZone::UTC, now: Timestamp(0) };
        let english = reader(Language::English);
        for (us, words) in [
            (0, "0 seconds"),
            (SECOND, "1 second"),
            (59 * SECOND, "59 seconds"),
            (90 * SECOND, "1.5 minutes"),
            (HOUR, "1 hour"),
            (DAY - 1, "23 hours"),
            (DAY * 26 / 10, "2.6 days"),
            (DAY * 75, "75 days"),
        ] {
            assert_eq!(span(&english, us), words);
        }
        assert_eq!(span(&reader(Language::German), DAY * 26 / 10), "2,6 Tage");
        assert_eq!([0, 250, 9_999, 25_400].map(|us| milliseconds(&english, us)), ["0", "0.2", "9.9", "25"]);
        assert_eq!(
            [2_300, LATE - 1, LATE, 3 * HOUR].map(|us| late(&english, us)),
            ["2.3 ms", "9999 ms", "10 seconds", "3 hours"]
        );
    }
}
