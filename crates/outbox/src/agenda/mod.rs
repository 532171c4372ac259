//! What the dispatcher does next. Pure: it knows the time only as it is told, and touches nothing.
//!
//! It keeps the leased mails in the order of their time, with what was written for each. [`Agenda::next`] answers with one
//! [`Step`]; the dispatcher takes it and tells the agenda what came of it.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use store::Timestamp;

use crate::claim::LEASED_MAX;
use crate::mail::{Mail, MailId};
use crate::relay::{Permit, Relay};
use crate::ring::Written;

/// How often to look for mails that have come within the look-ahead.
pub const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The longest rest: the clock is asked again at least this often, since it may be stepped or the machine suspended.
pub const REST_MAX: Duration = Duration::from_secs(1);
/// A letter that rings so much later than it was to (the relay was away, say) is written anew: it says when it rings.
const FRESH_FOR: Duration = Duration::from_secs(60);
/// How often a mail may fail for a reason of our own (its letter cannot be written, say) before it is given up.
pub const FAILURES_MAX: u8 = 3;

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
    /// When it rings here: when it is due, or after a pause.
    ring_at: Timestamp,
    /// The moment for which its letter was written.
    written_for: Timestamp,
    failures: u8,
}

impl Entry {
    fn new(mail: Mail) -> Entry {
        Entry { ring_at: mail.next_at, written_for: mail.next_at, mail, written: None, failures: 0 }
    }
}

/// The dispatcher's memory.
#[derive(Debug)]
pub struct Agenda {
    entries: HashMap<MailId, Entry>,
    by_time: BTreeSet<(Timestamp, MailId)>,
    unwritten: BTreeSet<(Timestamp, MailId)>,
    look_at: Timestamp,
    seen_at: Timestamp,
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
            seen_at: Timestamp(i64::MIN),
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
        if now >= self.look_at && self.room() > 0 {
            return Step::Look(self.room());
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
        let is_fresh = entry.written.is_some() && now.since(entry.written_for) < FRESH_FOR;
        let is_ready = entry.mail.is_frozen() || is_fresh;
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
        let look = if self.room() > 0 { self.look_at } else { latest };
        due.min(look.max(now + Duration::from_millis(1))).min(latest)
    }

    fn room(&self) -> usize {
        LEASED_MAX.saturating_sub(self.entries.len())
    }

    /// What time it is. If the clock was set back, nothing waits for a moment that the old clock named.
    pub fn saw(&mut self, now: Timestamp) {
        if now < self.seen_at {
            self.look_at = Timestamp(i64::MIN);
            self.relay.clock_went_back(now);
            for mut entry in std::mem::take(&mut self.entries).into_values() {
                self.by_time.remove(&(entry.ring_at, entry.mail.id));
                self.unwritten.remove(&(entry.ring_at, entry.mail.id));
                entry.ring_at = entry.mail.next_at;
                self.put(entry);
            }
        }
        self.seen_at = now;
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
            self.put(Entry::new(mail));
        }
        self.look_at = if is_all { now + LOOK_EVERY } else { now };
    }

    /// The entry of this mail.
    pub fn entry(&self, id: MailId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// Every mail in it.
    pub fn ids(&self) -> impl Iterator<Item = MailId> {
        self.entries.keys().copied()
    }

    /// The letter was written.
    pub fn wrote(&mut self, id: MailId, written: Written) {
        if let Some(entry) = self.entries.get_mut(&id) {
            self.unwritten.remove(&(entry.ring_at, id));
            entry.written = Some(written);
            entry.written_for = entry.mail.next_at.max(self.seen_at);
        }
    }

    /// The letter could not be written. Returns whether to give up.
    pub fn failed_to_write(&mut self, id: MailId) -> bool {
        self.entries.get_mut(&id).is_some_and(fails)
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

    /// The mail is still leased and waits as before: the relay could not be reached.
    pub fn keep(&mut self, entry: Entry) {
        self.put(entry);
    }

    /// The mail is still leased and must be written anew: here it is as it is now.
    pub fn rewrite(&mut self, entry: Entry, mail: Mail) {
        self.put(Entry { failures: entry.failures, ..Entry::new(mail) });
    }

    /// The mail is still leased, and is not to be tried again at once.
    pub fn pause(&mut self, mut entry: Entry, until: Timestamp) {
        entry.ring_at = until.max(entry.mail.next_at);
        self.put(entry);
    }

    /// The mail failed for a reason of its own. Returns whether to give up; if not, it pauses.
    pub fn failed(&mut self, mut entry: Entry, until: Timestamp) -> bool {
        let is_over = fails(&mut entry);
        if !is_over {
            self.pause(entry, until);
        }
        is_over
    }

    /// The mail is nothing to this process any more.
    pub fn forget(&mut self, id: MailId) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        self.by_time.remove(&(entry.ring_at, id));
        self.unwritten.remove(&(entry.ring_at, id));
        Some(entry)
    }

    fn put(&mut self, entry: Entry) {
        let (id, at) = (entry.mail.id, entry.ring_at);
        self.forget(id);
        self.by_time.insert((at, id));
        if entry.written.is_none() && !entry.mail.is_frozen() {
            self.unwritten.insert((at, id));
        }
        self.entries.insert(id, entry);
    }
}

fn fails(entry: &mut Entry) -> bool {
    entry.failures += 1;
    entry.failures >= FAILURES_MAX
}

#[cfg(test)]
mod tests;
