//! What the dispatcher does next. Pure: it knows the time only as it is told, and touches nothing.
//!
//! It keeps the leased mails in the order of their time, with what was written for each. [`Agenda::next`] answers with one
//! [`Step`]; the dispatcher takes it and tells the agenda what came of it.

mod entry;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Bound::{Excluded, Included, Unbounded};
use std::ops::RangeBounds;
use std::time::Duration;

use store::Timestamp;

use crate::claim::LEASED_MAX;
use crate::mail::{Mail, MailId};
use crate::relay::{Permit, Relay};
use crate::ring::Written;
pub use entry::{Entry, PAUSES};

/// How often to look for mails that have come within the look-ahead.
pub const LOOK_EVERY: Duration = Duration::from_secs(2);
/// The longest rest: the clock is asked again at least this often, since it may be stepped or the machine suspended.
pub const REST_MAX: Duration = Duration::from_secs(1);
/// How many letters are written at once.
pub const PENS: usize = 2;
/// How long before the next mail the way to the relay is made ready.
pub const WARM_AHEAD: Duration = Duration::from_secs(3);
/// Mails due within this time are under way at once, each over a connection of its own.
const TOGETHER: Duration = Duration::from_millis(100);
/// After every mail of the same moment.
const LAST: MailId = MailId(i64::MAX);

/// The next thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Look for mails that are due soon and lease up to this many; more, if room can be made for what is due sooner.
    Look(usize),
    /// Have so many connections ready: mail is due shortly.
    Warm(usize),
    /// Write this letter.
    Write(MailId),
    /// Ring this one: it is due, and the relay may be used.
    Ring(MailId),
    /// Nothing before this moment.
    Rest(Timestamp),
}

