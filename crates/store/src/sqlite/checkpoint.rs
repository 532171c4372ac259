//! Moving the log (WAL) into the database file, off the way of commits.
//!
//! A thread of its own copies pages that no reader needs any more (`PASSIVE`: it blocks nobody). Under steady writing that
//! alone never lets the log start again from its beginning, so that once it has grown long the writer is asked to do the
//! little that is left between two batches. The file of the log keeps its length: writing over what is there costs less
//! than making it longer.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use rusqlite::Connection;

use super::connection;
use super::engine::Shared;
use crate::folder::beside;

/// How often the length of the log is looked at.
const EVERY: Duration = Duration::from_millis(500);
/// From this length on it is copied.
const COPY_FROM: u64 = 4 << 20;
/// From this length on it starts again from its beginning. The file is no longer than this for long.
pub(super) const RESTART_FROM: u64 = 64 << 20;
/// So much is little enough for the writer to copy.
const LITTLE: u64 = 1 << 20;
/// How often what came in meanwhile is copied before the writer is asked.
const TURNS: usize = 4;
/// What a page takes in the log.
const FRAME: u64 = 4096 + 24;

/// Works until `stop` is dropped.
pub(crate) fn run(path: &Path, shared: &Arc<Shared>, stop: &mpsc::Receiver<()>) {
    let connection = match connection::to_checkpoint(path) {
        Ok(connection) => connection,
        Err(error) => return tracing::error!(%error, "the log of the database will not be shortened"),
    };
    let log = beside(path, "-wal");
    while stop.recv_timeout(EVERY) == Err(mpsc::RecvTimeoutError::Timeout) {
        let length = std::fs::metadata(&log).map_or(0, |found| found.len());
        if length < COPY_FROM {
            continue;
        }
        if copy(&connection) >= RESTART_FROM {
            shared.is_log_long.store(true, Ordering::Relaxed);
        }
    }
}

/// Copies until little is left: each turn leaves what came in during it. Returns how long the log is.
fn copy(connection: &Connection) -> u64 {
    let mut length = 0;
    for _ in 0..TURNS {
        let copied = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
            let bytes = |frames: i64| frames.max(0).unsigned_abs() * FRAME;
            Ok((bytes(row.get(1)?), bytes(row.get(2)?)))
        });
        let left = match copied {
            Ok((log, done)) => {
                length = log;
                log.saturating_sub(done)
            }
            Err(error) => {
                tracing::warn!(%error, "the log of the database could not be copied; tried again soon");
                0
            }
        };
        if left <= LITTLE {
            break;
        }
    }
    length
}

/// Copies what is left and lets the log start again, for the writer between two batches. Readers that still need the log
/// put it off to the next time.
pub(crate) fn restart(connection: &Connection) {
    pragma(connection, "PRAGMA busy_timeout=50");
    pragma(connection, "PRAGMA wal_checkpoint(RESTART)");
    pragma(connection, "PRAGMA busy_timeout=5000");
}

/// Copies all that is left and removes the log, once every other connection of this process is closed.
pub(crate) fn finish(path: &Path) {
    match connection::to_checkpoint(path) {
        Ok(connection) => restart(&connection),
        Err(error) => tracing::warn!(%error, "the log of the database stays beside it"),
    }
}

fn pragma(connection: &Connection, sql: &str) {
    if let Err(error) = connection.query_row(sql, [], |_| Ok(())) {
        tracing::warn!(%error, "the log of the database could not be copied; tried again soon");
    }
}
