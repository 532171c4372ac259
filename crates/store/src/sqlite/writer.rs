//! The one thread that writes: group commit.
//!
//! Whatever waits when a batch begins, and whatever comes while it runs, is run each in a SAVEPOINT and made durable by one
//! COMMIT: while the disk is busy with one batch the next one gathers. A closure that fails or panics undoes itself alone.
//! A commit that fails fails every member of its batch; one that leaves it in doubt what the disk holds stops the writer
//! for good, since after a failed fsync nobody can say what a later one would make durable.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::engine::Shared;
use super::statement::{Disk, error, error_of, is_fatal};
use crate::announce::Hub;
use crate::db::{Consequences, Over};
use crate::work::Write;
use crate::{Clock, Error, Tx, search};

/// How long a batch takes work in: the priority lane never waits longer than this and one commit.
const BATCH_TIME: Duration = Duration::from_millis(5);

pub(crate) struct Writer {
    pub connection: Connection,
    pub shared: Arc<Shared>,
    pub clock: Clock,
    pub hub: Hub,
    pub batch_max: usize,
}

impl Writer {
    /// Works until the queue is closed and empty.
    pub fn run(mut self) {
        while let Some(first) = self.shared.writes.wait() {
            match self.shared.health() {
                Ok(()) => self.batch(first),
                Err(stopped) => first.answer(Err(stopped)),
            }
            if self.shared.is_log_long.swap(false, Ordering::Relaxed) {
                super::checkpoint::restart(&self.connection);
            }
        }
    }

    fn batch(&mut self, first: Box<dyn Write>) {
        if let Err(failure) = execute(&self.connection, "BEGIN IMMEDIATE") {
            let error = error(failure);
            self.shared.set_trouble(Some(error.clone()));
            // Whatever came meanwhile has waited as well: one after the other they would each wait as long again.
            let waiting = self.shared.writes.take_all();
            return std::iter::once(first).chain(waiting).for_each(|write| write.answer(Err(error.clone())));
        }
        let (batch, kept) = self.run_batch(first);
        let started = Instant::now();
        let outcome = if self.connection.is_autocommit() {
            // Some failures (a full disk, say) make SQLite give up the whole transaction at once.
            Err(Error::Commit("the database gave up the transaction".to_owned()))
        } else {
            self.commit(&kept)
        };
        self.shared.set_trouble(outcome.as_ref().err().cloned());
        metrics::histogram!("belfry_store_write_batch_size").record(batch.len() as f64);
        metrics::histogram!("belfry_store_commit_seconds").record(started.elapsed());
        if outcome.is_ok() {
            kept.announced.into_iter().for_each(|announcement| self.hub.publish(announcement));
        }
        for write in batch {
            write.answer(outcome.clone());
        }
    }

    fn run_batch(&self, first: Box<dyn Write>) -> (Vec<Box<dyn Write>>, Consequences) {
        let started = Instant::now();
        let (mut batch, mut kept) = (Vec::new(), Consequences::default());
        let mut next = Some(first);
        while let Some(mut write) = next {
            let is_alive = self.run_one(&mut *write, &mut kept);
            batch.push(write);
            let is_full = batch.len() >= self.batch_max || started.elapsed() >= BATCH_TIME;
            next = if is_alive && !is_full { self.shared.writes.take() } else { None };
        }
        (batch, kept)
    }

    /// Runs one closure in its SAVEPOINT. Returns whether the transaction lives on.
    fn run_one(&self, write: &mut dyn Write, kept: &mut Consequences) -> bool {
        let connection = &self.connection;
        if execute(connection, "SAVEPOINT one").is_err() {
            return false;
        }
        let tx = Tx::new(Over::Sqlite(connection), self.clock.now());
        let is_kept = write.run(&tx);
        if connection.is_autocommit() {
            return false;
        }
        let undone = if is_kept { Ok(()) } else { execute(connection, "ROLLBACK TO one") };
        if undone.and_then(|()| execute(connection, "RELEASE one")).is_err() {
            // Half a change must not be kept: let the whole batch go.
            roll_back(connection);
            return false;
        }
        if is_kept {
            let consequences = tx.consequences();
            kept.announced.extend(consequences.announced);
            kept.words.extend(consequences.words);
        }
        true
    }

    fn commit(&self, kept: &Consequences) -> Result<(), Error> {
        if let Err(error) = search::follow(&self.connection, &kept.words) {
            roll_back(&self.connection);
            return Err(error);
        }
        execute(&self.connection, "COMMIT").map_err(|failure| self.commit_failed(&failure))
    }

    fn commit_failed(&self, failure: &rusqlite::Error) -> Error {
        // Before anything else is asked of the system: see `Disk`.
        let disk = Disk::now();
        roll_back(&self.connection);
        if is_fatal(failure, disk) {
            tracing::error!(error = %failure, "THE DATABASE FAILED: no change is accepted any more; mend the disk and start Belfry again");
            self.shared.stop(failure.to_string());
            return Error::Stopped(failure.to_string());
        }
        match error_of(&failure_of(failure), disk) {
            full @ Error::Full(_) => full,
            busy @ Error::Busy(_) => busy,
            other => Error::Commit(other.to_string()),
        }
    }
}

fn failure_of(failure: &rusqlite::Error) -> rusqlite::Error {
    match failure {
        rusqlite::Error::SqliteFailure(code, said) => rusqlite::Error::SqliteFailure(*code, said.clone()),
        other => rusqlite::Error::ToSqlConversionFailure(other.to_string().into()),
    }
}

fn roll_back(connection: &Connection) {
    if !connection.is_autocommit()
        && let Err(failure) = execute(connection, "ROLLBACK")
    {
        tracing::error!(error = %failure, "a transaction could not be rolled back");
    }
}

fn execute(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}
