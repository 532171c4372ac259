//! The store: where closures over the database are handed in.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::queue::Lane;
use crate::sqlite::Engine;
use crate::{Clock, Db, Error, Options, Tx, work};

/// A database that is open. Clones are the same store; it closes when the last one goes, or by [`Store::close`].
#[derive(Clone)]
pub struct Store {
    engine: Arc<Engine>,
    clock: Clock,
}

impl Store {
    /// Opens the database, makes it if there is none, and applies missing migrations.
    ///
    /// # Errors
    /// [`Error::Open`], with what to do, if that cannot be done.
    pub fn open(options: Options) -> Result<Store, Error> {
        let clock = options.clock.clone();
        Ok(Store { engine: Arc::new(Engine::open(options)?), clock })
    }

    /// Runs `work` in a transaction, and answers when its commit is durable. If it fails or panics, all it did is undone,
    /// and nobody else's work is touched.
    ///
    /// # Errors
    /// The closure's own error; or the database's, and then nothing of it was kept. One exception cannot be had away: after
    /// [`Error::Stopped`] it is unknown whether the last commits were kept.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_in(Lane::Usual, work).await
    }

    /// As [`Store::write`], but before all others that wait: for what must happen at its moment.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn write_first<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.write_in(Lane::First, work).await
    }

    async fn write_in<T, E, F>(&self, lane: Lane, work: F) -> Result<T, E>
    where
        F: Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (write, answer) = work::write(work);
        self.engine.write(lane, write);
        awaited(answer).await
    }

    /// Runs `work` over a consistent snapshot, on a thread that reads.
    ///
    /// # Errors
    /// The closure's own error, or the database's.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&Db<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (read, answer) = work::read(work);
        self.engine.read(read);
        awaited(answer).await
    }

    /// As [`Store::read`], for a few rows found by an index. Where the database is in this process it runs on the calling
    /// thread: handing it to another and back costs many times what the read does (see `bench/README.md`).
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_short<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&Db<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.engine.read_here(work)
    }

    /// The clock of this process.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Whether this process can still make a write durable. Once it cannot, only a new process can.
    ///
    /// # Errors
    /// [`Error::Stopped`] with what happened.
    pub fn health(&self) -> Result<(), Error> {
        self.engine.health()
    }

    /// Why the last commit failed, if it did: there is no room on the disk, say. Cleared by the next that succeeds.
    pub fn trouble(&self) -> Option<Error> {
        self.engine.trouble()
    }

    /// Whether this process shares the database with one that serves it (see [`crate::Access::Visit`]).
    pub fn is_visiting(&self) -> bool {
        self.engine.is_visiting()
    }

    /// Reads the whole database for damage, which takes its time. An empty list means that there is none.
    ///
    /// # Errors
    /// As the database fails.
    pub async fn check(&self) -> Result<Vec<String>, Error> {
        self.read(crate::sqlite::check).await
    }

    /// The engine and its version, for people: `SQLite 3.53.0`.
    pub fn engine(&self) -> String {
        crate::sqlite::version()
    }

    /// Finishes what waits, refuses what comes, and lets the database go. Reads and writes answer [`Error::Closed`] from then on.
    pub fn close(&self) {
        self.engine.close();
    }
}

async fn awaited<T, E: From<Error>>(answer: oneshot::Receiver<Result<T, E>>) -> Result<T, E> {
    answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
}
