//! What tests stand on: a database of their own, on the engine that the environment names.
//!
//! `BELFRY_TEST_DATABASE=postgres://…` names a PostgreSQL database in which every test gets an empty schema; without it,
//! every test gets a SQLite file. The same tests run on both.

pub mod server;
pub mod wire;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use tempfile::TempDir;

use crate::{Error, Place, Tx};

/// A database of a test's own. Its folder goes with it.
pub struct Ground {
    folder: TempDir,
    url: String,
    is_sqlite: bool,
    /// The server that it is on, if that is its own too.
    _server: Option<server::Server>,
}

impl Ground {
    /// On the engine that the environment names.
    ///
    /// # Panics
    /// If that engine cannot be had: a test must not pass by going without.
    #[must_use]
    pub fn new() -> Ground {
        match std::env::var("BELFRY_TEST_DATABASE") {
            Ok(url) => Ground { folder: folder(), url: schema_of_its_own(&url), is_sqlite: false, _server: None },
            Err(_) => Ground::on_sqlite(),
        }
    }

    /// On SQLite, for what only a file has.
    ///
    /// # Panics
    /// If there can be no temporary folder.
    #[must_use]
    pub fn on_sqlite() -> Ground {
        let folder = folder();
        let url = format!("sqlite:{}", folder.path().join("belfry.db").display());
        Ground { folder, url, is_sqlite: true, _server: None }
    }

    /// For what only a database has that several processes share: the one that the environment names, or else one on a server
    /// of the test's own. `None`, and a line that says so, where there can be none (see [`server::Server::with`]).
    #[must_use]
    pub fn shared() -> Option<Ground> {
        if std::env::var("BELFRY_TEST_DATABASE").is_ok() {
            return Some(Ground::new());
        }
        let server = server::server()?;
        Some(Ground { folder: folder(), url: server.url(), is_sqlite: false, _server: Some(server) })
    }

    /// A folder of its own: the data folder, say.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database, as `--database` names it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Whether the database is a file in the folder.
    pub fn is_sqlite(&self) -> bool {
        self.is_sqlite
    }

    /// The database.
    pub fn place(&self) -> Place {
        crate::parse_url(&self.url, None).expect("the ground names its database as it should")
    }
}

/// Lets a reference to nothing fail the commit and not the statement: for what happens when a commit fails. SQLite only.
///
/// # Errors
/// As the database fails.
pub fn check_references_at_the_commit(tx: &Tx<'_>) -> Result<(), Error> {
    tx.run("PRAGMA defer_foreign_keys = ON", &[]).map(drop)
}

impl Default for Ground {
    fn default() -> Ground {
        Ground::new()
    }
}

/// In memory where there is such a folder: tests that ask whether the disk keeps what it is given make their own.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).expect("a temporary folder")
}

/// An empty schema that nobody else uses, in the database of that URL.
fn schema_of_its_own(url: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let (to, sql) = (url.to_owned(), format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"));
    // On a thread of its own, since the library does not allow to wait on an async one.
    let made = std::thread::spawn(move || ::postgres::Client::connect(&to, ::postgres::NoTls)?.batch_execute(&sql));
    made.join()
        .expect("a schema is made without a panic")
        .expect("BELFRY_TEST_DATABASE names a database that can be used");
    let mark = if url.contains('?') { '&' } else { '?' };
    format!("{url}{mark}options=-c%20search_path%3D{name}")
}
