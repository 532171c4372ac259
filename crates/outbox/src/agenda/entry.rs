//! A leased mail and what is known of it.

use std::time::Duration;

use store::Timestamp;

use crate::mail::Mail;
use crate::ring::Written;

/// A letter that rings so much later than it was to (the relay was away, say) is written anew: it says when it rings.
const FRESH_FOR: Duration = Duration::from_secs(60);
/// The pauses after what failed for a reason of our own (its letter cannot be written, say). Together they fit into the
/// look-ahead, so that a fault that passes costs no lateness. After the last it is given up.
pub const PAUSES: [Duration; 2] = [Duration::from_secs(5), Duration::from_secs(20)];
/// The longest pause after the database could not say what to write.
const HICCUP_MAX: Duration = Duration::from_secs(30);

/// A leased mail and what is known of it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The row as it was when leased or last seen.
    pub mail: Mail,
    /// What was written for it.
    pub written: Option<Written>,
    /// When it rings here: when it is due, or after a pause.
    pub(super) ring_at: Timestamp,
    /// Before this moment nobody tries to write its letter.
    pub(super) write_at: Timestamp,
    /// The moment for which its letter was written.
    pub(super) written_for: Timestamp,
    failures: usize,
    hiccups: u32,
}

impl Entry {
    pub(super) fn new(mail: Mail) -> Entry {
        Entry {
            ring_at: mail.next_at,
            write_at: Timestamp(i64::MIN),
            written_for: mail.next_at,
            mail,
            written: None,
            failures: 0,
            hiccups: 0,
        }
    }

    /// The same mail as it is now, to be written anew.
    pub(super) fn renewed(&self, mail: Mail) -> Entry {
        Entry { failures: self.failures, hiccups: self.hiccups, ..Entry::new(mail) }
    }

    /// Whether it can ring at `now` with what is there.
    pub(super) fn is_ready(&self, now: Timestamp) -> bool {
        let is_fresh = self.written.is_some() && now.since(self.written_for) < FRESH_FOR;
        self.mail.is_frozen() || is_fresh
    }

    /// Whether a letter is still to be written for it.
    pub(super) fn needs_letter(&self) -> bool {
        self.written.is_none() && !self.mail.is_frozen()
    }

    /// It failed for a reason of our own. How long it then pauses; nothing if it is to be given up.
    pub(super) fn fails(&mut self) -> Option<Duration> {
        self.failures += 1;
        PAUSES.get(self.failures - 1).copied()
    }

    /// The database could not answer, which is no failure of this mail. How long it then pauses.
    pub(super) fn hiccups(&mut self) -> Duration {
        self.hiccups += 1;
        Duration::from_secs(1 << (self.hiccups - 1).min(5)).min(HICCUP_MAX)
    }
}
