//! How many streams each person reads at once: a bound, kept in memory by each node for itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::user::UserId;

/// How many streams one person reads at once, on one node.
const MOST: u32 = 16;

/// How often a reader hears that the connection stands, and is asked whether they may still read.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Waits for the next of them.
pub async fn heartbeat() {
    tokio::time::sleep(HEARTBEAT).await;
}

/// Every stream that is open. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Streams(Arc<Mutex<HashMap<UserId, u32>>>);

/// The place of one stream. Given up when dropped.
#[derive(Debug)]
pub struct Seat {
    streams: Streams,
    user: UserId,
}

impl Streams {
    /// A place for one more stream of this person; `None` if they read as many as they may.
    pub fn sit(&self, user: UserId) -> Option<Seat> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(user).or_default();
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Seat { streams: self.clone(), user })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.streams.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_reads_so_many_streams_and_another_when_one_is_over() {
        let streams = Streams::default();
        let mut seats: Vec<Seat> = (0..MOST).filter_map(|_| streams.sit(UserId(1))).collect();
        assert_eq!(seats.len(), MOST as usize);
        assert!(streams.sit(UserId(1)).is_none() && streams.sit(UserId(2)).is_some());
        seats.pop();
        assert!(streams.sit(UserId(1)).is_some());
        drop(seats);
        assert!(streams.0.lock().unwrap().is_empty());
    }
}
