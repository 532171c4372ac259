//! Hearing what other nodes announce: a connection of its own that does nothing but `LISTEN`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator as _;

use super::away::in_full;
use super::config::Target;
use crate::announce::{Announcement, Hub};

/// The one channel of all nodes that share the tables of this schema; each tells topics apart by itself. At most 63 bytes,
/// as PostgreSQL has it.
pub(super) fn channel(schema: &str) -> String {
    let plain: String = schema.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(50).collect();
    format!("belfry_{plain}")
}

/// How often it is looked whether to stop; and how long to wait before connecting anew.
const EVERY: Duration = Duration::from_millis(50);

/// Listens until `is_closed`.
pub(super) fn run(target: &Target, channel: &str, hub: &Hub, is_closed: &Arc<AtomicBool>) {
    while !is_closed.load(Ordering::Acquire) {
        if let Err(error) = listen(target, channel, hub, is_closed) {
            tracing::debug!(error, "other nodes are not heard; tried again");
        }
        thread::park_timeout(EVERY);
    }
}

fn listen(target: &Target, channel: &str, hub: &Hub, is_closed: &Arc<AtomicBool>) -> Result<(), String> {
    let tls = target.tls().map_err(|error| error.to_string())?;
    let config = postgres::Config::from(target.config().clone());
    let mut client = config.connect(tls).map_err(|error| in_full(&error))?;
    client.batch_execute(&format!("LISTEN \"{channel}\"")).map_err(|error| in_full(&error))?;
    // What was announced while nobody listened is gone.
    hub.publish(Announcement::Missed);
    while !is_closed.load(Ordering::Acquire) {
        {
            let mut notifications = client.notifications();
            let mut heard = notifications.timeout_iter(EVERY);
            while let Some(notification) = heard.next().map_err(|error| in_full(&error))? {
                hub.heard(notification.payload());
            }
        }
        if client.is_closed() {
            return Err("the connection broke".to_owned());
        }
    }
    Ok(())
}
