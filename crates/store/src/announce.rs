//! Telling the rest of the process, and the other nodes, that something was committed.
//!
//! A transaction announces with [`crate::Tx::announce`]; after its commit every subscriber of every node hears it, in this
//! process at once. It is a hint and not a record: a node that was away, or one that dies at the wrong moment, leaves
//! hearers without it, who therefore look for themselves now and then, and whenever they hear that they may have missed some.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use crate::pass_on::{self, Owed};

/// How many announcements a subscriber may be behind before it is told that it missed some.
const BEHIND_MAX: usize = 1024;

/// Something that was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// What was announced.
    Said {
        /// Whom it concerns: `mail`.
        topic: String,
        /// The particulars, on one line; empty where they were too long to be passed on.
        text: String,
    },
    /// Some may have been missed.
    Missed,
}

/// What hears announcements of one topic. Each has room for a bounded number: whoever falls behind hears that some were missed.
pub struct Subscription(broadcast::Receiver<Announcement>);

impl Subscription {
    /// The next one, waited for. `None` when the store is gone. Nothing is lost if the wait is given up.
    pub async fn next(&mut self) -> Option<Announcement> {
        match self.0.recv().await {
            Ok(announcement) => Some(announcement),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Announcement::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}

/// Where announcements of this process meet.
#[derive(Clone)]
pub(crate) struct Hub(Arc<Shared>);

struct Shared {
    /// One channel for each topic, so that a busy one wakes nobody else.
    topics: Mutex<HashMap<String, broadcast::Sender<Announcement>>>,
    /// What other nodes have not been told yet.
    owed: Owed,
    /// What this node's own are told from others' by.
    node: u64,
}

impl Hub {
    pub fn new() -> Hub {
        let node =
            std::hash::BuildHasher::hash_one(&std::collections::hash_map::RandomState::new(), std::process::id());
        Hub(Arc::new(Shared { topics: Mutex::default(), owed: Owed::default(), node }))
    }

    pub fn subscribe(&self, topic: &str) -> Subscription {
        let mut topics = self.topics();
        let sender = topics.entry(topic.to_owned()).or_insert_with(|| broadcast::channel(BEHIND_MAX).0);
        Subscription(sender.subscribe())
    }

    /// Tells every subscriber in this process. Nobody listening is fine.
    pub fn publish(&self, announcement: Announcement) {
        let topics = self.topics();
        match &announcement {
            Announcement::Said { topic, .. } => {
                let _ = topics.get(topic).map(|sender| sender.send(announcement));
            }
            Announcement::Missed => topics.values().for_each(|sender| {
                let _ = sender.send(announcement.clone());
            }),
        }
    }

    /// Tells other nodes by `send`, too: together with what others have announced meanwhile, if somebody is at that already.
    /// What cannot be sent is made up for by the next that can: its hearers are told that they missed some.
    pub fn pass_on<E>(&self, announced: Vec<Announcement>, send: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
        self.0.owed.pass_on(self.0.node, announced, send)
    }

    /// Publishes what another node said; one's own were published already.
    pub fn heard(&self, carried: &str) {
        let Some((node, parts)) = pass_on::read(carried) else { return };
        if node != self.0.node {
            parts.into_iter().for_each(|part| self.publish(part));
        }
    }

    fn topics(&self) -> MutexGuard<'_, HashMap<String, broadcast::Sender<Announcement>>> {
        self.0.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(topic: &str, text: &str) -> Announcement {
        Announcement::Said { topic: topic.to_owned(), text: text.to_owned() }
    }

    fn carry(from: &Hub, to: &Hub, announced: Vec<Announcement>) {
        from.pass_on::<()>(announced, |carried| {
            to.heard(carried);
            Ok(())
        })
        .unwrap();
    }

    #[tokio::test]
    async fn another_node_is_heard_and_oneself_is_not_heard_twice() {
        let (here, there) = (Hub::new(), Hub::new());
        let mut hearer = here.subscribe("issue");
        carry(&here, &here, vec![said("issue", "own")]);
        carry(&there, &here, vec![said("mail", ""), said("issue", "BEL-1 two words")]);
        assert_eq!(hearer.next().await, Some(said("issue", "BEL-1 two words")));
        here.heard("not one of ours");
        carry(&there, &here, vec![said("issue", &"x".repeat(9_000)), said("issue", "two\nlines")]);
        assert_eq!(hearer.next().await, Some(said("issue", "")));
    }

    #[tokio::test]
    async fn whoever_falls_behind_is_told_and_nobody_else() {
        let hub = Hub::new();
        let (mut slow, mut other) = (hub.subscribe("mail"), hub.subscribe("issue"));
        for _ in 0..=BEHIND_MAX {
            hub.publish(said("mail", ""));
        }
        hub.publish(said("issue", "BEL-1"));
        assert_eq!(slow.next().await, Some(Announcement::Missed));
        assert_eq!(slow.next().await, Some(said("mail", "")));
        assert_eq!(other.next().await, Some(said("issue", "BEL-1")));
    }
}
