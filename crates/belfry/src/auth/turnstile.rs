//! How often one address may have a password hashed: hashing is made to be slow, and guessing is made slow by it.
//!
//! Each address has as many goes at once as the rate names, and gets them back one by one over its span. An IPv6 network of
//! 64 bits counts as one address. What is counted is kept in memory, by each node for itself, and within a bound.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use store::Timestamp;

/// How many addresses are counted at once. Beyond that a new one is let through: hashing has a bound of its own.
const ADDRESSES_MAX: usize = 65_536;

/// So many goes in such a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub most: u32,
    /// In how long.
    pub per: Duration,
}

/// Lets each address through as often as the rate allows.
#[derive(Debug)]
pub struct Turnstile {
    rate: Option<Rate>,
    /// When each address has all its goes back.
    full_at: Mutex<HashMap<IpAddr, Timestamp>>,
}

impl Turnstile {
    /// One for this rate; `None` lets everybody through.
    pub fn new(rate: Option<Rate>) -> Turnstile {
        Turnstile { rate, full_at: Mutex::default() }
    }

    /// Lets `address` through.
    ///
    /// # Errors
    /// After how long it has a go again, if it has none left.
    pub fn pass(&self, address: IpAddr, now: Timestamp) -> Result<(), Duration> {
        let Some(Rate { most, per }) = self.rate else { return Ok(()) };
        let one = per / most.max(1);
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if full_at.len() >= ADDRESSES_MAX {
            full_at.retain(|_, at| *at > now);
        }
        let address = network(address);
        // However the clock is set, nobody waits longer than the span.
        let full = full_at.get(&address).map_or(now, |at| (*at).clamp(now, now + per));
        let next = full + one;
        match next.since(now).checked_sub(per) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => {
                if full_at.len() < ADDRESSES_MAX || full_at.contains_key(&address) {
                    full_at.insert(address, next);
                }
                Ok(())
            }
        }
    }
}

/// The network that counts as one address.
pub fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const START: Timestamp = Timestamp(1_764_000_000_000_000);

    fn turnstile() -> Turnstile {
        Turnstile::new(Some(Rate { most: 3, per: 3 * SECOND }))
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_its_goes_and_gets_them_back_one_by_one() {
        let (turnstile, ada) = (turnstile(), address("192.0.2.1"));
        for _ in 0..3 {
            assert_eq!(turnstile.pass(ada, START), Ok(()));
        }
        assert_eq!(turnstile.pass(ada, START), Err(SECOND));
        assert_eq!(turnstile.pass(address("192.0.2.2"), START), Ok(()), "another's are its own");
        assert_eq!(turnstile.pass(ada, START + SECOND), Ok(()));
        assert_eq!(turnstile.pass(ada, START + SECOND), Err(SECOND));
        for _ in 0..3 {
            assert_eq!(turnstile.pass(ada, START + 60 * SECOND), Ok(()));
        }
    }

    #[test]
    fn a_network_counts_as_one_address() {
        let turnstile = turnstile();
        for last in 1..=3 {
            assert_eq!(turnstile.pass(address(&format!("2001:db8::{last}")), START), Ok(()));
        }
        assert!(turnstile.pass(address("2001:db8::ffff:4"), START).is_err());
        assert_eq!(turnstile.pass(address("2001:db8:0:1::4"), START), Ok(()));
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nobody_out_for_longer_than_the_span() {
        let (turnstile, ada) = (turnstile(), address("192.0.2.1"));
        let later = START + 3600 * SECOND;
        while turnstile.pass(ada, later).is_ok() {}
        assert_eq!(turnstile.pass(ada, START), Err(SECOND));
        assert_eq!(Turnstile::new(None).pass(ada, START), Ok(()));
    }

    #[test]
    fn no_more_addresses_are_counted_than_there_is_room_for() {
        let turnstile = turnstile();
        for number in 0..ADDRESSES_MAX as u32 + 10 {
            assert_eq!(turnstile.pass(IpAddr::V4(number.into()), START), Ok(()));
        }
        assert_eq!(turnstile.full_at.lock().unwrap().len(), ADDRESSES_MAX);
        turnstile.pass(address("2001:db8::1"), START + 60 * SECOND).unwrap();
        assert_eq!(turnstile.full_at.lock().unwrap().len(), 1);
    }
}
