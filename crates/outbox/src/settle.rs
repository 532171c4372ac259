//! Recording what an attempt came to, by class (see [`crate::classify`]). Only the process that made it can.

use std::time::Duration;

use store::{Error, Timestamp, Tx, params};

use crate::changed;
use crate::classify::Verdict;
use crate::mail::{BootId, Kind, Mail, State};
use crate::mail_log::{self, Action};
use crate::ring::Attempt;
use crate::{retry, suppression};

/// Where a settled mail stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It came to this end.
    Ended(State),
    /// It is tried again at this moment.
    Again(Timestamp),
    /// It waits for the next one to replace it.
    Held,
    /// It is not under way any more, or in another attempt; nothing was changed.
    Stale,
}

/// Records the outcome of an attempt: its class, and `said`, the relay's words or what went wrong.
pub fn settle(tx: &Tx<'_>, boot: &BootId, attempt: Attempt, verdict: &Verdict, said: &str) -> Result<Settled, Error> {
    let sql = format!(
        "SELECT {} FROM mails WHERE id = $1 AND state = 'sending' AND leased_by = $2 AND sending_at = $3 {{for_update}}",
        Mail::COLUMNS
    );
    match tx.maybe(&sql, &params![attempt.id, &*boot.0, attempt.at], Mail::read)? {
        Some(mail) => record(tx, &mail, verdict, said),
        None => Ok(Settled::Stale),
    }
}

/// Records the outcome of an attempt whoever made it: what a rescue does for a process that died.
pub(crate) fn record(tx: &Tx<'_>, mail: &Mail, verdict: &Verdict, said: &str) -> Result<Settled, Error> {
    let action = if *verdict == Verdict::Unknown { Action::Lost } else { Action::Replied };
    mail_log::add(tx, mail.id, action, said)?;
    changed::tell(tx, mail);
    match verdict {
        Verdict::Accepted => end(tx, mail, State::Sent, said),
        Verdict::RelayDown | Verdict::Configuration => put_off(tx, mail, said),
        Verdict::BreaksOff => broke_off_again(tx, mail, said),
        Verdict::Transient => refused_for_now(tx, mail, said),
        Verdict::NoSuchRecipient => {
            suppression::add(tx, mail.id, said)?;
            end(tx, mail, State::Failed, said)
        }
        Verdict::Refused => end(tx, mail, State::Failed, said),
        Verdict::Unknown => lost(tx, mail, said),
    }
}

fn end(tx: &Tx<'_>, mail: &Mail, state: State, said: &str) -> Result<Settled, Error> {
    let answered = i64::from(matches!(state, State::Sent | State::Failed));
    tx.run_along(
        "UPDATE mails SET state = $2, reason = $3, ended_at = $4, attempts = attempts + $5, leased_by = NULL, leased_until = NULL
         WHERE id = $1",
        &params![mail.id, state, said, tx.now(), answered],
    )?;
    Ok(Settled::Ended(state))
}

/// Back to waiting. Nobody who was relieved meanwhile is tried again.
fn again(tx: &Tx<'_>, mail: &Mail, next_at: Timestamp, said: &str) -> Result<Settled, Error> {
    if let Some(recalled) = &mail.recalled {
        let state = if mail.unknowns > 0 { State::Unknown } else { State::Cancelled };
        return end(tx, mail, state, recalled);
    }
    tx.run_along(
        "UPDATE mails SET state = 'pending', next_at = $2, reason = $3, leased_by = NULL, leased_until = NULL WHERE id = $1",
        &params![mail.id, next_at, said],
    )?;
    Ok(Settled::Again(next_at))
}

/// The relay's trouble, not the mail's: no attempt is spent. It steps back a little, so that another mail is the next probe.
fn put_off(tx: &Tx<'_>, mail: &Mail, said: &str) -> Result<Settled, Error> {
    let probes = u32::try_from(replies(tx, mail)?.saturating_sub(1)).unwrap_or(u32::MAX);
    again(tx, mail, tx.now() + retry::probe_wait(probes), said)
}

/// The relay takes other mail and breaks off over this one. As often and for as long as a refusal is borne, so is that.
fn broke_off_again(tx: &Tx<'_>, mail: &Mail, said: &str) -> Result<Settled, Error> {
    let now = tx.now();
    if retry::is_over(first_tried(mail, now), now, replies(tx, mail)?) {
        return end(tx, mail, State::Failed, said);
    }
    put_off(tx, mail, said)
}

/// From when on it is counted how long a mail has been put off: its first attempt; or, of a digest, its time, since the first
/// attempt may have been that of one whose place it took.
fn first_tried(mail: &Mail, now: Timestamp) -> Timestamp {
    match mail.kind {
        Kind::Digest => mail.due_at,
        Kind::Assigned | Kind::Updated | Kind::Account => mail.rung_at.unwrap_or(now),
    }
}

/// How often an attempt ended short of an unknown outcome, this one included.
fn replies(tx: &Tx<'_>, mail: &Mail) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) AS replies FROM mail_log WHERE mail_id = $1 AND action = 'replied'";
    tx.one(sql, &params![mail.id], |row| row.get("replies"))
}

fn refused_for_now(tx: &Tx<'_>, mail: &Mail, said: &str) -> Result<Settled, Error> {
    let now = tx.now();
    let first = first_tried(mail, now);
    if retry::is_over(first, now, mail.attempts) {
        return end(tx, mail, State::Failed, said);
    }
    tx.run("UPDATE mails SET attempts = attempts + 1 WHERE id = $1", &params![mail.id])?;
    again(tx, mail, retry::next(mail.id, mail.attempts + 1, first, now), said)
}

/// Nobody knows whether it arrived: repeated once, or (a digest) held until the next one replaces it.
fn lost(tx: &Tx<'_>, mail: &Mail, said: &str) -> Result<Settled, Error> {
    tx.run("UPDATE mails SET unknowns = unknowns + 1 WHERE id = $1", &params![mail.id])?;
    if mail.recalled.is_some() || (mail.kind.is_repeated() && mail.unknowns > 0) {
        return end(tx, mail, State::Unknown, said);
    }
    if mail.kind.is_repeated() {
        return again(tx, mail, tx.now() + Duration::from_secs(1), said);
    }
    tx.run(
        "UPDATE mails SET state = 'held', reason = $2, leased_by = NULL, leased_until = NULL WHERE id = $1",
        &params![mail.id, said],
    )?;
    Ok(Settled::Held)
}
