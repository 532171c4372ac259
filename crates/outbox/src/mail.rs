//! One mail in the outbox: its kind, its state, and its row.
//!
//! States and their meaning are those of `docs/outbox.md`. The row is read by one function, so that the columns and the
//! struct cannot drift apart.

use std::fmt;
use std::sync::Arc;

use store::{Error, Param, Row, Timestamp};

store::id!(
    /// The number of a mail in the outbox.
    MailId
);

/// Why a mail is sent; also what `X-Belfry-Reason` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Somebody was given an issue.
    Assigned,
    /// Something else about an issue changed.
    Updated,
    /// Everything that is open for one person.
    Digest,
    /// Something about the recipient's account; each of its own cause, and none joins another.
    Account,
}

impl Kind {
    /// Every kind, in the order in which people read them.
    pub const ALL: [Kind; 4] = [Kind::Assigned, Kind::Updated, Kind::Digest, Kind::Account];

    /// The word in the database, in headers and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Assigned => "assigned",
            Kind::Updated => "updated",
            Kind::Digest => "digest",
            Kind::Account => "account",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether an attempt with an unknown outcome is made once more. A digest is not: the next one replaces it.
    pub fn is_repeated(self) -> bool {
        match self {
            Kind::Assigned | Kind::Updated | Kind::Account => true,
            Kind::Digest => false,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where a mail stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Waiting for its time.
    Pending,
    /// A process has taken it up because it is due soon.
    Leased,
    /// Past the point of no return, its outcome not yet recorded.
    Sending,
    /// Waiting for a person, or (a digest whose outcome is unknown) for the next one.
    Held,
    /// The relay took it.
    Sent,
    /// Taken back before it was sent; the reason says by what.
    Cancelled,
    /// Told by another mail instead; the reason says which.
    Merged,
    /// Not sent because its recipient asked for none, or the address does not exist.
    Suppressed,
    /// Given up; the reason holds the last reply.
    Failed,
    /// Nobody knows whether the relay took the last attempt, and no further one is made.
    Unknown,
}

impl State {
    /// Where a mail in it stands, for people: `it waits for its time`.
    pub fn in_words(self) -> String {
        match self {
            State::Pending | State::Leased => "it waits for its time".to_owned(),
            State::Sending => "it is being sent at this moment".to_owned(),
            State::Held
            | State::Sent
            | State::Cancelled
            | State::Merged
            | State::Suppressed
            | State::Failed
            | State::Unknown => format!("it is {self}"),
        }
    }

    /// Every state, the waiting ones first.
    pub const ALL: [State; 10] = [
        State::Pending,
        State::Leased,
        State::Sending,
        State::Held,
        State::Sent,
        State::Cancelled,
        State::Merged,
        State::Suppressed,
        State::Failed,
        State::Unknown,
    ];

    /// The word in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Pending => "pending",
            State::Leased => "leased",
            State::Sending => "sending",
            State::Held => "held",
            State::Sent => "sent",
            State::Cancelled => "cancelled",
            State::Merged => "merged",
            State::Suppressed => "suppressed",
            State::Failed => "failed",
            State::Unknown => "unknown",
        }
    }

