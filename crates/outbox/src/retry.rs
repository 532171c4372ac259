//! When a refused mail is tried again, and when it is given up. Pure.

use std::time::Duration;

use store::Timestamp;

use crate::mail::MailId;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const STEPS: [u64; 7] = [MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];

/// A mail that the relay keeps putting off is given up this long after its first attempt.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(24 * HOUR);
/// How often a mail is tried at the most, if the relay answers each time: after each step, then every four hours, and once
/// more at the end.
pub const ATTEMPTS_MOST: i64 = 13;
/// The shortest and the longest wait before the relay is tried again.
pub const PROBE: std::ops::RangeInclusive<Duration> = Duration::from_secs(5)..=Duration::from_secs(5 * MINUTE);

/// How long to wait after the relay's `attempts`-th refusal (1 is the first): 1, 5, 15, 30 min, 1, 2, then 4 h, and up
/// to a tenth more, which differs by mail so that they do not come back all at once.
pub fn wait(id: MailId, attempts: i64) -> Duration {
    let step = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(STEPS.len() - 1);
    let base = Duration::from_secs(STEPS[step]);
    base + base.mul_f64(spread(id, attempts) / 10.0)
}

/// Whether a mail first tried at `first` and put off `attempts` times before is given up at `now`. While the relay is away
/// time passes and no attempt is spent: a mail that it has hardly seen yet is not given up.
pub fn is_over(first: Timestamp, now: Timestamp, attempts: i64) -> bool {
    now.since(first) >= GIVE_UP_AFTER && usize::try_from(attempts).unwrap_or(0) >= STEPS.len()
}

/// When a mail that was refused for the `attempts`-th time at `now` is tried again: after its [`wait`], and once more just
/// when it would be given up, if that comes first.
pub fn next(id: MailId, attempts: i64, first: Timestamp, now: Timestamp) -> Timestamp {
    let (usual, last) = (now + wait(id, attempts), first + GIVE_UP_AFTER);
    if now < last { usual.min(last) } else { usual }
}

/// The wait before probe number `probes` (0 is the first) of a relay that is away: 5 s, doubling, at most 5 min.
pub fn probe_wait(probes: u32) -> Duration {
    PROBE.start().saturating_mul(2u32.saturating_pow(probes)).min(*PROBE.end())
}

/// A number in 0..1 that looks random and is always the same for the same mail and attempt.
fn spread(id: MailId, attempts: i64) -> f64 {
    let mixed = (id.raw().wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64) ^ attempts.wrapping_mul(0x51_7C_C1_B7)) as u64;
    (mixed >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_that_is_put_off_each_time_is_given_up_after_so_many_attempts() {
        let first = Timestamp(0);
        let counts = (1..500).map(|id| {
            let (mut now, mut attempts) = (first, 1);
            while !is_over(first, now, attempts - 1) {
                now = next(MailId(id), attempts, first, now);
                attempts += 1;
            }
            attempts
        });
        assert_eq!(counts.max(), Some(ATTEMPTS_MOST));
    }

    #[test]
    fn waits_grow_as_documented_with_at_most_a_tenth_more() {
        for (attempts, minutes) in [(1, 1), (2, 5), (3, 15), (4, 30), (5, 60), (6, 120), (7, 240), (8, 240)] {
            for id in 1..200 {
                let base = Duration::from_secs(minutes * MINUTE);
                let wait = wait(MailId(id), attempts);
                assert!(wait >= base && wait <= base.mul_f64(1.1), "{attempts}: {wait:?}");
            }
        }
    }

    #[test]
    fn mails_do_not_come_back_all_at_once() {
        let waits: std::collections::HashSet<_> = (1..100).map(|id| wait(MailId(id), 1)).collect();
        assert!(waits.len() > 90);
    }

    #[test]
    fn probes_double_from_five_seconds_to_five_minutes() {
        let seconds: Vec<u64> = (0..9).map(|probe| probe_wait(probe).as_secs()).collect();
        assert_eq!(seconds, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
    }

    #[test]
    fn a_mail_is_given_up_after_a_day_of_being_put_off() {
        let first = Timestamp(0);
        assert!(!is_over(first, first + Duration::from_secs(24 * HOUR - 1), 20));
        assert!(is_over(first, first + Duration::from_secs(24 * HOUR), 7));
        assert!(!is_over(first, first + Duration::from_secs(48 * HOUR), 0));
    }
}
