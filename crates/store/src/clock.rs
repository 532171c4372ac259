//! What time it is, as everything in one process is told it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::Timestamp;

/// The clock of a process: the system's, corrected by that of the database where several processes share one, or one that
/// a test sets.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// One that the database corrects: the system's, or what a test sets in its place; with how far the database's is ahead of
    /// it, in microseconds.
    Corrected { set: Option<Arc<AtomicI64>>, ahead: Arc<AtomicI64> },
    /// One that stands still.
    Settable(Arc<AtomicI64>),
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::system()
    }
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Clock {
        Clock(Kind::Corrected { set: None, ahead: Arc::default() })
    }

    /// As the system's, corrected by a database that several processes share, but set by a test: for what happens where the
    /// clock of one of them is wrong.
    pub fn wrong(at: Timestamp) -> Clock {
        Clock(Kind::Corrected { set: Some(Arc::new(AtomicI64::new(at.0))), ahead: Arc::default() })
    }

    /// A clock that stands still at `at` until it is set.
    pub fn settable(at: Timestamp) -> Clock {
        Clock(Kind::Settable(Arc::new(AtomicI64::new(at.0))))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Kind::Settable(at) => Timestamp(at.load(Ordering::SeqCst)),
            Kind::Corrected { set, ahead } => {
                Timestamp(uncorrected(set.as_deref()).0.saturating_add(ahead.load(Ordering::Relaxed)))
            }
        }
    }

    /// Sets a settable clock, backwards too. The system's clock is not ours to set: nothing happens.
    pub fn set(&self, at: Timestamp) {
        if let Kind::Settable(clock) | Kind::Corrected { set: Some(clock), .. } = &self.0 {
            clock.store(at.0, Ordering::SeqCst);
        }
    }

    /// The database says what time it is: from now on this clock says the same. Returns what time it is then; a settable
    /// clock stays as it was set.
    pub(crate) fn correct(&self, database: Timestamp) -> Timestamp {
        match &self.0 {
            Kind::Settable(_) => self.now(),
            Kind::Corrected { set, ahead } => {
                ahead.store(database.0.saturating_sub(uncorrected(set.as_deref()).0), Ordering::Relaxed);
                database
            }
        }
    }

    /// Moves a settable clock forwards.
    pub fn advance(&self, by: Duration) {
        if let Kind::Settable(clock) | Kind::Corrected { set: Some(clock), .. } = &self.0 {
            self.set(Timestamp(clock.load(Ordering::SeqCst)) + by);
        }
    }
}

/// What the process would say by itself.
fn uncorrected(set: Option<&AtomicI64>) -> Timestamp {
    if let Some(set) = set {
        return Timestamp(set.load(Ordering::SeqCst));
    }
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => Timestamp(0) + since,
        Err(before) => Timestamp(0) - before.duration(),
    }
}
