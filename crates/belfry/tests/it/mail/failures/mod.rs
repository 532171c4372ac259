//! Failures: every row of that table in `docs/outbox.md`, over the wire, to a relay that misbehaves on request.
//!
//! The relay runs in this process and answers in real time; when the outbox tries again is a matter of the world's clock,
//! which stands still until it is moved. How the phases of a conversation are told apart is tested in `crates/outbox`.

mod away;
mod broken;
mod busy;
mod content;
mod lost;
mod lost_digest;
mod no_such_recipient;
mod refusing;
mod stale_digest;
mod unwritten;

use std::time::Duration;

use outbox::transport::{SmtpSettings, Transport};
use testrelay::Relay;

use crate::mail::received::settings;
use crate::world::{Wish, World};

/// Longer than any test takes: what waits for this waits for ever.
const FOREVER: Duration = Duration::from_secs(600);
/// Time enough for a relay in this process, and little enough to wait for.
const SHORT: Duration = Duration::from_millis(200);
/// No digest comes between.
const NO_DIGEST: Duration = Duration::from_secs(1000 * 24 * 3600);

/// A world whose mail goes to this relay.
fn world(relay: &Relay) -> World {
    world_with(settings(relay))
}

/// A world whose mail goes to a relay by these settings.
fn world_with(settings: SmtpSettings) -> World {
    let transport = Some(Transport::smtp(settings).unwrap());
    World::with(Wish { transport, digest_every: NO_DIGEST, ..Wish::default() })
}
