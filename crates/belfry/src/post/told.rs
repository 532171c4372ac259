//! How much an assignee knows of the issue being theirs.

use outbox::State;
use store::{Tx, params};

use super::decide::Told;
use crate::error::Result;
use crate::issue::Issue;
use crate::user::UserId;

/// How much the assignee knows: what became of the last mail that told them of the assignment. Where there never was one
/// (issues that were imported), nothing is made up for.
pub(super) fn told(tx: &Tx<'_>, issue: &Issue, assignee: UserId) -> Result<Told> {
    let last = tx.maybe(
        "SELECT state, rung_at, unknowns FROM mails
          WHERE topic_id = $1 AND recipient_id = $2 AND kind = 'assigned' ORDER BY id DESC LIMIT 1 {for_update}",
        &params![issue.id, assignee],
        |row| {
            let (state, rung_at): (String, Option<i64>) = (row.get("state")?, row.get("rung_at")?);
            Ok((State::parse(&state), rung_at.is_some(), row.get::<i64>("unknowns")?))
        },
    )?;
    let Some((state, is_frozen, unknowns)) = last else { return Ok(Told::Yes) };
    Ok(match state {
        Some(State::Pending | State::Leased | State::Held) if !is_frozen => Told::Waits,
        Some(State::Pending | State::Leased | State::Held) if unknowns > 0 => Told::Perhaps,
        Some(State::Pending | State::Leased | State::Held) => Told::PutOff,
        Some(State::Sending) => Told::OnItsWay,
        Some(State::Cancelled | State::Failed) => Told::No,
        Some(State::Sent | State::Merged | State::Suppressed | State::Unknown) | None => Told::Yes,
    })
}
