//! Telling the rest of the process, and the other nodes, that something was committed.
//!
//! A transaction announces with [`crate::Tx::announce`]; after its commit every subscriber of every node hears it, in this
//! process at once. It is a hint and not a record: a node that was away, or one that dies at the wrong moment, leaves
//! hearers without it, who therefore look for themselves now and then, and whenever they hear that they may have missed some.

use tokio::sync::broadcast;

/// How many announcements a subscriber may be behind before it is told that it missed some.
const BEHIND_MAX: usize = 1024;
/// The longest text that goes to other nodes (PostgreSQL takes 8,000 bytes for all); a longer one goes without.
const TEXT_MAX: usize = 7_000;

/// Something that was committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// What was announced.
    Said {
        /// Whom it concerns: `mail`.
        topic: String,
        /// The particulars; empty where they were too long to be passed on.
        text: String,
    },
    /// Some may have been missed.
    Missed,
}

/// What hears announcements.
pub struct Subscription(broadcast::Receiver<Announcement>);

impl Subscription {
    /// The next one, waited for. `None` when the store is gone.
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
pub(crate) struct Hub {
    sender: broadcast::Sender<Announcement>,
    /// What this node's own are told from others' by.
    node: u64,
}

impl Hub {
    pub fn new() -> Hub {
        let node =
            std::hash::BuildHasher::hash_one(&std::collections::hash_map::RandomState::new(), std::process::id());
        Hub { sender: broadcast::channel(BEHIND_MAX).0, node }
    }

    pub fn subscribe(&self) -> Subscription {
        Subscription(self.sender.subscribe())
    }

    /// Tells every subscriber in this process.
    pub fn publish(&self, announcement: Announcement) {
        // Nobody listening is fine.
        let _ = self.sender.send(announcement);
    }

    /// The text that carries an announcement to other nodes.
    pub fn for_others(&self, announcement: &Announcement) -> Option<String> {
        match announcement {
            Announcement::Said { topic, text } => {
                let text = if text.len() > TEXT_MAX { "" } else { text };
                Some(format!("{:x} {topic} {text}", self.node))
            }
            Announcement::Missed => None,
        }
    }

    /// Publishes what another node said; one's own were published already.
    pub fn heard(&self, carried: &str) {
        let mut parts = carried.splitn(3, ' ');
        let node = parts.next().and_then(|node| u64::from_str_radix(node, 16).ok());
        if let (Some(node), Some(topic), Some(text)) = (node, parts.next(), parts.next())
            && node != self.node
        {
            self.publish(Announcement::Said { topic: topic.to_owned(), text: text.to_owned() });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(topic: &str, text: &str) -> Announcement {
        Announcement::Said { topic: topic.to_owned(), text: text.to_owned() }
    }

    #[tokio::test]
    async fn another_node_is_heard_and_oneself_is_not_heard_twice() {
        let (here, there) = (Hub::new(), Hub::new());
        let mut hearer = here.subscribe();
        here.heard(&here.for_others(&said("mail", "own")).unwrap());
        here.heard(&there.for_others(&said("issue", "BEL-1 two words")).unwrap());
        assert_eq!(hearer.next().await, Some(said("issue", "BEL-1 two words")));
        here.heard("not one of ours");
        here.heard(&there.for_others(&said("issue", &"x".repeat(9_000))).unwrap());
        assert_eq!(hearer.next().await, Some(said("issue", "")));
    }

    #[tokio::test]
    async fn whoever_falls_behind_is_told() {
        let hub = Hub::new();
        let mut hearer = hub.subscribe();
        for _ in 0..=BEHIND_MAX {
            hub.publish(said("mail", ""));
        }
        assert_eq!(hearer.next().await, Some(Announcement::Missed));
        assert_eq!(hearer.next().await, Some(said("mail", "")));
    }
}