    /// The state of that word.
    pub fn parse(word: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether this is an end: nothing follows but an admin's retry.
    pub fn is_end(self) -> bool {
        match self {
            State::Pending | State::Leased | State::Sending | State::Held => false,
            State::Sent | State::Cancelled | State::Merged | State::Suppressed | State::Failed | State::Unknown => true,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl From<Kind> for Param<'_> {
    fn from(kind: Kind) -> Self {
        Param::Text(kind.as_str())
    }
}

impl From<State> for Param<'_> {
    fn from(state: State) -> Self {
        Param::Text(state.as_str())
    }
}

/// The random name of one run of a process: what a lease is held under, never used twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BootId(pub Arc<str>);

impl BootId {
    /// A boot id of this name. The caller makes it random.
    pub fn new(name: impl Into<Arc<str>>) -> BootId {
        BootId(name.into())
    }
}

/// One row of the outbox.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its number.
    pub id: MailId,
    /// Why it is sent.
    pub kind: Kind,
    /// Whom it is for: a number that the application knows.
    pub recipient_id: i64,
    /// What it is about: a number that the application knows; none for a digest.
    pub topic_id: Option<i64>,
    /// The first fact it tells of.
    pub cause_id: Option<i64>,
    /// A digest's place in its schedule, in microseconds.
    pub slot: Option<i64>,
    /// Where it stands.
    pub state: State,
    /// When it rings. Never moves, unless somebody has it sent at once.
    pub due_at: Timestamp,
    /// When the next attempt may be made.
    pub next_at: Timestamp,
    /// Until when it rests although it is due: its recipient wants no mail before.
    pub rests_until: Option<Timestamp>,
    /// Grows with each change of what it would say.
    pub revision: i64,
    /// Attempts the relay answered; those of a mail whose place it took count in.
    pub attempts: i64,
    /// Attempts whose outcome nobody knows.
    pub unknowns: i64,
    /// The first point of no return; from then on its bytes are frozen.
    pub rung_at: Option<Timestamp>,
    /// How long after it was due that was, in microseconds: none where it is not known.
    pub lateness_us: Option<i64>,
    /// The latest point of no return.
    pub sending_at: Option<Timestamp>,
    /// Why no further attempt is to be made: its recipient was relieved while one was under way.
    pub recalled: Option<String>,
    /// When it was ordered.
    pub enqueued_at: Timestamp,
    /// When it came to its end.
    pub ended_at: Option<Timestamp>,
    /// Since when nobody need look at its failure any more.
    pub dismissed_at: Option<Timestamp>,
    /// Why it ended so, or what the relay said last.
    pub reason: Option<String>,
}

impl Mail {
    /// The columns that [`Mail::read`] reads, for a `SELECT` from `mails`.
    pub const COLUMNS: &'static str = "id, kind, recipient_id, topic_id, cause_id, slot, state, due_at, next_at, rests_until, revision, attempts, unknowns, \
         rung_at, lateness_us, sending_at, recalled, enqueued_at, ended_at, dismissed_at, reason";

    /// Reads one row of [`Mail::COLUMNS`].
    pub fn read(row: &Row<'_>) -> Result<Mail, Error> {
        Ok(Mail {
            id: row.get("id")?,
            kind: word(row, "kind", Kind::parse)?,
            recipient_id: row.get("recipient_id")?,
            topic_id: row.get("topic_id")?,
            cause_id: row.get("cause_id")?,
            slot: row.get("slot")?,
            state: word(row, "state", State::parse)?,
            due_at: row.get("due_at")?,
            next_at: row.get("next_at")?,
            rests_until: row.get("rests_until")?,
            revision: row.get("revision")?,
            attempts: row.get("attempts")?,
            unknowns: row.get("unknowns")?,
            rung_at: row.get("rung_at")?,
            lateness_us: row.get("lateness_us")?,
            sending_at: row.get("sending_at")?,
            recalled: row.get("recalled")?,
            enqueued_at: row.get("enqueued_at")?,
            ended_at: row.get("ended_at")?,
            dismissed_at: row.get("dismissed_at")?,
            reason: row.get("reason")?,
        })
    }

    /// From when on it is late: when it is due, or has rested long enough.
    pub fn ready_at(&self) -> Timestamp {
        self.rests_until.map_or(self.due_at, |until| until.max(self.due_at))
    }

    /// Whether its bytes are fixed: an attempt was made, so every later one sends the same.
    pub fn is_frozen(&self) -> bool {
        self.rung_at.is_some()
    }
}

fn word<T>(row: &Row<'_>, column: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Error> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| Error::Database(format!("mails.{column} holds the unknown word {text:?}")))
}

/// What makes two mails the same mail: kind, topic and recipient.
pub(crate) fn key(kind: Kind, topic_id: Option<i64>, recipient_id: i64) -> String {
    match topic_id {
        Some(topic) => format!("{kind}:{topic}:{recipient_id}"),
        None => format!("{kind}:{recipient_id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back() {
        assert!(State::ALL.iter().all(|state| State::parse(state.as_str()) == Some(*state)));
        assert!(Kind::ALL.iter().all(|kind| Kind::parse(kind.as_str()) == Some(*kind)));
    }

    #[test]
    fn keys_differ_by_kind_topic_and_recipient() {
        let keys = [
            key(Kind::Assigned, Some(1), 2),
            key(Kind::Assigned, Some(2), 1),
            key(Kind::Updated, Some(1), 2),
            key(Kind::Digest, None, 2),
        ];
        assert_eq!(keys.iter().collect::<std::collections::HashSet<_>>().len(), keys.len());
    }
}
