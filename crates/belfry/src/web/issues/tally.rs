//! How many issues a view finds, as its tab says it.
//!
//! A list shows a tab for each view, and each is a question of its own. So what was counted for somebody is kept, by each node
//! for itself, until anything happens, and for a moment only: some of what views ask for changes without an event, such as
//! whether a mail waits.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use store::{Db, Timestamp};

use crate::auth::Actor;
use crate::error::{Error, Result as Verbs};
use crate::event::EventId;
use crate::search;
use crate::user::UserId;

/// Further than this a tab does not count.
const COUNTED_MOST: i64 = 99;
/// How long a number is kept.
const KEPT: Duration = Duration::from_secs(5);
/// So many are kept; then all are forgotten.
const TALLIES_MOST: usize = 10_000;

/// What was counted of late.
#[derive(Debug, Default)]
pub struct Tallies {
    kept: Mutex<HashMap<(UserId, String), Tally>>,
}

#[derive(Clone, Debug)]
struct Tally {
    /// After which event it was counted, and when.
    event: EventId,
    at: Timestamp,
    count: String,
}

impl Tallies {
    /// How many issues the query finds for the actor: `7`, or `99+`, with the latest event that there is, and what time it is. A
    /// query that asks for what is no longer there finds nothing.
    ///
    /// # Errors
    /// As the database fails.
    pub(super) fn count(
        &self,
        db: &Db<'_>,
        actor: &Actor,
        (query, event, now): (&str, EventId, Timestamp),
    ) -> Verbs<String> {
        let key = (actor.user_id, query.to_owned());
        if let Some(tally) = self.kept().get(&key).filter(|tally| tally.is_good(event, now)) {
            return Ok(tally.count.clone());
        }
        let count = match search::count_to(db, actor, (query, COUNTED_MOST)) {
            Ok(found) => format!("{}{}", found.count, if found.is_more { "+" } else { "" }),
            Err(Error::Invalid(_)) => String::new(),
            Err(error) => return Err(error),
        };
        let mut kept = self.kept();
        if kept.len() >= TALLIES_MOST {
            kept.clear();
        }
        kept.insert(key, Tally { event, at: now, count: count.clone() });
        Ok(count)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, HashMap<(UserId, String), Tally>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tally {
    fn is_good(&self, event: EventId, now: Timestamp) -> bool {
        self.event == event && self.at <= now && now < self.at + KEPT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_good_until_anything_happens_and_for_a_moment() {
        let at = Timestamp(1_000_000_000);
        let tally = Tally { event: EventId(7), at, count: "3".to_owned() };
        assert!(tally.is_good(EventId(7), at) && tally.is_good(EventId(7), at + Duration::from_secs(4)));
        assert!(!tally.is_good(EventId(8), at), "something happened");
        assert!(!tally.is_good(EventId(7), at + KEPT), "a moment is over");
        assert!(!tally.is_good(EventId(7), at - Duration::from_secs(1)), "the clock was put back");
    }
}
