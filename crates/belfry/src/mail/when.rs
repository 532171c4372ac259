//! Times and spans in words. Every clock time in a letter is UTC and says so.

use std::time::Duration;

use jiff::civil::Weekday;
use jiff::{Zoned, tz::TimeZone};
use store::Timestamp;

/// `09:02`
pub fn clock(at: Timestamp) -> String {
    format!("{:02}:{:02}", zoned(at).hour(), zoned(at).minute())
}

/// `Thursday 12 March`
pub fn day(at: Timestamp) -> String {
    zoned(at).strftime("%A %-d %B").to_string()
}

/// `Monday`
pub fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// `at 09:02 UTC`, or with its day when that is not the day of `sent`.
pub fn moment(at: Timestamp, sent: Timestamp) -> String {
    match other_day(at, sent) {
        None => format!("at {} UTC", clock(at)),
        Some(day) => format!("on {day} at {} UTC", clock(at)),
    }
}

/// `11 March`, or `31 December 2025`; `None` on the day of `sent`.
pub fn other_day(at: Timestamp, sent: Timestamp) -> Option<String> {
    let (at, sent) = (zoned(at), zoned(sent));
    if at.date() == sent.date() {
        return None;
    }
    let form = if at.year() == sent.year() { "%-d %B" } else { "%-d %B %Y" };
    Some(at.strftime(form).to_string())
}

/// `12 minutes`, `5 seconds`, `1 hour 30 minutes`, `24 hours`, `2 days`.
pub fn span(span: Duration) -> String {
    if span < Duration::from_secs(1) {
        return counted(span.as_millis(), "millisecond");
    }
    let seconds = u128::from(span.as_secs());
    let (size, unit, smaller) = match seconds {
        86_401.. => (86_400, "day", Some((3_600, "hour"))),
        3_600.. => (3_600, "hour", Some((60, "minute"))),
        60.. => (60, "minute", Some((1, "second"))),
        _ => (1, "second", None),
    };
    let whole = counted(seconds / size, unit);
    match smaller.map(|(size_below, unit)| (seconds % size / size_below, unit)) {
        Some((rest, unit)) if rest > 0 => format!("{whole} {}", counted(rest, unit)),
        _ => whole,
    }
}

/// A measured time as people say it: to the second below two minutes, else to the minute; `None` below half a second.
pub fn about(measured: Duration) -> Option<String> {
    let seconds = (measured.as_millis() + 500) / 1_000;
    let seconds = if seconds < 120 { seconds } else { (seconds + 30) / 60 * 60 };
    (seconds > 0).then(|| span(Duration::from_secs(u64::try_from(seconds).unwrap_or(u64::MAX))))
}

/// `1 change`, `3 changes`.
pub fn counted(count: u128, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The moment since 1970, moved into 1970 to 9999 if it lies outside.
pub fn clamped(at: Timestamp) -> Duration {
    const LAST_MICROS: i64 = 253_402_207_200_000_000;
    Duration::from_micros(at.0.clamp(0, LAST_MICROS).unsigned_abs())
}

fn zoned(at: Timestamp) -> Zoned {
    let micros = i64::try_from(clamped(at).as_micros()).expect("a clamped moment fits into 64 bits");
    let moment = jiff::Timestamp::from_microsecond(micros).expect("a clamped moment lies in jiff's range");
    moment.to_zoned(TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARCH_12: Timestamp = Timestamp(1_773_306_120_000_000);

    #[test]
    fn spans_are_said_in_words() {
        let cases = [
            (0, "0 milliseconds"),
            (1, "1 millisecond"),
            (5_000, "5 seconds"),
            (60_000, "1 minute"),
            (90_000, "1 minute 30 seconds"),
            (720_000, "12 minutes"),
            (3_600_000, "1 hour"),
            (5_400_000, "1 hour 30 minutes"),
            (86_400_000, "24 hours"),
            (172_800_000, "2 days"),
            (604_800_000, "7 days"),
        ];
        for (ms, words) in cases {
            assert_eq!(span(Duration::from_millis(ms)), words);
        }
    }

    #[test]
    fn measured_times_are_rounded() {
        let cases = [(0, None), (499, None), (5_020, Some("5 seconds")), (300_004, Some("5 minutes"))];
        let later = [(119_400, Some("1 minute 59 seconds")), (7_195_000, Some("2 hours"))];
        for (ms, words) in cases.into_iter().chain(later) {
            assert_eq!(about(Duration::from_millis(ms)).as_deref(), words);
        }
    }

    #[test]
    fn a_moment_names_its_zone_and_its_day_when_it_is_another() {
        assert_eq!(moment(MARCH_12, MARCH_12), "at 09:02 UTC");
        assert_eq!(moment(MARCH_12, Timestamp(MARCH_12.0 + 86_400_000_000)), "on 12 March at 09:02 UTC");
        assert_eq!(moment(MARCH_12, Timestamp(0)), "on 12 March 2026 at 09:02 UTC");
        assert_eq!(day(MARCH_12), "Thursday 12 March");
    }

    #[test]
    fn no_moment_is_out_of_range() {
        assert_eq!(clock(Timestamp(i64::MIN)), "00:00");
        assert_eq!(day(Timestamp(i64::MAX)), "Thursday 30 December");
    }
}
