//! Something that is not to happen more often than every so often.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When it happened last, and how long it then rests.
pub struct Pace {
    rest: Duration,
    last: Mutex<Option<Instant>>,
}

impl Pace {
    /// It has not happened yet.
    pub fn once_in(rest: Duration) -> Pace {
        Pace { rest, last: Mutex::new(None) }
    }

    /// Whether it may happen now; then it is taken to happen.
    pub fn may(&self, now: Instant) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_rested = last.is_none_or(|last| now.saturating_duration_since(last) >= self.rest);
        if is_rested {
            *last = Some(now);
        }
        is_rested
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_happens_once_in_its_time() {
        let (pace, start) = (Pace::once_in(Duration::from_secs(1)), Instant::now());
        let after = |ms| start + Duration::from_millis(ms);
        assert_eq!(
            [0, 1, 999, 1000, 1999, 2500].map(|ms| pace.may(after(ms))),
            [true, false, false, true, false, true]
        );
    }
}
