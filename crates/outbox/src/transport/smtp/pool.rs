//! Connections that are idle, for a short while: most relays hang up after five minutes, some after thirty seconds.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::Idle;

/// Idle connections. Clones share them.
#[derive(Clone)]
pub(super) struct Pool {
    shelf: Arc<Mutex<Shelf>>,
    idle_max: Duration,
    mails_max: u32,
}

#[derive(Default)]
struct Shelf {
    /// The longest idle first.
    idle: Vec<(Instant, Idle)>,
    is_swept: bool,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("idle", &self.shelf().idle.len()).finish_non_exhaustive()
    }
}

impl Pool {
    pub(super) fn new(idle_max: Duration, mails_max: u32) -> Pool {
        Pool { shelf: Arc::default(), idle_max, mails_max }
    }

    /// The connection that was used last, unless it has been idle for too long.
    pub(super) fn take(&self) -> Option<Idle> {
        let mut shelf = self.shelf();
        let (since, idle) = shelf.idle.pop()?;
        (since.elapsed() < self.idle_max).then_some(idle)
    }

    /// Keeps a connection, or closes one that has been used enough.
    pub(super) fn put(&self, idle: Idle) {
        if idle.mails >= self.mails_max {
            tokio::spawn(idle.wire.take_leave());
            return;
        }
        let mut shelf = self.shelf();
        shelf.idle.push((Instant::now(), idle));
        if !shelf.is_swept {
            shelf.is_swept = true;
            tokio::spawn(self.clone().sweep());
        }
    }

    /// Closes what has been idle for too long, until nothing is left.
    async fn sweep(self) {
        loop {
            let (old, next) = self.outdated();
            for idle in old {
                idle.wire.take_leave().await;
            }
            match next {
                Some(next) => tokio::time::sleep_until(next).await,
                None => return,
            }
        }
    }

    /// What has been idle for too long, and when the next will have been.
    fn outdated(&self) -> (Vec<Idle>, Option<Instant>) {
        let mut shelf = self.shelf();
        let fresh = shelf.idle.iter().position(|(since, _)| since.elapsed() < self.idle_max);
        let old = fresh.unwrap_or(shelf.idle.len());
        let old = shelf.idle.drain(..old).map(|(_, idle)| idle).collect();
        let next = shelf.idle.first().map(|(since, _)| *since + self.idle_max);
        shelf.is_swept = next.is_some();
        (old, next)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
