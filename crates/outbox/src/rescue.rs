//! Taking over what a dead process, or a lease that ran out, left behind.
//!
//! A lease goes back to waiting. An attempt that was under way has an unknown outcome, and is recorded as such: it was past
//! the point of no return, and nobody is left who heard the relay's answer.

use store::{Error, Tx, params};

use crate::classify::Verdict;
use crate::mail::{BootId, Mail, MailId};
use crate::node::DEAD_AFTER;
use crate::settle;

/// Whose work is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's but this process's: no other can be alive (it holds the lock of the data folder).
    AllOthers,
    /// Whatever has passed its bound, but for this process's own attempts: it knows itself which of them are still alive,
    /// whatever a clock that was set says.
    RanOut,
    /// That of processes which share the database and have fallen silent (see [`crate::node`]).
    Silent,
}

/// How much was taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rescued {
    /// Leases given back.
    pub leases: u64,
    /// Attempts recorded as unknown.
    pub attempts: u64,
}

/// Takes over what was left behind.
pub fn rescue(tx: &Tx<'_>, boot: &BootId, whose: Whose) -> Result<Rescued, Error> {
    let bound = match whose {
        Whose::AllOthers => i64::MAX,
        Whose::RanOut => tx.now().as_micros(),
        Whose::Silent => (tx.now() - DEAD_AFTER).as_micros(),
    };
    let mut rescued = Rescued::default();
    for mail in tx.all(&attempts(whose), &params![&*boot.0, bound], Mail::read)? {
        settle::record(tx, &mail, &Verdict::Unknown, "the process that was sending it is gone")?;
        rescued.attempts += 1;
    }
    rescued.leases = tx.run(&leases(whose), &params![&*boot.0, bound])?;
    Ok(rescued)
}

const NOT_OURS: &str = "leased_until < $2 AND leased_by <> $1";
const SILENT: &str = "leased_until IS NOT NULL AND leased_by <> $1
    AND NOT EXISTS (SELECT 1 FROM nodes n WHERE n.boot_id = mails.leased_by AND n.seen_at >= $2)";

/// Looks for attempts to take over. In the order of the index of what is under way: by number all mail there ever was would be
/// read.
fn attempts(whose: Whose) -> String {
    let theirs = match whose {
        Whose::AllOthers | Whose::RanOut => NOT_OURS,
        Whose::Silent => SILENT,
    };
    let columns = Mail::COLUMNS;
    format!(
        "SELECT {columns} FROM mails WHERE state = 'sending' AND {theirs} ORDER BY leased_until, id {{skip_locked}}"
    )
}

/// Gives leases back.
fn leases(whose: Whose) -> String {
    let theirs = match whose {
        Whose::AllOthers => NOT_OURS,
        Whose::RanOut => "leased_until < $2 AND $1 <> ''",
        Whose::Silent => SILENT,
    };
    format!(
        "UPDATE mails SET state = 'pending', leased_by = NULL, leased_until = NULL WHERE state = 'leased' AND {theirs}"
    )
}

/// Records as unknown what became of an attempt of this process that broke off: nobody is left who hears the answer.
pub(crate) fn broke_off(tx: &Tx<'_>, boot: &BootId, id: MailId) -> Result<(), Error> {
    let sql = format!(
        "SELECT {} FROM mails WHERE id = $1 AND state = 'sending' AND leased_by = $2 {{for_update}}",
        Mail::COLUMNS
    );
    if let Some(mail) = tx.maybe(&sql, &params![id, &*boot.0], Mail::read)? {
        settle::record(tx, &mail, &Verdict::Unknown, "the attempt broke off")?;
    }
    Ok(())
}
