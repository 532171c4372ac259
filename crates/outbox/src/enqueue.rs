//! Ordering a mail, in the transaction of the fact it tells of.
//!
//! A second order under the same key joins the waiting mail instead of making another, and never moves when it rings.
//! A mail that is frozen (an attempt was made) takes nothing in any more: the order makes a new one.

use store::{Error, Timestamp, Tx, params};

use crate::claim::LOOK_AHEAD;
use crate::mail::{Kind, Mail, MailId, State, key};
use crate::mail_log;

/// What is announced when a mail was ordered for sooner than dispatchers look ahead; later ones are found in time.
pub const TOPIC: &str = "mail";

/// A mail to be sent.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// Why it is sent.
    pub kind: Kind,
    /// Whom it is for.
    pub recipient_id: i64,
    /// What it is about.
    pub topic_id: Option<i64>,
    /// The fact it tells of.
    pub cause_id: Option<i64>,
    /// When it rings.
    pub due_at: Timestamp,
    /// A digest's place in its schedule, in microseconds; unique per recipient.
    pub slot: Option<i64>,
    /// Why this recipient gets no such mail, if so: it is recorded as suppressed at once.
    pub muted: Option<&'a str>,
}

impl Order<'_> {
    /// What makes it the same mail as another.
    fn key(&self) -> String {
        match (self.kind, self.cause_id) {
            (Kind::Account, Some(cause)) => format!("{}:{cause}:{}", self.kind, self.recipient_id),
            _ => key(self.kind, self.topic_id, self.recipient_id),
        }
    }
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueued {
    /// A new mail waits.
    Created(MailId),
    /// It joined a mail that waits already.
    Merged(MailId),
    /// It was recorded, and nothing will be sent.
    Suppressed(MailId),
}

/// Records that a mail is owed. Fails only as the database does.
pub fn enqueue(tx: &Tx<'_>, order: &Order<'_>) -> Result<Enqueued, Error> {
    if let Some(reason) = order.muted {
        let id = insert(tx, order, (State::Suppressed, Some(reason)), "")?.ok_or(Error::NoRow)?;
        return Ok(Enqueued::Suppressed(id));
    }
    let key = order.key();
    loop {
        // Mostly nothing waits: one statement does.
        if let Some(id) = insert_unless_one_waits(tx, order)? {
            if order.due_at <= tx.now() + LOOK_AHEAD {
                tx.announce(TOPIC, "");
            }
            return Ok(Enqueued::Created(id));
        }
        // `None` if it rang in between.
        if let Some(id) = waiting(tx, &key, "{for_update}")? {
            tx.run_along("UPDATE mails SET revision = revision + 1 WHERE id = $1", &params![id])?;
            let joined = order.cause_id.map(|cause| format!("event {cause}")).unwrap_or_default();
            mail_log::add(tx, id, mail_log::Action::Merged, &joined)?;
            return Ok(Enqueued::Merged(id));
        }
    }
}

/// Whether a mail of this kind waits that would still take a change in.
pub fn takes_changes(db: &store::Db<'_>, kind: Kind, topic_id: Option<i64>, recipient_id: i64) -> Result<bool, Error> {
    waiting(db, &key(kind, topic_id, recipient_id), "").map(|found| found.is_some())
}

/// Tells a waiting mail, if there is one, that what it would say has changed.
pub fn touch(tx: &Tx<'_>, kind: Kind, topic_id: Option<i64>, recipient_id: i64) -> Result<(), Error> {
    let key = key(kind, topic_id, recipient_id);
    tx.run_along(
        "UPDATE mails SET revision = revision + 1
         WHERE key = $1 AND ended_at IS NULL AND rung_at IS NULL",
        &params![&key],
    )?;
    Ok(())
}

fn waiting(db: &store::Db<'_>, key: &str, lock: &str) -> Result<Option<MailId>, Error> {
    let sql = format!("SELECT id FROM mails WHERE key = $1 AND ended_at IS NULL AND rung_at IS NULL {lock}");
    db.maybe(&sql, &params![key], |row| row.get("id"))
}

/// `None` if one waits that takes the order in.
fn insert_unless_one_waits(tx: &Tx<'_>, order: &Order<'_>) -> Result<Option<MailId>, Error> {
    let unless = "ON CONFLICT (key) WHERE ended_at IS NULL AND rung_at IS NULL DO NOTHING";
    insert(tx, order, (State::Pending, None), unless)
}

fn insert(
    tx: &Tx<'_>,
    order: &Order<'_>,
    (state, reason): (State, Option<&str>),
    unless: &str,
) -> Result<Option<MailId>, Error> {
    let now = tx.now();
    let ended_at = state.is_end().then_some(now);
    let sql = format!(
        "INSERT INTO mails (kind, key, recipient_id, topic_id, cause_id, slot, state, due_at, next_at, enqueued_at, ended_at, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11) {unless} RETURNING id"
    );
    tx.maybe(
        &sql,
        &params![
            order.kind,
            &order.key(),
            order.recipient_id,
            order.topic_id,
            order.cause_id,
            order.slot,
            state,
            order.due_at,
            now,
            ended_at,
            reason
        ],
        |row| row.get("id"),
    )
}

/// Has another mail take the place of this frozen one, with its time and its slot, to tell what it told as it is now: one that
/// waits already, or else a new one that may ring at once. The attempts of both count together. Returns which.
pub(crate) fn succeed(tx: &Tx<'_>, mail: &Mail) -> Result<MailId, Error> {
    let key = key(mail.kind, mail.topic_id, mail.recipient_id);
    if let Some(id) = waiting(tx, &key, "{for_update}")? {
        return Ok(id);
    }
    // The slot goes over to the successor: no two ever have the same.
    tx.run("UPDATE mails SET slot = NULL WHERE id = $1", &params![mail.id])?;
    let id = tx.one(
        "INSERT INTO mails (kind, key, recipient_id, topic_id, cause_id, slot, state, due_at, next_at, enqueued_at, attempts)
         VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $8, $9) RETURNING id",
        &params![
            mail.kind,
            &key,
            mail.recipient_id,
            mail.topic_id,
            mail.cause_id,
            mail.slot,
            mail.due_at,
            tx.now(),
            mail.attempts
        ],
        |row| row.get("id"),
    )?;
    mail_log::add(tx, id, mail_log::Action::Handled, &format!("takes the place of mail {}", mail.id))?;
    tx.announce(TOPIC, "");
    Ok(id)
}

/// Ends the digest of this person that is held, if there is one, since the time of the next has come: `by_next` says
/// whether that one takes its place or nothing is open any more. One whose outcome is unknown ends as unknown.
pub fn end_held_digest(tx: &Tx<'_>, recipient_id: i64, by_next: bool) -> Result<u64, Error> {
    let (state, reason) = if by_next {
        (State::Merged, "merged into the next digest")
    } else {
        (State::Cancelled, "held until nothing was open any more")
    };
    tx.run(
        "UPDATE mails SET state = CASE WHEN unknowns > 0 THEN 'unknown' ELSE $2 END, ended_at = $4,
                reason = CASE WHEN unknowns > 0 THEN 'its outcome is unknown, and the next digest is due' ELSE $3 END
         WHERE recipient_id = $1 AND kind = 'digest' AND ended_at IS NULL AND state = 'held'",
        &params![recipient_id, state, reason, tx.now()],
    )
}
