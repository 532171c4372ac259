//! Leasing what is due soon, so that it can be written before its time.
//!
//! A lease changes nothing for anybody else: a leased mail can be cancelled, held and changed as before. It only says
//! which process is to ring it. A lease that ran out goes back to waiting (see [`crate::rescue`]).

use std::collections::BTreeSet;
use std::time::Duration;

use store::{Db, Error, Timestamp, Tx, params};

use crate::cancel;
use crate::mail::{BootId, Mail, MailId, State};
use crate::mail_log;
use crate::retry::GIVE_UP_AFTER;

/// How far ahead of their time mails are leased.
pub const LOOK_AHEAD: Duration = Duration::from_secs(30);
/// How long a lease holds. Longer than the look-ahead, so that it does not run out before its mail is due.
pub const LEASE: Duration = Duration::from_secs(120);
/// How many mails one process leases at once, at the most.
pub const LEASED_MAX: usize = 512;

/// Whether any waiting mail is due within the look-ahead.
pub fn is_any_due(db: &Db<'_>) -> Result<bool, Error> {
    let is_due = db.maybe(
        "SELECT id FROM mails WHERE state = 'pending' AND next_at <= $1 ORDER BY next_at LIMIT 1",
        &params![db.now() + LOOK_AHEAD],
        |_| Ok(()),
    )?;
    Ok(is_due.is_some() || is_any_ahead(db)?)
}

/// Whether a mail was last tried so far ahead of now that only a clock which was ahead can have done it. No mail is put off
/// for that long.
fn is_any_ahead(db: &Db<'_>) -> Result<bool, Error> {
    // In an order, so that the index is used whatever the database thinks of the table.
    let sql = "SELECT id FROM mails WHERE state = 'pending' AND sending_at > $1 ORDER BY sending_at LIMIT 1";
    db.maybe(sql, &params![db.now() + GIVE_UP_AFTER], |_| Ok(())).map(|found| found.is_some())
}

/// Leases up to `most` waiting mails that are due within the look-ahead, the earliest first.
pub fn claim(tx: &Tx<'_>, boot: &BootId, most: usize) -> Result<Vec<Mail>, Error> {
    let now = tx.now();
    // What waits for a moment that a clock which was ahead named waits no longer.
    tx.run(
        "UPDATE mails SET next_at = $1 WHERE state = 'pending' AND sending_at > $2",
        &params![now, now + GIVE_UP_AFTER],
    )?;
    let sql = format!(
        "UPDATE mails SET state = 'leased', leased_by = $1, leased_until = $2
         WHERE id IN (SELECT id FROM mails WHERE state = 'pending' AND next_at <= $3 ORDER BY next_at, id LIMIT $4 {{skip_locked}})
         RETURNING {}",
        Mail::COLUMNS
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    tx.all(&sql, &params![&*boot.0, now + LEASE, now + LOOK_AHEAD, most], Mail::read)
}

/// How many waiting mails are due before this moment, counted up to `most`.
pub(crate) fn waiting_before(db: &Db<'_>, moment: Timestamp, most: usize) -> Result<usize, Error> {
    let sql = "SELECT id FROM mails WHERE state = 'pending' AND next_at < $1 ORDER BY next_at LIMIT $2";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    db.all(sql, &params![moment, most], |row| row.get::<MailId>("id")).map(|ids| ids.len())
}

/// Gives these leases of this process back.
pub(crate) fn give_these_back(tx: &Tx<'_>, boot: &BootId, ids: &[MailId]) -> Result<(), Error> {
    for id in ids {
        tx.run(
            "UPDATE mails SET state = 'pending', leased_by = NULL, leased_until = NULL
             WHERE id = $1 AND state = 'leased' AND leased_by = $2",
            &params![*id, &*boot.0],
        )?;
    }
    Ok(())
}

/// Gives one lease back.
pub(crate) fn give_one_back(tx: &Tx<'_>, id: MailId) -> Result<(), Error> {
    tx.run(
        "UPDATE mails SET state = 'pending', leased_by = NULL, leased_until = NULL WHERE id = $1 AND state = 'leased'",
        &params![id],
    )?;
    Ok(())
}

/// Leases a mail again that this process brought past its point of no return without hearing so, because the answer to the
/// commit was lost: no `DATA` was given for it. One that was recalled meanwhile ends, and its state is returned.
pub(crate) fn take_back_unheard(tx: &Tx<'_>, mail: &Mail) -> Result<Option<State>, Error> {
    mail_log::add(tx, mail.id, mail_log::Action::Handled, "taken back: the point of no return was passed unheard")?;
    tx.run("UPDATE mails SET state = 'leased', leased_until = $2 WHERE id = $1", &params![mail.id, tx.now() + LEASE])?;
    let Some(reason) = &mail.recalled else { return Ok(None) };
    cancel::end_waiting(tx, mail.id, reason)?;
    Ok(Some(if mail.unknowns > 0 { State::Unknown } else { State::Cancelled }))
}

/// Gives back the leases that this process has without knowing it, because the answer to the commit was lost. `known` are the
/// mails that it knows of, waiting or on their way.
pub(crate) fn give_back_unheard(tx: &Tx<'_>, boot: &BootId, known: &BTreeSet<MailId>) -> Result<(), Error> {
    let sql = "SELECT id FROM mails WHERE leased_until IS NOT NULL AND state = 'leased' AND leased_by = $1";
    let leased: Vec<MailId> = tx.all(sql, &params![&*boot.0], |row| row.get("id"))?;
    leased.iter().filter(|id| !known.contains(id)).try_for_each(|id| give_one_back(tx, *id))
}

/// Gives back every lease of this process: what a graceful stop does.
pub fn give_back(tx: &Tx<'_>, boot: &BootId) -> Result<u64, Error> {
    tx.run(
        "UPDATE mails SET state = 'pending', leased_by = NULL, leased_until = NULL WHERE state = 'leased' AND leased_until IS NOT NULL AND leased_by = $1",
        &params![&*boot.0],
    )
}
