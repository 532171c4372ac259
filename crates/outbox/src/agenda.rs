//! What the dispatcher does next. Pure: it knows the time only as it is told, and touches nothing.
//!
//! It keeps the leased mails in the order of their time, with what was written for each. [`Agenda::next`] answers with one
//! [`Step`]; the dispatcher takes it and tells the agenda what came of it.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use store::Timestamp;

use crate::claim::{LEASED_MAX, LOOK_AHEAD};
use crate::mail::{Mail, MailId};
use crate::relay::{Permit, Relay};
use crate::ring::Written;

/// How often to look for mails that have come within the look-ahead.
pub const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The longest rest: the clock is asked again at least this often, since it may be stepped or the machine suspended.
pub const REST_MAX: Duration = Duration::from_secs(1);
/// How often a letter is tried to be written.
pub const WRITES_MAX: u8 = 3;

/// The next thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Look for mails that are due soon and lease up to this many.
    Look(usize),
    /// Write this letter.
    Write(MailId),
    /// Ring this one: it is due, and the relay may be used.
    Ring(MailId),
    /// Nothing before this moment.
    Rest(Timestamp),
}

/// A leased mail and what is known of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The row as it was when leased or last seen.
    pub mail: Mail,
    /// What was written for it.
    pub written: Option<Written>,
    failed_writes: u8,
}

/// The dispatcher's memory.
#[derive(Debug)]
pub struct Agenda {
    entries: HashMap<MailId, Entry>,
    by_time: BTreeSet<(Timestamp, MailId)>,
    unwritten: BTreeSet<(Timestamp, MailId)>,
    look_at: Timestamp,
    in_flight: usize,
    lanes: usize,
    /// Whether the relay can be used.
    pub relay: Relay,
}

impl Agenda {
    /// An empty agenda that sends over so many connections at once.
    pub fn new(lanes: usize) -> Agenda {
        Agenda {
            entries: HashMap::new(),
            by_time: BTreeSet::new(),
            unwritten: BTreeSet::new(),
            look_at: Timestamp(i64::MIN),
            in_flight: 0,
            lanes: lanes.max(1),
            relay: Relay::default(),
        }
    }

    /// The next thing to do at `now`: ring what is due, then look, then write ahead, then rest.
    pub fn next(&self, now: Timestamp) -> Step {
        if let Some(step) = self.due(now) {
            return step;
        }
        let room = LEASED_MAX.saturating_sub(self.entries.len());
        if now >= self.look_at && room > 0 {
            return Step::Look(room);
        }
        if let Some((_, id)) = self.unwritten.first() {
            return Step::Write(*id);
        }
        Step::Rest(self.rest_until(now))
    }

    fn due(&self, now: Timestamp) -> Option<Step> {
        let (at, id) = *self.by_time.first()?;
        if at > now || self.in_flight >= self.lanes {
            return None;
        }
        match self.relay.permit(now) {
            Permit::Open | Permit::Probe => {}
            Permit::NotBefore(_) | Permit::Probing => return None,
        }
        let entry = self.entries.get(&id)?;
        let is_ready = entry.mail.is_frozen() || entry.written.is_some();
        Some(if is_ready { Step::Ring(id) } else { Step::Write(id) })
    }

    fn rest_until(&self, now: Timestamp) -> Timestamp {
        let latest = now + REST_MAX;
        let due = match self.by_time.first() {
            Some((at, _)) if *at > now => *at,
            Some(_) => match self.relay.permit(now) {
                Permit::NotBefore(at) => at,
                Permit::Open | Permit::Probe | Permit::Probing => latest,
            },
            None => latest,
        };
        due.min(self.look_at.max(now + Duration::from_millis(1))).min(latest)
    }

    /// Whether there is nothing to do at `now`, and nothing under way.
    pub fn is_resting(&self, now: Timestamp) -> bool {
        self.in_flight == 0 && matches!(self.next(now), Step::Rest(_))
    }

    /// How many attempts are under way.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Something may be due sooner than thought: look at once.
    pub fn woken(&mut self) {
        self.look_at = Timestamp(i64::MIN);
    }

    /// These were leased. `is_all` says that there were no more.
    pub fn leased(&mut self, now: Timestamp, mails: Vec<Mail>, is_all: bool) {
        for mail in mails {
            self.put(Entry { mail, written: None, failed_writes: 0 });
        }
        self.look_at = if is_all { now + LOOK_EVERY } else { now };
    }