/// The dispatcher's memory.
#[derive(Debug)]
pub struct Agenda {
    entries: HashMap<MailId, Entry>,
    by_time: BTreeSet<(Timestamp, MailId)>,
    /// By when it may be written, when it rings.
    unwritten: BTreeSet<(Timestamp, Timestamp, MailId)>,
    being_written: HashSet<MailId>,
    look_at: Timestamp,
    /// Somebody looks, and has not said yet what they found.
    is_looking: bool,
    /// Up to this moment the way to the relay was made ready.
    warm_until: Timestamp,
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
            being_written: HashSet::new(),
            look_at: Timestamp(i64::MIN),
            is_looking: false,
            warm_until: Timestamp(i64::MIN),
            seen_at: Timestamp(i64::MIN),
            in_flight: 0,
            lanes: lanes.max(1),
            relay: Relay::default(),
        }
    }

    /// The next thing to do at `now`: ring what is due, then look, then warm the way, then write ahead, then rest.
    pub fn next(&self, now: Timestamp) -> Step {
        if let Some(step) = self.due(now) {
            return step;
        }
        if now >= self.look_at && !self.is_looking {
            return Step::Look(self.room());
        }
        if let Some(connections) = self.to_warm(now) {
            return Step::Warm(connections);
        }
        match self.unwritten.first() {
            Some((write_at, _, id)) if *write_at <= now && self.has_pen() => Step::Write(*id),
            Some(_) | None => Step::Rest(self.rest_until(now)),
        }
    }

    /// The first of those that are due with which something can be done. One that waits for its letter holds no other up.
    fn due(&self, now: Timestamp) -> Option<Step> {
        let may_send = matches!(self.relay.permit(now), Permit::Open | Permit::Probe);
        if !may_send || self.in_flight >= self.lanes {
            return None;
        }
        self.by_time.range(..=(now, LAST)).find_map(|(_, id)| {
            let entry = self.entries.get(id)?;
            if entry.is_ready(now) {
                return Some(Step::Ring(*id));
            }
            (entry.write_at <= now && self.has_pen()).then_some(Step::Write(*id))
        })
    }

    fn has_pen(&self) -> bool {
        self.being_written.len() < PENS
    }

    /// How many connections to have ready for the next mail, and those of its moment, if it is due shortly.
    fn to_warm(&self, now: Timestamp) -> Option<usize> {
        // What is about to ring, or under way, makes a connection itself, and finds out about the relay.
        let is_quiet = self.in_flight == 0 && self.being_written.is_empty();
        if self.relay.permit(now) != Permit::Open || !is_quiet {
            return None;
        }
        let (first, _) = *self.by_time.range(after(now.max(self.warm_until))).next()?;
        let together = self.by_time.range((Included((first, MailId(i64::MIN))), Included((first + TOGETHER, LAST))));
        (first <= now + WARM_AHEAD).then(|| together.take(self.lanes).count())
    }

    fn rest_until(&self, now: Timestamp) -> Timestamp {
        let is_any_due = self.by_time.first().is_some_and(|(at, _)| *at <= now);
        let again = match self.relay.permit(now) {
            Permit::NotBefore(at) if is_any_due => Some(at),
            Permit::NotBefore(_) | Permit::Open | Permit::Probe | Permit::Probing => None,
        };
        let due = self.by_time.range(after(now)).next().map(|(at, _)| *at);
        let write = self.unwritten.first().map(|(at, ..)| *at).filter(|at| *at > now);
        let look = (!self.is_looking).then(|| self.look_at.max(now + Duration::from_millis(1)));
        [again, due, write, look].into_iter().flatten().fold(now + REST_MAX, Timestamp::min)
    }

    fn room(&self) -> usize {
        LEASED_MAX.saturating_sub(self.entries.len())
    }

    /// What time it is. If the clock was set back, nothing waits for a moment that the old clock named.
    pub fn saw(&mut self, now: Timestamp) {
        if now < self.seen_at {
            self.look_at = Timestamp(i64::MIN);
            self.warm_until = Timestamp(i64::MIN);
            self.relay.clock_went_back(now);
            let ids: Vec<MailId> = self.ids().collect();
            for mut entry in ids.into_iter().filter_map(|id| self.forget(id)).collect::<Vec<_>>() {
                (entry.ring_at, entry.write_at) = (entry.mail.next_at, Timestamp(i64::MIN));
                self.put(entry);
            }
        }
        self.seen_at = now;
    }

    /// Whether there is nothing to do at `now`, and nothing under way.
    pub fn is_resting(&self, now: Timestamp) -> bool {
        self.in_flight == 0 && !self.is_looking && matches!(self.next(now), Step::Rest(_))
    }

    /// How many attempts are under way.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// Something may be due sooner than thought: look at once.
    pub fn woken(&mut self) {
        self.look_at = Timestamp(i64::MIN);
    }

    /// A look begins: until it ends there is no other. Who is woken meanwhile looks again afterwards.
    pub fn looks(&mut self) {
        (self.is_looking, self.look_at) = (true, Timestamp(i64::MAX));
    }

    /// A look came to nothing: the next is due at once.
    pub fn looked_in_vain(&mut self) {
        (self.is_looking, self.look_at) = (false, Timestamp(i64::MIN));
    }

    /// A look ended: these were leased. `is_all` says that there were no more.
    pub fn leased(&mut self, now: Timestamp, mails: Vec<Mail>, is_all: bool) {
        for mail in mails {
            self.put(Entry::new(mail));
        }
        let again_at = if is_all || self.room() == 0 { now + LOOK_EVERY } else { now };
        (self.is_looking, self.look_at) = (false, self.look_at.min(again_at));
    }

    /// The mails leased for a time after this one: a clock that was ahead did so.
    pub fn beyond(&self, limit: Timestamp) -> Vec<MailId> {
        self.entries.values().filter(|entry| entry.mail.next_at > limit).map(|entry| entry.mail.id).collect()
    }

    /// When the last of the leased mails is due, if there is no room for more.
    pub fn last_of_full(&self) -> Option<Timestamp> {
        if self.room() > 0 { None } else { self.entries.values().map(|entry| entry.mail.next_at).max() }
    }

    /// So many of the leased mails, those that are due last.
    pub fn latest(&self, count: usize) -> Vec<MailId> {
        let mut by_due: Vec<_> = self.entries.values().map(|entry| (entry.mail.next_at, entry.mail.id)).collect();
        by_due.sort_unstable();
        by_due.into_iter().rev().take(count).map(|(_, id)| id).collect()
    }

    /// The way to the relay is being made ready for what is due within the time that [`Step::Warm`] counts.
    pub fn warms(&mut self, now: Timestamp) {
        let next = self.by_time.range(after(now.max(self.warm_until))).next();
        self.warm_until = next.map_or(now, |(first, _)| *first + TOGETHER);
    }

    /// The entry of this mail.
    pub fn entry(&self, id: MailId) -> Option<&Entry> {
        self.entries.get(&id)
    }

    /// Every mail in it.
    pub fn ids(&self) -> impl Iterator<Item = MailId> {
        self.entries.keys().copied()
    }

    /// Somebody begins to write this letter. Until they have ended it does not ring.
    pub fn writes(&mut self, id: MailId) {
        self.being_written.insert(id);
        if let Some(entry) = self.forget(id) {
            self.put(entry);
        }
    }

    /// The letter was written.
    pub fn wrote(&mut self, id: MailId, written: Written) {
        self.being_written.remove(&id);
        if let Some(mut entry) = self.forget(id) {
            entry.written = Some(written);
            entry.written_for = entry.mail.next_at.max(self.seen_at);
            self.put(entry);
        }
    }

    /// The letter could not be written, and that is its own fault. Returns whether to give up, as is done at once where it
    /// `is_final`; if not, it pauses.
    pub fn failed_to_write(&mut self, now: Timestamp, id: MailId, is_final: bool) -> bool {
        self.being_written.remove(&id);
        let Some(mut entry) = self.forget(id) else { return is_final };
        let Some(pause) = entry.fails().filter(|_| !is_final) else { return true };
        self.write_later(entry, now + pause);
        false
    }

    /// The letter could not be written because the database could not answer: it pauses.
    pub fn could_not_write(&mut self, now: Timestamp, id: MailId) {
        self.being_written.remove(&id);
        if let Some(mut entry) = self.forget(id) {
            let pause = entry.hiccups();
            self.write_later(entry, now + pause);
        }
    }

    fn write_later(&mut self, mut entry: Entry, write_at: Timestamp) {
        (entry.written, entry.write_at) = (None, write_at);
        self.put(entry);
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
        self.put(entry.renewed(mail));
    }

    /// The mail is still leased, and is not to be tried again at once.
    pub fn pause(&mut self, mut entry: Entry, until: Timestamp) {
        entry.ring_at = until.max(entry.mail.next_at);
        self.put(entry);
    }

    /// The mail failed for a reason of its own. Returns whether to give up; if not, it pauses.
    pub fn failed(&mut self, mut entry: Entry, now: Timestamp) -> bool {
        let pause = entry.fails();
        if let Some(pause) = pause {
            self.pause(entry, now + pause);
        }
        pause.is_none()
    }

    /// The mail is nothing to this process any more.
    pub fn forget(&mut self, id: MailId) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        self.by_time.remove(&(entry.ring_at, id));
        self.unwritten.remove(&(entry.write_at, entry.ring_at, id));
        Some(entry)
    }

    fn put(&mut self, entry: Entry) {
        let id = entry.mail.id;
        self.forget(id);
        if !self.being_written.contains(&id) {
            self.by_time.insert((entry.ring_at, id));
            if entry.needs_letter() {
                self.unwritten.insert((entry.write_at, entry.ring_at, id));
            }
        }
        self.entries.insert(id, entry);
    }
}

/// All that comes after this moment.
fn after(moment: Timestamp) -> impl RangeBounds<(Timestamp, MailId)> {
    (Excluded((moment, LAST)), Unbounded)
}

#[cfg(test)]
mod tests;
