//! What was decided about whom: kept, so that "why did (not) I hear of this" has an answer.

use store::{Db, Tx, params};

use super::{Audience, Reason};
use crate::error::Result;
use crate::event::EventId;
use crate::user::UserId;

/// Whether somebody was told of an event, and why (not).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whom it is about.
    pub user_id: UserId,
    /// Whether they were told.
    pub is_told: bool,
    /// Why, in the words of [`Reason`], or why not, in a sentence.
    pub reason: String,
}

/// Keeps what was decided about this event.
pub fn keep(tx: &Tx<'_>, event: EventId, audience: &Audience) -> Result<()> {
    let told = audience.told.iter().map(|listener| (listener.user, true, listener.reason.as_str()));
    let not_told = audience.not_told.iter().map(|(user, why)| (*user, false, *why));
    for (user, is_told, reason) in told.chain(not_told) {
        let sql = "INSERT INTO decisions (event_id, user_id, is_told, reason) VALUES ($1, $2, $3, $4)";
        tx.run_along(sql, &params![event, user, is_told, reason])?;
    }
    Ok(())
}

/// What was decided about this event, by person.
pub fn decisions(db: &Db<'_>, event: EventId) -> Result<Vec<Decision>> {
    let sql = "SELECT user_id, is_told, reason FROM decisions WHERE event_id = $1 ORDER BY user_id";
    Ok(db.all(sql, &params![event], |row| {
        Ok(Decision { user_id: row.get("user_id")?, is_told: row.get("is_told")?, reason: row.get("reason")? })
    })?)
}

impl Decision {
    /// Why they were told, if they were.
    pub fn told_because(&self) -> Option<Reason> {
        if self.is_told { Reason::parse(&self.reason) } else { None }
    }
}
