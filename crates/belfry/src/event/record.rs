//! Recording an event, and all that follows from it.

use store::{Tx, params};

use super::{Act, Event, EventId};
use crate::error::Result;
use crate::issue::{self, Issue};
use crate::post::{order, tell};
use crate::watch::{self, Audience, Reason};
use crate::{live, notification, search};

/// Records what happened to `issue` (as it is after it), and calls what follows, in this order: mail that became moot is
/// taken back, the event is written with how many it was too late for, the words of the issue are indexed and lists by label
/// follow, whom it concerns is told in their inboxes and begins to watch, new mail is ordered, caused by it, and whoever has it open is told.
pub fn record(tx: &Tx<'_>, act: &Act, issue: &Issue, event: Event) -> Result<EventId> {
    let plan = order::plan(tx, act, issue, &event)?;
    let too_late = order::take_back(tx, act, issue, &plan)?;
    let event = event.with_mails_too_late(too_late);
    let id = insert(tx, act, issue, &event)?;
    search::follow(tx, issue, &event)?;
    issue::follow_labels(tx, issue.id)?;
    let audience = watch::audience(tx, act, issue, &event)?;
    watch::keep(tx, id, &audience)?;
    follow(tx, act, issue, (&event, &audience))?;
    notification::notify(tx, issue.id, id, &audience)?;
    order::place(tx, act, issue, &plan, id)?;
    tell::tell(tx, act, issue, (&event, id, &audience))?;
    live::publish(tx, issue, id, &event);
    Ok(id)
}

/// Whoever has a say, or is spoken to, hears of the issue from now on.
fn follow(tx: &Tx<'_>, act: &Act, issue: &Issue, (event, audience): (&Event, &Audience)) -> Result<()> {
    if let Event::CommentAdded { .. } = event {
        watch::follow(tx, issue.id, act.actor.user_id, Reason::Commented)?;
    }
    for listener in audience.told.iter().filter(|listener| listener.reason == Reason::Mentioned) {
        watch::follow(tx, issue.id, listener.user, Reason::Mentioned)?;
    }
    Ok(())
}

fn insert(tx: &Tx<'_>, act: &Act, issue: &Issue, event: &Event) -> Result<EventId> {
    let (from, to) = event.step(issue);
    Ok(tx.one(
        "INSERT INTO events (issue_id, actor_id, kind, detail, at, other_id, status_from, status_to)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        &params![issue.id, act.actor.user_id, event.kind(), &event.encode(), tx.now(), event.other(), from, to],
        |row| row.get("id"),
    )?)
}
