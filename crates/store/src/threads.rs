//! Ending threads, with a bound: a stop must not hang on a piece of work.

use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How often they are looked at.
const LOOK_EVERY: Duration = Duration::from_millis(1);

/// All but the one that asks, which cannot wait for itself.
pub(crate) fn others(threads: Vec<JoinHandle<()>>) -> Vec<JoinHandle<()>> {
    let this = thread::current().id();
    threads.into_iter().filter(|thread| thread.thread().id() != this).collect()
}

/// Waits until the threads have ended, for this long at the most, doing `meanwhile` again and again. Returns whether they have.
pub(crate) fn ended(threads: &[JoinHandle<()>], within: Duration, meanwhile: impl Fn()) -> bool {
    let began = Instant::now();
    while !threads.iter().all(JoinHandle::is_finished) {
        if began.elapsed() >= within {
            return false;
        }
        meanwhile();
        thread::park_timeout(LOOK_EVERY);
    }
    true
}

/// Waits for threads that have ended or are about to.
pub(crate) fn join(threads: Vec<JoinHandle<()>>) {
    for thread in threads {
        if thread.join().is_err() {
            tracing::error!("a thread of the database broke off");
        }
    }
}
