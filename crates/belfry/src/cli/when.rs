//! Times as people read them.

use std::time::Duration;

use store::Timestamp;

/// Units from the longest to the shortest, in seconds.
const UNITS: [(&str, u64); 4] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)];

/// How far a time is from now: `in 11m 42s`, `3h 5m ago`, `now`.
pub(super) fn away(now: Timestamp, at: Timestamp) -> String {
    let (ahead, behind) = (at.since(now), now.since(at));
    if ahead >= Duration::from_secs(1) {
        format!("in {}", long(ahead))
    } else if behind >= Duration::from_secs(1) {
        format!("{} ago", long(behind))
    } else {
        "now".to_owned()
    }
}

/// A moment as RFC 3339 in UTC, to the second.
pub(super) fn second(at: Timestamp) -> String {
    Timestamp(at.as_seconds().saturating_mul(1_000_000)).to_string()
}

/// A span in its two longest units: `11m 42s`. Shorter than a second: `0s`.
pub(super) fn long(span: Duration) -> String {
    let mut rest = span.as_secs();
    let mut parts = Vec::new();
    for (unit, seconds) in UNITS {
        if rest >= seconds {
            parts.push(format!("{}{unit}", rest / seconds));
            rest %= seconds;
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    if parts.is_empty() { "0s".to_owned() } else { parts.join(" ") }
}

/// A span as short as mail is late: `3 ms`, `1.2 s`, or as [`long`].
pub(super) fn short(span: Duration) -> String {
    match span.as_millis() {
        ms @ 0..1_000 => format!("{ms} ms"),
        ms @ 1_000..60_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => long(span),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000_000_000);

    #[test]
    fn times_are_told_from_now_in_two_units() {
        let ahead = |seconds| away(NOW, NOW + Duration::from_secs(seconds));
        assert_eq!([702, 60, 3_600, 90_061, 86_405].map(ahead), ["in 11m 42s", "in 1m", "in 1h", "in 1d 1h", "in 1d"]);
        assert_eq!(away(NOW, NOW - Duration::from_secs(5)), "5s ago");
        assert_eq!(away(NOW, NOW + Duration::from_millis(900)), "now");
    }

    #[test]
    fn lateness_is_told_to_the_millisecond() {
        assert_eq!([3, 1_240, 90_000].map(|ms| short(Duration::from_millis(ms))), ["3 ms", "1.2 s", "1m 30s"]);
    }
}
