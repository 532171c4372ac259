//! What time it is, as everything in one process is told it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::Timestamp;

/// The clock of a process: the system's, or one that a test sets.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Clock {
        Clock(None)
    }

    /// A clock that stands still at `at` until it is set.
    pub fn settable(at: Timestamp) -> Clock {
        Clock(Some(Arc::new(AtomicI64::new(at.0))))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Some(at) => Timestamp(at.load(Ordering::SeqCst)),
            None => system_now(),
        }
    }

    /// Sets a settable clock, backwards too. The system's clock is not ours to set: nothing happens.
    pub fn set(&self, at: Timestamp) {
        if let Some(clock) = &self.0 {
            clock.store(at.0, Ordering::SeqCst);
        }
    }

    /// Moves a settable clock forwards.
    pub fn advance(&self, by: Duration) {
        self.set(self.now() + by);
    }
}

fn system_now() -> Timestamp {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => Timestamp(0) + since,
        Err(before) => Timestamp(0) - before.duration(),
    }
}
