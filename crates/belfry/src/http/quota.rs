//! How often somebody may call: so many calls at once, which come back one by one over a span.
//!
//! Whoever shows a credential is counted by it, everybody else by their address (an IPv6 network of 64 bits is one). What is
//! counted is kept in memory, by each node for itself, and within a bound: where there is no room a new one is let through.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use store::Timestamp;

use crate::auth::turnstile::{Rate, network};

/// How many are counted at once.
const COUNTED_MAX: usize = 131_072;

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// Whoever shows this credential, of which only this is known.
    Credential(u64),
    /// Whoever is at this address.
    Address(IpAddr),
}

/// How somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The rate that they are held to.
    pub rate: Rate,
    /// How many calls they have left now.
    pub left: u32,
    /// When they have all of them again; or, where none is left, the next.
    pub reset: Duration,
}

/// Counts calls.
#[derive(Debug)]
pub struct Quota {
    rate: Option<Rate>,
    hasher: RandomState,
    /// When each has all calls back.
    full_at: Mutex<HashMap<Who, Timestamp>>,
}

impl Quota {
    /// One for this rate; `None` counts nothing.
    pub fn new(rate: Option<Rate>) -> Quota {
        Quota { rate, hasher: RandomState::new(), full_at: Mutex::default() }
    }

    /// Who shows this.
    pub fn credential(&self, shown: &[u8]) -> Who {
        Who::Credential(self.hasher.hash_one(shown))
    }

    /// Who is at this address.
    pub fn address(&self, address: IpAddr) -> Who {
        Who::Address(network(address))
    }

    /// Counts one call. Returns how they stand then; `None` where nothing is counted.
    ///
    /// # Errors
    /// How they stand, if they have none left.
    pub fn take(&self, who: Who, now: Timestamp) -> Result<Option<Standing>, Standing> {
        self.count(who, now, 1)
    }

    /// How they stand, without counting.
    ///
    /// # Errors
    /// The same, if they have none left.
    pub fn look(&self, who: Who, now: Timestamp) -> Result<Option<Standing>, Standing> {
        self.count(who, now, 0)
    }

    fn count(&self, who: Who, now: Timestamp, calls: u32) -> Result<Option<Standing>, Standing> {
        let Some(rate) = self.rate else { return Ok(None) };
        let one = rate.per / rate.most.max(1);
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= COUNTED_MAX {
            full_at.retain(|_, at| *at > now);
        }
        // However the clock is set, nobody waits longer than the span.
        let full = full_at.get(&who).map_or(now, |at| (*at).clamp(now, now + rate.per));
        let wait = (full + one).since(now).saturating_sub(rate.per);
        if !wait.is_zero() {
            return Err(Standing { rate, left: 0, reset: wait });
        }
        let next = full + one * calls;
        if calls > 0 && (full_at.len() < COUNTED_MAX || full_at.contains_key(&who)) {
            full_at.insert(who, next);
        }
        let used = next.since(now).as_micros().div_ceil(one.as_micros().max(1));
        let left = rate.most.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX));
        Ok(Some(Standing { rate, left, reset: next.since(now) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const START: Timestamp = Timestamp(1_764_000_000_000_000);

    #[test]
    fn calls_are_used_up_and_come_back_one_by_one() {
        let rate = Rate { most: 3, per: 3 * SECOND };
        let quota = Quota::new(Some(rate));
        let (ada, ben) = (quota.credential(b"Bearer ada"), quota.credential(b"Bearer ben"));
        let stands = |left, seconds| Standing { rate, left, reset: seconds * SECOND };
        for used in 1..=3 {
            assert_eq!(quota.take(ada, START), Ok(Some(stands(3 - used, used))));
        }
        assert_eq!(quota.take(ada, START), Err(stands(0, 1)));
        assert_eq!(quota.look(ada, START), Err(stands(0, 1)));
        assert_eq!(quota.look(ben, START), Ok(Some(stands(3, 0))));
        assert_eq!(quota.take(ada, START + SECOND), Ok(Some(stands(0, 3))));
        assert_eq!(quota.take(ada, START + 60 * SECOND), Ok(Some(stands(2, 1))));
        assert_eq!(Quota::new(None).take(ada, START), Ok(None));
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nobody_out_for_longer_than_the_span() {
        let quota = Quota::new(Some(Rate { most: 2, per: 2 * SECOND }));
        let who = quota.address("2001:db8::1".parse().unwrap());
        assert_eq!(who, quota.address("2001:db8::2".parse().unwrap()));
        while quota.take(who, START + 3600 * SECOND).is_ok() {}
        assert_eq!(quota.take(who, START).unwrap_err().reset, SECOND);
    }
}
