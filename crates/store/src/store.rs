//! The store: where closures over the database are handed in.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::announce::{Hub, Subscription};
use crate::postgres::Seen;
use crate::queue::Lane;
use crate::{Clock, Db, Error, Finding, Options, Place, Tx, migrate, postgres, sqlite, work};

/// A database that is open. Clones are the same store; it closes when the last one goes, or by [`Store::close`].
#[derive(Clone)]
pub struct Store {
    engine: Arc<Engine>,
    clock: Clock,
    hub: Hub,
}

enum Engine {
    Sqlite(sqlite::Engine),
    Postgres(postgres::Engine),
}

impl Store {
    /// Opens the database, makes it if there is none, and applies missing migrations.
    ///
    /// # Errors
    /// [`Error::Open`], with what to do, if that cannot be done.
    pub fn open(options: Options) -> Result<Store, Error> {
        let clock = options.clock.clone();
        let hub = Hub::new();
        let engine = match &options.place {
            Place::Sqlite(path) => Engine::Sqlite(sqlite::Engine::open(path, &options, hub.clone())?),
            Place::Postgres(target) => {
                Engine::Postgres(postgres::Engine::open((**target).clone(), &options, hub.clone())?)
            }
        };
        Ok(Store { engine: Arc::new(engine), clock, hub })
    }

    /// Runs `work` in a transaction, and answers when its commit is durable. If it fails or panics, all it did is undone,
    /// and nobody else's work is touched.
    ///
    /// # Errors
    /// The closure's own error; or the database's, and then nothing of it was kept. Two exceptions cannot be had away: after
    /// [`Error::Unknown`] it is unknown whether this write was kept, and after [`Error::Stopped`], whether the last ones were.
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
        match &*self.engine {
            Engine::Sqlite(engine) => engine.write(lane, write),
            Engine::Postgres(engine) => engine.write(lane, write),
        }
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
        match &*self.engine {
            Engine::Sqlite(engine) => engine.read(read),
            Engine::Postgres(engine) => engine.read(read, Seen::Snapshot),
        }
        awaited(answer).await
    }

    /// As [`Store::read`], for a few rows found by an index. Where the database is in this process it runs on the calling
    /// thread: handing it to another and back costs many times what the read does (see `bench/README.md`). Where it is not,
    /// each statement sees what is committed when it begins, which saves asking for a snapshot.
    ///
    /// # Errors
    /// As [`Store::read`].
    pub async fn read_short<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: Fn(&Db<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.read_here(work),
            Engine::Postgres(engine) => {
                let (read, answer) = work::read(work);
                engine.read(read, Seen::Latest);
                awaited(answer).await
            }
        }
    }

    /// Hears from now on what transactions announce about `topic`, on this node and on others (see [`Tx::announce`]).
    pub fn subscribe(&self, topic: &str) -> Subscription {
        self.hub.subscribe(topic)
    }

    /// Whether other nodes may work on the same database.
    pub fn is_shared(&self) -> bool {
        match &*self.engine {
            Engine::Sqlite(_) => false,
            Engine::Postgres(_) => true,
        }
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
        match &*self.engine {
            Engine::Sqlite(engine) => engine.health(),
            Engine::Postgres(_) => Ok(()),
        }
    }

    /// Why the last commit failed, if it did: there is no room on the disk, or the database is away. Cleared by the next that
    /// succeeds.
    pub fn trouble(&self) -> Option<Error> {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.trouble(),
            Engine::Postgres(engine) => engine.trouble(),
        }
    }

    /// Makes a tiny change durable, and so finds out whether a trouble is over: where nobody writes, nothing else would.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub async fn try_to_write(&self) -> Result<(), Error> {
        self.write_first(|tx| tx.run(migrate::TOUCH, &[]).map(drop)).await
    }

    /// Whether, when this store was opened, another process served the database. Of an engine for several nodes: always.
    pub fn is_served(&self) -> bool {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.is_served(),
            Engine::Postgres(_) => true,
        }
    }

    /// Reads the whole database for damage, which takes its time. An empty list means that there is none.
    ///
    /// # Errors
    /// As the database fails.
    pub async fn check(&self) -> Result<Vec<String>, Error> {
        match &*self.engine {
            Engine::Sqlite(_) => self.read(sqlite::check).await,
            Engine::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// Looks at what somebody should know who looks after the database, apart from damage (see [`Store::check`]).
    ///
    /// # Errors
    /// As the database fails.
    pub async fn examine(&self) -> Result<Vec<Finding>, Error> {
        match &*self.engine {
            Engine::Sqlite(engine) => {
                let path = engine.path().to_owned();
                self.read(move |db| sqlite::examine(db, &path)).await
            }
            Engine::Postgres(engine) => {
                let (wanted, is_near) = (engine.connections(), engine.is_near());
                self.read(move |db| postgres::examine(db, wanted, is_near)).await
            }
        }
    }

    /// The engine and its version, for people: `SQLite 3.53.0`.
    pub fn engine(&self) -> String {
        match &*self.engine {
            Engine::Sqlite(_) => sqlite::version(),
            Engine::Postgres(engine) => engine.version().to_owned(),
        }
    }

    /// Finishes what waits, refuses what comes, and lets the database go. Reads and writes answer [`Error::Closed`] from then on.
    pub fn close(&self) {
        match &*self.engine {
            Engine::Sqlite(engine) => engine.close(),
            Engine::Postgres(engine) => engine.close(),
        }
    }
}

impl Store {
    /// As [`Store::close`], on a thread of its own: an async caller can wait for something else beside.
    pub async fn close_aside(self) {
        let (done, is_done) = oneshot::channel();
        let closing = move || {
            self.close();
            // Nobody listening is a caller that did not wait.
            let _ = done.send(());
        };
        if std::thread::Builder::new().name("store-close".to_owned()).spawn(closing).is_ok() {
            // An error is a thread that broke off, which is logged.
            let _ = is_done.await;
        }
    }
}

async fn awaited<T, E: From<Error>>(answer: oneshot::Receiver<Result<T, E>>) -> Result<T, E> {
    answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
}
