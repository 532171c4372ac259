//! The clock: whether it can be right.

use outbox::admin;
use store::{Clock, Timestamp};

use super::super::{open, when};
use super::finding::Finding;
use crate::config::Settings;

/// The start of 2026: no Belfry ran before.
const EARLIEST: Timestamp = Timestamp(1_767_225_600_000_000);
/// The start of 2100.
const LATEST: Timestamp = Timestamp(4_102_444_800_000_000);

pub(super) async fn check(settings: &Settings) -> Finding {
    let now = Clock::system().now();
    let shown = when::second(now);
    if !(EARLIEST..LATEST).contains(&now) {
        return Finding::fail("clock", format!("it says {shown}: set it, mail goes out by it"));
    }
    match latest_mail(settings).await {
        Some(at) if at > now => {
            let ahead = when::long(at.since(now));
            Finding::fail("clock", format!("it says {shown}, but mail was ordered {ahead} later: it was set back"))
        }
        Some(_) | None if settings.database.file().is_none() => {
            Finding::ok("clock", format!("it says {shown}; mail goes by the database's"))
        }
        Some(_) | None => Finding::ok("clock", format!("it says {shown}; no other clock to compare it with")),
    }
}

/// When the latest mail was ordered. Whatever keeps that from being known is found by the check of the database.
async fn latest_mail(settings: &Settings) -> Option<Timestamp> {
    let store = open::to_look(settings).ok()?;
    let latest = store.read(|db| admin::list(db, None, 1)).await.ok()?;
    latest.first().map(|mail| mail.enqueued_at)
}
