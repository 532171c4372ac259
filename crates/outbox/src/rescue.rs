//! Taking over what a dead process, or a lease that ran out, left behind.
//!
//! A lease goes back to waiting. An attempt that was under way has an unknown outcome, and is recorded as such: it was past
//! the point of no return, and nobody is left who heard the relay's answer.

use store::{Error, Tx, params};

use crate::classify::Verdict;
use crate::mail::{BootId, Mail};
use crate::settle;

/// Whose work is taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's but this process's: no other can be alive (it holds the lock of the data folder).
    AllOthers,
    /// Whatever has passed its bound.
    RanOut,
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
    let now = tx.now();
    let (filter, bound) = match whose {
        Whose::AllOthers => ("leased_by <> $1", i64::MAX),
        Whose::RanOut => ("leased_by IS NOT NULL AND $1 <> ''", now.as_micros()),
    };
    let columns = Mail::COLUMNS;
    let sending =
        format!("SELECT {columns} FROM mails WHERE state = 'sending' AND leased_until < $2 AND {filter} ORDER BY id");
    let mut rescued = Rescued::default();
    for mail in tx.all(&sending, &params![&*boot.0, bound], Mail::read)? {
        settle::record(tx, &mail, &Verdict::Unknown, "the process that was sending it is gone")?;
        rescued.attempts += 1;
    }
    let leases = format!(
        "UPDATE mails SET state = 'pending', leased_by = NULL, leased_until = NULL
         WHERE state = 'leased' AND leased_until < $2 AND {filter}"
    );
    rescued.leases = tx.run(&leases, &params![&*boot.0, bound])?;
    Ok(rescued)
}