    /// The entry of this mail.
    pub fn entry(&self, id: MailId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// The letter was written.
    pub fn wrote(&mut self, id: MailId, written: Written) {
        if let Some(entry) = self.entries.get_mut(&id) {
            self.unwritten.remove(&(entry.mail.next_at, id));
            entry.written = Some(written);
        }
    }

    /// The letter could not be written. Returns whether to give up.
    pub fn failed_to_write(&mut self, id: MailId) -> bool {
        match self.entries.get_mut(&id) {
            Some(entry) => {
                entry.failed_writes += 1;
                entry.failed_writes >= WRITES_MAX
            }
            None => false,
        }
    }

    /// An attempt begins: the mail leaves the agenda for as long as it is under way.
    pub fn departed(&mut self, id: MailId) -> Option<Entry> {
        let entry = self.forget(id)?;
        self.in_flight += 1;
        self.relay.departed();
        Some(entry)
    }

    /// An attempt came to its outcome.
    pub fn landed(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// The mail is still leased and waits (again): it was not due, must be written anew, or the relay could not be reached.
    pub fn keep(&mut self, mut entry: Entry, mail: Option<Mail>) {
        if let Some(mail) = mail {
            entry = Entry { mail, written: None, failed_writes: entry.failed_writes };
        }
        self.put(entry);
    }

    /// The mail is nothing to this process any more.
    pub fn forget(&mut self, id: MailId) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        self.by_time.remove(&(entry.mail.next_at, id));
        self.unwritten.remove(&(entry.mail.next_at, id));
        Some(entry)
    }

    /// Drops everything that waits: all mail is held, or the leases were given back.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.by_time.clear();
        self.unwritten.clear();
    }

    fn put(&mut self, entry: Entry) {
        let (id, at) = (entry.mail.id, entry.mail.next_at);
        self.forget(id);
        self.by_time.insert((at, id));
        if entry.written.is_none() && !entry.mail.is_frozen() {
            self.unwritten.insert((at, id));
        }
        self.entries.insert(id, entry);
    }
}

/// How far ahead a mail can be ordered without waking the dispatcher: it will look again before that.
pub const NEEDS_NO_WAKING: Duration = LOOK_AHEAD;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letters::{Draft, Objection};
    use crate::mail::{Kind, State};
    use crate::relay::Trouble;

    const NOW: Timestamp = Timestamp(1_000_000_000);

    fn after(seconds: u64) -> Timestamp {
        NOW + Duration::from_secs(seconds)
    }

    fn mail(id: i64, next_at: Timestamp) -> Mail {
        Mail {
            id: MailId(id),
            kind: Kind::Assigned,
            recipient_id: 1,
            topic_id: Some(1),
            cause_id: None,
            slot: None,
            state: State::Leased,
            due_at: next_at,
            next_at,
            revision: 1,
            attempts: 0,
            unknowns: 0,
            rung_at: None,
            sending_at: None,
            recalled: None,
            enqueued_at: NOW,
            ended_at: None,
            reason: None,
        }
    }

    fn written() -> Written {
        let nothing = Objection { end: State::Cancelled, reason: String::new() };
        Written { revision: 1, draft: Draft::Nothing(nothing) }
    }

    fn agenda_of(mails: Vec<Mail>) -> Agenda {
        let mut agenda = Agenda::new(2);
        assert_eq!(agenda.next(NOW), Step::Look(LEASED_MAX));
        agenda.leased(NOW, mails, true);
        agenda
    }

    #[test]
    fn a_letter_is_written_ahead_and_rung_when_due_and_not_before() {
        let mut agenda = agenda_of(vec![mail(1, after(20))]);
        assert_eq!(agenda.next(NOW), Step::Write(MailId(1)));
        agenda.wrote(MailId(1), written());
        assert_eq!(agenda.next(NOW), Step::Rest(after(1)));
        agenda.leased(after(19), vec![], true);
        assert_eq!(agenda.next(after(20) - Duration::from_millis(1)), Step::Rest(after(20)));
        assert_eq!(agenda.next(after(20)), Step::Ring(MailId(1)));
    }

    #[test]
    fn the_earliest_rings_first_over_as_many_lanes_as_there_are() {
        let mut agenda = agenda_of(vec![mail(3, NOW), mail(1, after(1)), mail(2, NOW)]);
        for id in 1..=3 {
            agenda.wrote(MailId(id), written());
        }
        assert_eq!(agenda.next(after(1)), Step::Ring(MailId(2)));
        agenda.departed(MailId(2));
        assert_eq!(agenda.next(after(1)), Step::Ring(MailId(3)));
        agenda.departed(MailId(3));
        assert!(matches!(agenda.next(after(1)), Step::Rest(_)));
        agenda.landed();
        assert_eq!(agenda.next(after(1)), Step::Ring(MailId(1)));
    }

    #[test]
    fn a_relay_in_trouble_is_left_alone_then_probed_with_one() {
        let mut agenda = agenda_of(vec![mail(1, NOW), mail(2, NOW)]);
        agenda.wrote(MailId(1), written());
        agenda.wrote(MailId(2), written());
        agenda.relay.trips(NOW, Trouble::Down);
        assert!(matches!(agenda.next(NOW), Step::Rest(_)));
        agenda.leased(after(5), vec![], true);
        assert_eq!(agenda.next(after(5)), Step::Ring(MailId(1)));
        agenda.departed(MailId(1));
        assert!(matches!(agenda.next(after(5)), Step::Rest(_)));
    }

    #[test]
    fn a_letter_that_cannot_be_written_is_given_up_after_three_tries() {
        let mut agenda = agenda_of(vec![mail(1, NOW)]);
        assert!(!agenda.failed_to_write(MailId(1)));
        assert!(!agenda.failed_to_write(MailId(1)));
        assert!(agenda.failed_to_write(MailId(1)));
    }
}
