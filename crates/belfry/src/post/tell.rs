//! Ordering the mail of those who hear of an issue beside its assignee, in the transaction of the event.
//!
//! Whom an event is told to is decided in [`crate::watch`]; their inboxes have all of it, mail only what is worth one.

use outbox::Kind;
use store::Tx;

use super::order::{order, wants_own_changes};
use crate::error::Result;
use crate::event::{Act, Event, EventId};
use crate::issue::Issue;
use crate::watch::{self, Audience, Reason};

/// Orders the mail of those who are told beside the assignee, whose mail is decided on its own.
pub(crate) fn tell(
    tx: &Tx<'_>,
    act: &Act,
    issue: &Issue,
    (event, id, audience): (&Event, EventId, &Audience),
) -> Result<()> {
    let assignee = issue.assignee.as_ref().map(|person| person.id);
    for listener in audience.told.iter().filter(|listener| Some(listener.user) != assignee) {
        if is_mailed(event, listener.reason) {
            order(tx, act, (Kind::Updated, listener.user), issue.id.raw(), id)?;
        } else {
            outbox::touch(tx, Kind::Updated, Some(issue.id.raw()), listener.user.raw())?;
        }
    }
    if assignee != Some(act.actor.user_id)
        && let Some(reason) = own_reason(tx, act, issue)?
        && is_mailed(event, reason)
    {
        return order(tx, act, (Kind::Updated, act.actor.user_id), issue.id.raw(), id);
    }
    // What the actor did themselves may change what is left to tell them of others.
    outbox::touch(tx, Kind::Updated, Some(issue.id.raw()), act.actor.user_id.raw())?;
    Ok(())
}

/// Why the actor hears of what they do themselves, if they want to.
fn own_reason(tx: &Tx<'_>, act: &Act, issue: &Issue) -> Result<Option<Reason>> {
    if wants_own_changes(tx, act)? { watch::why(tx, issue, act.actor.user_id) } else { Ok(None) }
}

/// Whether an event is worth a mail to somebody who watches; the inbox has all of them.
pub(super) fn is_mailed(event: &Event, reason: Reason) -> bool {
    match event {
        Event::IssueChanged { .. } | Event::CommentAdded { .. } => true,
        Event::IssueOpened { .. } | Event::CommentEdited { .. } => {
            reason >= Reason::Mentioned || reason == Reason::Project
        }
        Event::IssueDeleted { .. }
        | Event::IssueRestored
        | Event::CommentDeleted { .. }
        | Event::CommentRestored { .. }
        | Event::Related { .. } => false,
    }
}
