//! What only a PostgreSQL server can do to us: it goes away, is full, is stopped, refuses us.
//!
//! Each is tried on a server of the test's own, whatever engine the other tests run on; where there are no binaries to start
//! one from, `store::ground::server` says so, loudly.

mod broken;
mod full;
mod leaving;
mod lost;
mod meeting;
mod planning;
mod reaching;
mod restarting;
mod silent;

use std::time::Duration;

use store::ground::Ground;
use store::{Options, Store, Tuning};

use crate::ground::MIGRATIONS;

/// How the database of this URL is opened in these tests.
pub fn options(url: &str) -> Options {
    Options::new(store::parse_url(url, None).unwrap(), MIGRATIONS)
}

/// A store at the other end of a wire, which is held by the ground.
pub fn over_a_wire(answer_within: Duration) -> Option<(Ground, Store)> {
    over_a_wire_with(Tuning { answer_within, ..Tuning::default() })
}

/// The same, tuned otherwise.
pub fn over_a_wire_with(tuning: Tuning) -> Option<(Ground, Store)> {
    let ground = Ground::over_a_wire()?;
    let store = Store::open(Options { tuning, ..options(ground.url()) }).unwrap();
    Some((ground, store))
}

/// Returns once the database is reached again.
pub async fn reached(store: &Store) {
    while store.try_to_write().await.is_err() {
        tokio::task::yield_now().await;
    }
}
