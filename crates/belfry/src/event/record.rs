//! Recording an event, and all that follows from it.

use store::{Tx, params};

use super::{Act, Event, EventId};
use crate::error::Result;
use crate::issue::Issue;
use crate::live;
use crate::post::order;

/// Records what happened to `issue` (as it is after it), and calls what follows, in this order: mail that became moot is
/// taken back, the event is written with how many it was too late for, new mail is ordered, caused by it, and whoever
/// watches is told.
pub fn record(tx: &Tx<'_>, act: &Act, issue: &Issue, event: Event) -> Result<EventId> {
    let plan = order::plan(tx, act, issue, &event)?;
    let too_late = order::take_back(tx, act, issue, &plan)?;
    let event = event.with_mails_too_late(too_late);
    let id = insert(tx, act, issue, &event)?;
    order::place(tx, act, issue, &plan, id)?;
    live::publish(tx, issue, id, &event);
    Ok(id)
}

fn insert(tx: &Tx<'_>, act: &Act, issue: &Issue, event: &Event) -> Result<EventId> {
    Ok(tx.one(
        "INSERT INTO events (issue_id, actor_id, kind, detail, at, other_id) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        &params![issue.id, act.actor.user_id, event.kind(), &event.encode(), tx.now(), event.other()],
        |row| row.get("id"),
    )?)
}
