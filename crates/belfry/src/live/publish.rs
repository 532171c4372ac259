//! Telling whoever watches.

use store::Tx;

use super::Notice;
use super::notice::MAIL_CHANGED;
use crate::event::{Event, EventId};
use crate::issue::Issue;

/// What events are announced as.
pub(super) const TOPIC: &str = "live";

/// Once this transaction is committed, tells whoever follows `issue` on any node that this event happened to it.
pub fn publish(tx: &Tx<'_>, issue: &Issue, id: EventId, event: &Event) {
    let kind = event.kind().to_owned();
    tx.announce(TOPIC, &Notice { event: id, issue: issue.id, project: issue.project_id, kind }.encode());
}

/// The same, where somebody did something to a mail about `issue`. Whoever catches up later does not hear of it.
pub fn publish_mail(tx: &Tx<'_>, issue: &Issue) {
    let kind = MAIL_CHANGED.to_owned();
    tx.announce(TOPIC, &Notice { event: EventId(0), issue: issue.id, project: issue.project_id, kind }.encode());
}
