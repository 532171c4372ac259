//! The digest: one mail that lists everything open for one person, every so often.
//!
//! Each person has one schedule row. A slot is planned once, shortly before its time, and only while something is open;
//! it becomes a mail in the outbox like any other. Slots that were missed (the process was down, the last digest is
//! still on its way) collapse into one, and the times do not drift: the next slot is counted from the last, not from now.
//! Never are two digests for one person on their way at once. Who wants them otherwise than the instance has them says so
//! ([`follow()`]): never, every so often, or by the calendar of a time zone ([`Rhythm`]).

mod align;
mod calendar;
mod follow;
mod plan;
mod rhythm;

pub use align::align;
pub use calendar::{Calendar, Days, QuietHours, parse_time, parse_zone};
pub use follow::{follow, next};
pub use plan::{is_any_due, plan};
pub use rhythm::Rhythm;
pub(crate) use rhythm::{minutes_of, time_of};

use std::time::Duration;

use store::Timestamp;

/// The latest slot that is not after `now`, or `next` itself if that is still to come. Counted from `next` in whole steps.
fn slot(next: Timestamp, every: Duration, now: Timestamp) -> Timestamp {
    let every_us = i64::try_from(every.as_micros()).unwrap_or(i64::MAX).max(1);
    let missed = (now.as_micros() - next.as_micros()).max(0) / every_us;
    Timestamp(next.as_micros() + missed * every_us)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn slots_do_not_drift_and_missed_ones_collapse(next in 0i64..1_000_000, every in 1u64..10_000, late in 0i64..1_000_000) {
            let (start, every) = (Timestamp(next), Duration::from_micros(every));
            let now = Timestamp(next + late);
            let slot = slot(start, every, now);
            let step = every.as_micros() as i64;
            prop_assert_eq!((slot.as_micros() - next) % step, 0);
            prop_assert!(slot <= now && now < slot + every);
        }

        #[test]
        fn a_slot_to_come_stays(next in 1i64..1_000_000, early in 1i64..1_000_000) {
            prop_assert_eq!(slot(Timestamp(next), Duration::from_secs(1), Timestamp(next - early)), Timestamp(next));
        }
    }
}
