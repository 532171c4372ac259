//! Telling whoever watches.

use store::Tx;

use super::Notice;
use crate::event::{Event, EventId};
use crate::issue::Issue;

/// What events are announced as: as what becomes of mails is, so that all is heard in the order of its commits.
pub(super) const TOPIC: &str = outbox::changed::TOPIC;

/// Once this transaction is committed, tells whoever follows `issue` on any node that this event happened to it.
pub fn publish(tx: &Tx<'_>, issue: &Issue, id: EventId, event: &Event) {
    let kind = event.kind().to_owned();
    tx.announce(TOPIC, &Notice { event: id, issue: issue.id, project: issue.project_id, kind }.encode());
}
