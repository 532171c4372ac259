//! What the tests stand on: a folder, two tables, and a way to make writes wait for each other.

use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use store::{Error, Migration, Options, Store, params};
use tokio::task::JoinHandle;

/// Notes with a unique word; and pledges, whose missing note makes a commit fail and not the statement.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "notes",
    sql: "CREATE TABLE notes (id {id}, word TEXT NOT NULL UNIQUE, body {bytes});
          CREATE TABLE pledges (note BIGINT NOT NULL REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED);",
}];

/// A database of a test's own, with a folder beside it.
pub struct Ground(store::ground::Ground);

impl Ground {
    /// On the engine that the environment names.
    pub fn new() -> Ground {
        Ground(store::ground::Ground::new())
    }

    /// For what only SQLite has: a file, a lock, a log.
    pub fn on_sqlite() -> Ground {
        Ground(store::ground::Ground::on_sqlite())
    }

    pub fn folder(&self) -> &Path {
        self.0.folder()
    }

    pub fn options(&self) -> Options {
        Options::new(self.0.place(), MIGRATIONS)
    }

    pub fn open(&self) -> Store {
        Store::open(self.options()).unwrap()
    }
}

pub async fn note(store: &Store, word: &str) -> Result<i64, Error> {
    let word = word.to_owned();
    store.write(move |tx| insert(tx, &word)).await
}

pub fn insert(tx: &store::Tx<'_>, word: &str) -> Result<i64, Error> {
    tx.one("INSERT INTO notes (word) VALUES ($1) RETURNING id", &params![word], |row| row.get("id"))
}

pub async fn words(store: &Store) -> Vec<String> {
    store.read(|db| db.all("SELECT word FROM notes ORDER BY word", &[], |row| row.get("word"))).await.unwrap()
}

/// A write that keeps the writer busy until it is let go.
pub struct Plug {
    go: mpsc::Sender<()>,
    held: JoinHandle<Result<(), Error>>,
}

impl Plug {
    /// Returns once the writer is at it, so that whatever is written next waits, and shares one batch.
    pub async fn new(store: &Store) -> Plug {
        let (go, wait) = mpsc::channel();
        let (came, there) = tokio::sync::oneshot::channel();
        let (wait, came) = (Arc::new(Mutex::new(wait)), Mutex::new(Some(came)));
        let store = store.clone();
        let held = tokio::spawn(async move {
            let hold = move |_: &store::Tx<'_>| {
                if let Some(came) = came.lock().unwrap().take() {
                    came.send(()).unwrap();
                }
                wait.lock().unwrap().recv_timeout(Duration::from_secs(30)).unwrap();
                Ok::<(), Error>(())
            };
            store.write(hold).await
        });
        there.await.unwrap();
        Plug { go, held }
    }

    /// Lets the writer go on. The plug's own write may share the batch, and so the fate, of those that waited.
    pub async fn pull(self) -> Result<(), Error> {
        self.go.send(()).unwrap();
        self.held.await.unwrap()
    }
}

/// Starts a write and returns once it waits in its queue.
pub async fn queued<T: Send + 'static>(write: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    let mut write = Box::pin(write);
    // The first poll hands the closure in; it cannot be done before the plug is pulled.
    let is_done = std::future::poll_fn(|context| std::task::Poll::Ready(write.as_mut().poll(context).is_ready())).await;
    assert!(!is_done, "it was to wait");
    tokio::spawn(write)
}
