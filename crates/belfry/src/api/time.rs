//! Moments as the API writes them: RFC 3339 in UTC, to the microsecond.

use serde::Serializer;
use store::Timestamp;

/// `2026-11-25T20:31:35.123456Z`
pub(super) fn rfc3339(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_microsecond(at.as_micros()).unwrap_or(jiff::Timestamp::MAX);
    format!("{at:.6}")
}

/// For `#[serde(serialize_with)]`.
pub(super) fn serialize<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&rfc3339(*at))
}

/// The moment that somebody wrote, in whatever offset. The error says what to put right.
pub(super) fn parse(text: &str) -> Result<Timestamp, String> {
    let parsed = text.trim().parse::<jiff::Timestamp>();
    parsed.map(|at| Timestamp(at.as_microsecond())).map_err(|_| {
        "Write a moment with its offset from UTC, like 2026-11-25T20:31:35Z or 2026-11-25T21:31:35+01:00.".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_full() {
        assert_eq!(rfc3339(Timestamp(1_764_000_000_250_000)), "2025-11-24T16:00:00.250000Z");
        assert_eq!(rfc3339(Timestamp(0)), "1970-01-01T00:00:00.000000Z");
    }

    #[test]
    fn a_moment_is_read_with_its_offset_and_not_without() {
        let at = Timestamp(1_764_000_000_250_000);
        assert_eq!((parse(&rfc3339(at)), parse("2025-11-24T17:00:00.25+01:00")), (Ok(at), Ok(at)));
        for text in ["", "soon", "2025-11-24", "2025-11-24T16:00:00", "1764000000"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
