//! Telling people of an event in their inboxes, in its transaction.

use store::{Tx, params};

use crate::error::Result;
use crate::event::EventId;
use crate::issue::IssueId;
use crate::watch::Audience;

/// Tells everybody in the audience of the event: it is the latest of the issue, and unread.
pub fn notify(tx: &Tx<'_>, issue: IssueId, event: EventId, audience: &Audience) -> Result<()> {
    for listener in &audience.told {
        tx.run_along(
            "INSERT INTO notifications (user_id, issue_id, reason, event_id, unread_from, at) VALUES ($1, $2, $3, $4, $4, $5)
             ON CONFLICT (user_id, issue_id) DO UPDATE SET reason = excluded.reason, event_id = excluded.event_id,
                unread_from = COALESCE(notifications.unread_from, excluded.unread_from), at = excluded.at,
                snoozed_until = NULL, done_at = NULL",
            &params![listener.user, issue, listener.reason, event, tx.now()],
        )?;
    }
    Ok(())
}
