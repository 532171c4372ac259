//! The point of no return: the one commit after which `DATA` may be given.
//!
//! Inside it, and nowhere earlier, is decided that the mail is still leased by this process, due by the database's clock,
//! written as it would be written now, and still wanted. Then its bytes are frozen: every later attempt sends the same.

use std::time::Duration;

use store::{Error, Timestamp, Tx, params};

use crate::changed;
use crate::claim;
use crate::enqueue;
use crate::letters::{self, Draft, Letter, Letters, Objection};
use crate::mail::{BootId, Mail, MailId, State};
use crate::mail_log;
use crate::rest;
use crate::suppression;
use crate::transport::Parcel;

/// The longest that an attempt can take: every phase's time-out together. A row is not `sending` for longer.
pub const SENDING_MAX: Duration = Duration::from_secs(45 * 60);

/// What became of an attempt to ring.
#[derive(Debug)]
pub enum Rung {
    /// Past the point of no return: this is to be sent.
    Sending {
        /// Which attempt this is.
        attempt: Attempt,
        /// The frozen letter.
        parcel: Parcel,
        /// From the moment it was due to this one; only at the first attempt.
        lateness: Option<Duration>,
    },
    /// What it would say has changed since it was written. Here is the mail as it is now.
    Stale(Box<Mail>),
    /// It came to its end instead.
    Ended(State),
    /// It is not due yet by the database's clock, but after this time.
    Early(Duration),
    /// An admin holds all mail. Its lease was given back, so that it is found when mail is released.
    AllHeld,
    /// It is no longer leased by this process: cancelled, held, at rest, or somebody else's.
    Gone,
}

/// One attempt to send one mail: an outcome counts only for the attempt that it came of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The mail.
    pub id: MailId,
    /// Its point of no return.
    pub at: Timestamp,
}

/// What was written, at which revision.
#[derive(Clone, Debug)]
pub struct Written {
    /// The mail's revision when it was written.
    pub revision: i64,
    /// What came of it.
    pub draft: Draft,
}

/// Passes the point of no return, or says why not. `written` is not needed for a mail that is frozen.
pub fn ring(
    tx: &Tx<'_>,
    boot: &BootId,
    id: MailId,
    written: Option<&Written>,
    application: &dyn Letters,
) -> Result<Rung, Error> {
    let Some(mail) = ours(tx, boot, id)? else { return Ok(Rung::Gone) };
    if mail.state == State::Sending
        && let Some(state) = claim::take_back_unheard(tx, &mail)?
    {
        return Ok(Rung::Ended(state));
    }
    let now = tx.now();
    let at = mail.next_at.max(mail.due_at);
    if at > now {
        return Ok(Rung::Early(at.since(now)));
    }
    if crate::admin::all_held(tx)? {
        claim::give_one_back(tx, id)?;
        return Ok(Rung::AllHeld);
    }
    if let Some(objection) = application.objection(tx, &mail)? {
        return end(tx, &mail, &objection);
    }
    if let Some((until, reason)) = application.rest(tx, &mail)?.filter(|(until, _)| *until > now) {
        rest::rest(tx, id, until, &reason)?;
        return Ok(Rung::Gone);
    }
    let letter = if mail.is_frozen() {
        letters::frozen(tx, id)?.ok_or(Error::NoRow)?
    } else {
        match written {
            Some(written) if written.revision == mail.revision => match &written.draft {
                Draft::Letter(letter) => letter.clone(),
                Draft::Nothing(objection) => return end(tx, &mail, objection),
            },
            _ => return Ok(Rung::Stale(Box::new(mail))),
        }
    };
    if let Some(reason) = suppression::reason(tx, &letter.to)? {
        return end(tx, &mail, &Objection { end: State::Suppressed, reason });
    }
    depart(tx, &mail, letter)
}

fn depart(tx: &Tx<'_>, mail: &Mail, letter: Letter) -> Result<Rung, Error> {
    let now = tx.now();
    if !mail.is_frozen() {
        tx.run_along(
            "INSERT INTO letters (mail_id, message_id, sender, recipient, bytes, lists) VALUES ($1, $2, $3, $4, $5, $6)",
            &params![mail.id, &letter.message_id, &letter.from, &letter.to, &*letter.bytes, letter.lists.as_deref()],
        )?;
    }
    let lateness = (!mail.is_frozen()).then(|| now.since(mail.next_at.max(mail.due_at)));
    let lateness_us = lateness.map(|late| i64::try_from(late.as_micros()).unwrap_or(i64::MAX));
    tx.run_along(
        "UPDATE mails SET state = 'sending', rung_at = COALESCE(rung_at, $2), sending_at = $2, leased_until = $3,
                lateness_us = COALESCE(lateness_us, $4) WHERE id = $1",
        &params![mail.id, now, now + SENDING_MAX, lateness_us],
    )?;
    mail_log::add(tx, mail.id, mail_log::Action::Rang, "")?;
    changed::tell(tx, mail);
    let Letter { message_id, from, to, bytes, .. } = letter;
    let attempt = Attempt { id: mail.id, at: now };
    Ok(Rung::Sending { attempt, parcel: Parcel { from, to, message_id, bytes }, lateness })
}

/// Ends a leased mail for a reason of the application. One whose earlier attempt may have arrived ends as unknown.
fn end(tx: &Tx<'_>, mail: &Mail, objection: &Objection) -> Result<Rung, Error> {
    let state = if mail.unknowns > 0 { State::Unknown } else { objection.end };
    let reason = match objection.end {
        State::Merged => format!("mail {} took its place: {}", enqueue::succeed(tx, mail)?, objection.reason),
        _ => objection.reason.clone(),
    };
    tx.run(
        "UPDATE mails SET state = $2, reason = $3, ended_at = $4, leased_by = NULL, leased_until = NULL WHERE id = $1",
        &params![mail.id, state, &reason, tx.now()],
    )?;
    changed::tell(tx, mail);
    Ok(Rung::Ended(state))
}

/// Gives up on a mail that fails for a reason of our own. Returns whether it was still this process's to give up.
pub fn give_up(tx: &Tx<'_>, boot: &BootId, id: MailId, why: &str) -> Result<bool, Error> {
    let ended = tx.maybe(
        "UPDATE mails SET state = 'failed', reason = $3, ended_at = $4, leased_by = NULL, leased_until = NULL
         WHERE id = $1 AND state = 'leased' AND leased_by = $2 RETURNING topic_id, recipient_id",
        &params![id, &*boot.0, why, tx.now()],
        changed::whose,
    )?;
    if let Some(whose) = ended {
        mail_log::add(tx, id, mail_log::Action::Broke, why)?;
        changed::tell_of(tx, whose);
    }
    Ok(ended.is_some())
}

/// The mail, if it is this process's. It is `sending` if it passed its point of no return unheard: this attempt is the only
/// one that this process makes.
fn ours(tx: &Tx<'_>, boot: &BootId, id: MailId) -> Result<Option<Mail>, Error> {
    let sql = format!(
        "SELECT {} FROM mails WHERE id = $1 AND state IN ('leased', 'sending') AND leased_by = $2 {{for_update}}",
        Mail::COLUMNS
    );
    tx.maybe(&sql, &params![id, &*boot.0], Mail::read)
}
