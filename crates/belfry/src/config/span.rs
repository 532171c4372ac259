//! Spans of time as people write them: `12m`, `90s`, `1h30m`, `500ms`.

use std::time::Duration;

/// Units from the longest to the shortest, in milliseconds.
const UNITS: [(&str, u64); 6] =
    [("w", 7 * 24 * 3_600_000), ("d", 24 * 3_600_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// The longest span that a setting takes.
pub const LONGEST: Duration = Duration::from_secs(10 * 366 * 24 * 3600);

/// Reads a span: whole numbers, each with its unit (`w`, `d`, `h`, `m`, `s`, `ms`), from the longest to the shortest.
///
/// # Errors
/// With a text that says what to write.
pub fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no time span; write it like 12m, 90s or 24h");
    let (mut rest, mut units, mut total_ms) = (text, &UNITS[..], 0_u64);
    if rest.is_empty() {
        return Err(wrong());
    }
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, tail) = rest.split_at(digits);
        let letters = tail.bytes().take_while(u8::is_ascii_lowercase).count();
        let (unit, tail) = tail.split_at(letters);
        let at = units.iter().position(|(name, _)| *name == unit).ok_or_else(wrong)?;
        let number: u64 = number.parse().map_err(|_| wrong())?;
        total_ms = number.checked_mul(units[at].1).and_then(|ms| total_ms.checked_add(ms)).ok_or_else(wrong)?;
        (rest, units) = (tail.trim_start(), &units[at + 1..]);
    }
    let span = Duration::from_millis(total_ms);
    if span > LONGEST { Err(format!("{text} is too long; the longest is ten years")) } else { Ok(span) }
}

/// As [`parse`], but refuses what is shorter than `least`.
///
/// # Errors
/// With a text that says what to write.
pub fn parse_at_least(text: &str, least: Duration) -> Result<Duration, String> {
    let span = parse(text)?;
    if span < least { Err(format!("{text} is too short; the shortest is {}", show(least))) } else { Ok(span) }
}

/// Writes a span so that [`parse`] reads it back; fractions of a millisecond are dropped.
pub fn show(span: Duration) -> String {
    let mut rest = u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    if rest == 0 {
        return "0s".to_owned();
    }
    let mut text = String::new();
    // People write 24h and 36h: days begin with the second, weeks are written in days.
    for (unit, ms) in UNITS.iter().skip(if rest < 2 * UNITS[1].1 { 2 } else { 1 }) {
        if rest >= *ms {
            text.push_str(&format!("{}{unit}", rest / ms));
            rest %= ms;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans_are_read_as_people_write_them() {
        for (text, ms) in [
            ("12m", 720_000),
            ("24h", 86_400_000),
            ("10s", 10_000),
            ("1h30m", 5_400_000),
            ("1h 30m", 5_400_000),
            ("500ms", 500),
            ("0s", 0),
            ("2w", 14 * 86_400_000),
            ("1d", 86_400_000),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(ms)), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused_with_what_to_write() {
        for text in [
            "",
            "12",
            "m",
            "12x",
            "-1m",
            "1.5h",
            "12M",
            "30m1h",
            "1m1m",
            "m12",
            "12 m",
            "99999999999999999999s",
            "1m!",
            "٣m",
        ] {
            let problem = parse(text).unwrap_err();
            assert!(problem.contains("write it like 12m, 90s or 24h"), "{text}: {problem}");
        }
        assert_eq!(parse("999999w").unwrap_err(), "999999w is too long; the longest is ten years");
        assert_eq!(parse_at_least("9s", Duration::from_secs(10)).unwrap_err(), "9s is too short; the shortest is 10s");
    }

    #[test]
    fn spans_are_written_as_people_write_them() {
        for text in ["12m", "24h", "1h30m", "500ms", "0s", "36h", "2d", "14d1h"] {
            assert_eq!(show(parse(text).unwrap()), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(ms in 0_u64..100_000_000_000) {
            let span = Duration::from_millis(ms);
            prop_assert_eq!(parse(&show(span)), Ok(span));
        }

        #[test]
        fn no_text_panics(text in ".{0,20}") {
            let _ = parse(&text);
        }
    }
}
