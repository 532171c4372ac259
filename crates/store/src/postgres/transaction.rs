//! One transaction over one connection, and how it can end.

use std::time::Instant;

use super::Session;
use super::engine::Seen;
use super::fate::Ticket;
use super::statement::Remedy;
use crate::announce::Announcement;
use crate::db::Over;
use crate::work::{Read, Write};
use crate::{Clock, Db, Error, Tx};

/// Why a write was not made, as far as is known.
#[derive(Debug)]
pub(super) enum Unmade {
    /// The connection was broken before the write began.
    NotBegun(Error),
    /// Others were changing the same.
    Met,
    /// `COMMIT` was sent and its answer not heard. Holds what is to be announced if it was made.
    Unheard(Ticket, Vec<Announcement>),
    /// Nothing was kept.
    Undone(Error),
}

/// Runs a write and commits it, unless the closure failed. Returns what it announced.
pub(super) fn write(session: &Session, write: &mut dyn Write, clock: &Clock) -> Result<Vec<Announcement>, Unmade> {
    let (now, ticket) = session.begin_to_write().map_err(|error| match session.remedy() {
        Remedy::Reconnect => Unmade::NotBegun(error),
        Remedy::None | Remedy::Again => Unmade::Undone(error),
    })?;
    let tx = Tx::new(Over::Postgres(session), clock.correct(now));
    let is_kept = write.run(&tx);
    match session.remedy() {
        Remedy::Reconnect => Err(Unmade::Undone(Error::Away("the connection broke before the commit".to_owned()))),
        Remedy::Again => session.roll_back().map_or_else(|error| Err(Unmade::Undone(error)), |()| Err(Unmade::Met)),
        Remedy::None if !is_kept => session.roll_back().map(|()| Vec::new()).map_err(Unmade::Undone),
        // The server would undo all of it and call that a success.
        Remedy::None if session.is_spoilt() => {
            let why = "a closure went on after a statement of it had failed".to_owned();
            session.roll_back().and(Err(Error::Database(why))).map_err(Unmade::Undone)
        }
        Remedy::None => commit(session, ticket, tx.consequences().announced),
    }
}

fn commit(session: &Session, ticket: Ticket, announced: Vec<Announcement>) -> Result<Vec<Announcement>, Unmade> {
    let started = Instant::now();
    let done = session.commit();
    metrics::histogram!("belfry_store_write_batch_size").record(1.0);
    metrics::histogram!("belfry_store_commit_seconds").record(started.elapsed());
    match (done, session.remedy()) {
        (Ok(()), _) => Ok(announced),
        (Err(_), Remedy::Reconnect) => Err(Unmade::Unheard(ticket, announced)),
        (Err(_), Remedy::Again) => Err(Unmade::Met),
        (Err(error), Remedy::None) => Err(Unmade::Undone(error)),
    }
}

/// Runs a read. An error if it could not begin.
pub(super) fn read(session: &Session, read: &mut dyn Read, seen: Seen, clock: &Clock) -> Result<(), Error> {
    let now = match seen {
        Seen::Snapshot => clock.correct(session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?),
        Seen::Latest => {
            session.refresh();
            clock.now()
        }
    };
    read.run(&Db::new(Over::Postgres(session), now));
    Ok(())
}

/// Ends what [`read`] began, or its work did, once its caller has been told.
pub(super) fn end_read(session: &Session) {
    if session.is_open()
        && session.remedy() != Remedy::Reconnect
        && let Err(error) = session.commit()
    {
        tracing::warn!(%error, "a read could not be ended");
    }
}
