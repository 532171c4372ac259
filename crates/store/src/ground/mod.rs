//! What tests stand on: a database of their own, on the engine that the environment names.
//!
//! `BELFRY_TEST_DATABASE=postgres://…` names a PostgreSQL database in which every test gets an empty schema; without it,
//! every test gets a SQLite file. The same tests run on both.

pub mod server;
pub mod wire;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use tempfile::TempDir;

use self::server::Server;
use self::wire::Wire;
use crate::{Error, Place, Tx};

/// A database of a test's own. Its folder, or its schema, goes with it.
pub struct Ground {
    folder: TempDir,
    url: String,
    under: Under,
}

/// What a ground is made on.
enum Under {
    /// Its folder.
    File,
    /// A database of this URL, in which it has this schema.
    Schema { database: String, name: String },
    /// A server of its own, at the other end of a wire.
    Server(Box<(Server, Wire)>),
}

impl Ground {
    /// On the engine that the environment names.
    ///
    /// # Panics
    /// If that engine cannot be had: a test must not pass by going without.
    #[must_use]
    pub fn new() -> Ground {
        match std::env::var("BELFRY_TEST_DATABASE") {
            Ok(url) => Ground::within(&url),
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
        Ground { folder, url, under: Under::File }
    }

    /// In an empty schema that nobody else uses, in the PostgreSQL database of this URL.
    ///
    /// # Panics
    /// If the database cannot be used.
    #[must_use]
    pub fn within(database: &str) -> Ground {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let made = say(database, &format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"));
        made.expect("BELFRY_TEST_DATABASE names a database that can be used");
        let mark = if database.contains('?') { '&' } else { '?' };
        let url = format!("{database}{mark}options=-c%20search_path%3D{name}");
        Ground { folder: folder(), url, under: Under::Schema { database: database.to_owned(), name } }
    }

    /// For what only a database has that several processes share: the one that the environment names, or else one on a server
    /// of the test's own. `None`, and a line that says so, where there can be none (see [`server::Server::with`]).
    #[must_use]
    pub fn shared() -> Option<Ground> {
        if std::env::var("BELFRY_TEST_DATABASE").is_ok() { Some(Ground::new()) } else { Ground::over_a_wire() }
    }

    /// On a PostgreSQL server of its own, at the other end of a wire. `None` where [`server::server`] has none.
    #[must_use]
    pub fn over_a_wire() -> Option<Ground> {
        let server = server::server()?;
        let wire = Wire::to(server.port());
        let url = server.url().replace(&format!(":{}/", server.port()), &format!(":{}/", wire.port()));
        Some(Ground { folder: folder(), url, under: Under::Server(Box::new((server, wire))) })
    }

    /// The wire to the server.
    ///
    /// # Panics
    /// If it is not over one.
    pub fn wire(&self) -> &Wire {
        &self.far().1
    }

    /// The server at the other end of the wire.
    ///
    /// # Panics
    /// If there is none.
    pub fn server(&self) -> &Server {
        &self.far().0
    }

    fn far(&self) -> &(Server, Wire) {
        let far = match &self.under {
            Under::Server(far) => Some(far),
            Under::File | Under::Schema { .. } => None,
        };
        far.expect("the test made its ground over a wire")
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
        matches!(self.under, Under::File)
    }

    /// The database.
    pub fn place(&self) -> Place {
        crate::parse_url(&self.url, None).expect("the ground names its database as it should")
    }
}

/// How many histories a property is tried on, of those that are tried on a file: fewer where each step of each goes to a server,
/// which takes ten times as long and says little more.
#[must_use]
pub fn cases(on_a_file: u32) -> u32 {
    if std::env::var("BELFRY_TEST_DATABASE").is_ok() { on_a_file.div_ceil(6) } else { on_a_file }
}

/// Lets a reference to nothing fail the commit and not the statement: for what happens when a commit fails. SQLite only.
///
/// # Errors
/// As the database fails.
pub fn check_references_at_the_commit(tx: &Tx<'_>) -> Result<(), Error> {
    tx.run("PRAGMA defer_foreign_keys = ON", &[]).map(drop)
}

/// Ends the connection over which each node on this ground hears the others. Returns how many there were. PostgreSQL only.
///
/// # Errors
/// As the database fails.
pub fn cut_those_who_listen(tx: &Tx<'_>) -> Result<usize, Error> {
    let sql = "SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity
                WHERE query = 'LISTEN \"belfry_' || current_schema() || '\"' AND pid <> pg_backend_pid()";
    Ok(tx.all(sql, &[], |_| Ok(()))?.len())
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

/// Runs statements in the database of this URL.
fn say(database: &str, sql: &str) -> Result<(), ::postgres::Error> {
    let (database, sql) = (database.to_owned(), sql.to_owned());
    // On a thread of its own, since the library does not allow to wait on an async one.
    let said = thread::spawn(move || ::postgres::Client::connect(&database, ::postgres::NoTls)?.batch_execute(&sql));
    said.join().expect("a thread that ends")
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Under::Schema { database, name } = &self.under {
            // Whoever is still at work in it is not waited for.
            let dropped = say(database, &format!("SET lock_timeout = '2s'; DROP SCHEMA {name} CASCADE"));
            if let Err(error) = dropped {
                eprintln!("the schema {name} stays: {error}");
            }
        }
    }
}
