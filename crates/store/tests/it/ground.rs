//! What the tests stand on: a folder, two tables, and a way to make writes wait for each other.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use store::{Error, Migration, Options, Place, Store, params};
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// Notes with a unique word; and pledges, whose missing note makes a commit fail and not the statement.
pub const MIGRATIONS: &[Migration] = &[Migration {
    number: 1,
    name: "notes",
    sql: "CREATE TABLE notes (id {id}, word TEXT NOT NULL UNIQUE, body {bytes});
          CREATE TABLE pledges (note BIGINT NOT NULL REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED);",
}];

pub struct Ground {
    pub folder: TempDir,
    place: Place,
}

impl Ground {
    /// On the engine that `BELFRY_TEST_DATABASE` names, else on SQLite.
    pub fn new() -> Ground {
        match std::env::var("BELFRY_TEST_DATABASE") {
            Ok(url) => Ground { folder: tempfile::tempdir().unwrap(), place: schema_of_its_own(&url) },
            Err(_) => Ground::on_sqlite(),
        }
    }

    /// For what only SQLite has: a file, a lock, a log.
    pub fn on_sqlite() -> Ground {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::from(folder.path().join("notes.db"));
        Ground { folder, place }
    }

    pub fn options(&self) -> Options {
        Options::new(self.place.clone(), MIGRATIONS)
    }

    pub fn open(&self) -> Store {
        Store::open(self.options()).unwrap()
    }
}

/// An empty schema that nobody else uses, in the database of that URL.
fn schema_of_its_own(url: &str) -> Place {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = format!("store_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let (to, sql) = (url.to_owned(), format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"));
    let made = std::thread::spawn(move || postgres::Client::connect(&to, postgres::NoTls)?.batch_execute(&sql));
    made.join().unwrap().unwrap();
    let mark = if url.contains('?') { '&' } else { '?' };
    store::parse_url(&format!("{url}{mark}options=-c%20search_path%3D{name}"), None).unwrap()
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
