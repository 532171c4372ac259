//! Until when something is put off: a word becomes a moment on the clock of whoever reads.

use jiff::ToSpan;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use store::Timestamp;

/// What can be chosen.
pub(super) const WORDS: [&str; 3] = ["later", "tomorrow", "week"];

/// At which hour a day begins.
const MORNING: i8 = 9;

/// The moment of this word, after `now`: in three hours, tomorrow or next Monday morning.
pub(super) fn until(word: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
    let here = jiff::Timestamp::from_microsecond(now.as_micros()).ok()?.to_zoned(zone.clone());
    let then = match word {
        "later" => here.checked_add(3.hours()).ok()?,
        "tomorrow" => here.date().tomorrow().ok()?.at(MORNING, 0, 0, 0).to_zoned(zone.clone()).ok()?,
        "week" => {
            let monday = here.date().nth_weekday(1, Weekday::Monday).ok()?;
            monday.at(MORNING, 0, 0, 0).to_zoned(zone.clone()).ok()?
        }
        _ => return None,
    };
    Some(Timestamp(then.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_moment_on_the_clock_of_whoever_reads() {
        // Thursday 12 March 2026, 08:02:18 UTC.
        let now = Timestamp(1_773_302_538_000_000);
        let at = |word: &str, zone: &str| {
            let then = until(word, &TimeZone::get(zone).unwrap(), now).unwrap();
            jiff::Timestamp::from_microsecond(then.as_micros()).unwrap().to_string()
        };
        assert_eq!(at("later", "UTC"), "2026-03-12T11:02:18Z");
        assert_eq!(at("tomorrow", "Europe/Madrid"), "2026-03-13T08:00:00Z");
        // There it is still Thursday, two minutes past midnight.
        assert_eq!(at("tomorrow", "America/Los_Angeles"), "2026-03-13T16:00:00Z");
        assert_eq!(at("week", "Europe/Madrid"), "2026-03-16T08:00:00Z");
        assert_eq!(until("never", &TimeZone::UTC, now), None);
    }
}
