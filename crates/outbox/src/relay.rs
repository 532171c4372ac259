//! Whether the relay can be used now: a circuit breaker. Pure.
//!
//! A relay that cannot be reached is left alone for 5 s, then probed with one mail at a time, waiting twice as long after
//! each failed probe, up to 5 min. One that refuses *us* (credentials, permission) is paused in the same way, and said
//! loudly. A connection lost in the middle of one message is held against the relay only when it happens to two
//! different mails in a row: otherwise one poisonous mail would stop all others.

use std::time::Duration;

use store::Timestamp;

use crate::mail::MailId;
use crate::notice::Weather;
use crate::retry;

/// A relay that took mail of ours within this time does not refuse us, but a message.
const TRUST: Duration = Duration::from_secs(600);

/// Why mail is not leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The relay cannot be reached.
    Down,
    /// The relay refuses our credentials or our sender.
    Refusing,
}

/// What the breaker says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// Send.
    Open,
    /// Send this one, and nothing else until its outcome is known.
    Probe,
    /// Send nothing before this moment.
    NotBefore(Timestamp),
    /// A probe is under way: wait for its outcome.
    Probing,
}

/// The breaker.
#[derive(Clone, Debug, Default)]
pub struct Relay {
    trouble: Option<Open>,
    accepted_at: Option<Timestamp>,
    said: String,
    struck_by: Option<MailId>,
}

#[derive(Clone, Debug)]
struct Open {
    what: Trouble,
    since: Timestamp,
    until: Timestamp,
    probes: u32,
    is_probing: bool,
}

impl Relay {
    /// What may be sent at `now`. Asking changes nothing.
    pub fn permit(&self, now: Timestamp) -> Permit {
        match &self.trouble {
            None => Permit::Open,
            Some(open) if open.is_probing => Permit::Probing,
            Some(open) if now < open.until => Permit::NotBefore(open.until),
            Some(_) => Permit::Probe,
        }
    }

    /// What is wrong, if anything is.
    pub fn trouble(&self) -> Option<Trouble> {
        self.trouble.as_ref().map(|open| open.what)
    }

    /// All that people are told of it.
    pub fn weather(&self) -> Weather {
        let trouble = self.trouble.as_ref().map(|open| (open.what, open.since, open.until));
        Weather { trouble, said: self.said.clone(), accepted_at: self.accepted_at }
    }

    /// What was said when it got into trouble.
    pub fn hears(&mut self, said: &str) {
        self.said = said.to_owned();
    }

    /// When the relay last took a mail.
    pub fn accepted_at(&self) -> Option<Timestamp> {
        self.accepted_at
    }

    /// A mail is on its way; if the relay was in trouble it is the probe.
    pub fn departed(&mut self) {
        if let Some(open) = &mut self.trouble {
            open.is_probing = true;
        }
    }

    /// The attempt ended without telling anything about the relay (the mail was taken back, say).
    pub fn no_news(&mut self) {
        if let Some(open) = &mut self.trouble {
            open.is_probing = false;
        }
    }

    /// The clock was set back: no wait ends later than it would if it began now.
    pub fn clock_went_back(&mut self, now: Timestamp) {
        if let Some(open) = &mut self.trouble {
            open.until = open.until.min(now + retry::probe_wait(open.probes));
        }
        self.accepted_at = self.accepted_at.map(|at| at.min(now));
    }

    /// The relay answered as a working relay does. Returns whether it was in trouble before.
    pub fn works(&mut self) -> bool {
        self.struck_by = None;
        self.trouble.take().is_some()
    }

    /// The relay took a mail. Returns whether it was in trouble before.
    pub fn accepted(&mut self, now: Timestamp) -> bool {
        self.accepted_at = Some(now);
        self.works()
    }

    /// The relay is in trouble. Returns whether that is news.
    pub fn trips(&mut self, now: Timestamp, what: Trouble) -> bool {
        let (is_news, probes) = match &self.trouble {
            None => (true, 0),
            Some(open) if open.is_probing => (open.what != what, open.probes + 1),
            Some(open) => (open.what != what, open.probes),
        };
        let since = self.trouble.as_ref().map_or(now, |open| open.since);
        self.trouble = Some(Open { what, since, until: now + retry::probe_wait(probes), probes, is_probing: false });
        is_news
    }

    /// The connection broke in the middle of this mail. Returns whether that is reason enough to trip the breaker.
    pub fn strikes(&mut self, id: MailId) -> bool {
        let is_second = self.struck_by.is_some_and(|other| other != id) || self.trouble.is_some();
        self.struck_by = Some(id);
        is_second
    }

    /// Whether the relay took mail of ours so lately that a refusal must be about the one message.
    pub fn trusts_us(&self, now: Timestamp) -> bool {
        self.accepted_at.is_some_and(|at| now.since(at) < TRUST) && self.trouble.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000_000);

    fn after(seconds: u64) -> Timestamp {
        NOW + Duration::from_secs(seconds)
    }

    #[test]
    fn a_relay_that_is_away_is_probed_by_one_mail_at_a_time() {
        let mut relay = Relay::default();
        assert!(relay.trips(NOW, Trouble::Down));
        assert_eq!(relay.permit(after(4)), Permit::NotBefore(after(5)));
        assert_eq!(relay.permit(after(5)), Permit::Probe);
        relay.departed();
        assert_eq!(relay.permit(after(5)), Permit::Probing);
        assert!(!relay.trips(after(5), Trouble::Down));
        assert_eq!(relay.permit(after(6)), Permit::NotBefore(after(15)));
        assert_eq!(relay.weather().trouble, Some((Trouble::Down, NOW, after(15))));
        relay.departed();
        assert!(relay.accepted(after(15)));
        assert_eq!(relay.permit(after(15)), Permit::Open);
    }

    #[test]
    fn several_failures_of_the_same_moment_do_not_lengthen_the_wait() {
        let mut relay = Relay::default();
        for _ in 0..8 {
            relay.trips(NOW, Trouble::Down);
        }
        assert_eq!(relay.permit(NOW), Permit::NotBefore(after(5)));
    }

    #[test]
    fn one_poisonous_mail_does_not_trip_the_breaker_and_a_second_mail_does() {
        let mut relay = Relay::default();
        for _ in 0..5 {
            assert!(!relay.strikes(MailId(1)));
        }
        assert!(relay.strikes(MailId(2)));
    }
}
