//! Opening connections, each for its purpose.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::checkpoint::RESTART_FROM;
use super::statement::error;
use crate::db::Over;
use crate::migrate::{self, Applied};
use crate::{Db, Error, Migration, Options, Timestamp, Tx, dialect};

/// Earlier versions can corrupt a database when the log is reset (fixed in 3.51.3).
const OLDEST: i32 = 3_051_003;
/// How long a connection waits for another process that holds the database.
const BUSY: Duration = Duration::from_secs(5);
/// How many statements a connection keeps prepared: more than Belfry has.
const STATEMENTS: usize = 256;

/// The version of SQLite, for people.
pub(crate) fn version() -> String {
    format!("SQLite {}", rusqlite::version())
}

/// The connection that writes. Makes the file if there is none.
pub(crate) fn to_write(path: &Path) -> Result<Connection, Error> {
    if rusqlite::version_number() < OLDEST {
        return Err(Error::Open(format!("{} is too old: Belfry needs 3.51.3 or later", version())));
    }
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    let refused = |error| unusable(path, &error);
    connection.pragma_update(None, "journal_mode", "WAL").map_err(refused)?;
    // FULL: the log reaches the disk before a commit is answered. Checkpoints happen on another thread.
    // MEMORY: what a SAVEPOINT may have to undo. In a file, where it would go from 64 KiB a batch on, it costs four times
    // as many writes as the log itself.
    let pragmas = format!(
        "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-8000;
         PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit={RESTART_FROM};"
    );
    connection.execute_batch(&pragmas).map_err(refused)?;
    Ok(connection)
}

/// A connection that can only read.
pub(crate) fn to_read(path: &Path) -> Result<Connection, Error> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch("PRAGMA query_only=ON; PRAGMA cache_size=-4000;").map_err(error)?;
    Ok(connection)
}

/// The connection that moves the log into the file.
pub(crate) fn to_checkpoint(path: &Path) -> Result<Connection, Error> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection
        .execute_batch("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-200;")
        .map_err(error)?;
    Ok(connection)
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| unusable(path, &error))?;
    connection.busy_timeout(BUSY).map_err(error)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A plan holds whatever is bound. Otherwise SQLite plans a statement anew each time a value is bound that a partial
    // index might depend on: on the way to an issue, every time.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(error)?;
    Ok(connection)
}

fn unusable(path: &Path, error: &rusqlite::Error) -> Error {
    Error::Open(format!("the database {} cannot be used: {error}", path.display()))
}

/// A new database in memory.
pub(crate) fn new_in_memory(migrations: &[Migration]) -> Result<Connection, Error> {
    let connection = Connection::open_in_memory().map_err(error)?;
    connection.execute_batch(migrate::HISTORY).map_err(error)?;
    for migration in migrations {
        apply(&connection, migration, Timestamp(0))?;
    }
    Ok(connection)
}

/// Applies what is missing; where another process serves, and for one that only looks, makes sure that nothing is.
pub(crate) fn migrate(connection: &Connection, options: &Options, is_served: bool) -> Result<(), Error> {
    let (ours, now) = (options.migrations, options.clock.now());
    if is_served || !options.access.makes() {
        return match migrate::missing(ours, &applied(connection)?)? {
            [] => Ok(()),
            _ if is_served => {
                Err(Error::Open("the Belfry that serves this database is an older one: stop it first".to_owned()))
            }
            _ => Err(Error::Open(migrate::BEHIND.to_owned())),
        };
    }
    connection.execute_batch(migrate::HISTORY).map_err(error)?;
    for migration in migrate::missing(ours, &applied(connection)?)? {
        connection.execute_batch("BEGIN IMMEDIATE").map_err(error)?;
        let done = apply(connection, migration, now);
        let last = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = connection.execute_batch(last).map_err(error);
        done.and(ended).map_err(|error| Error::Open(format!("migration {} failed: {error}", migration.name)))?;
        tracing::info!(migration = migration.name, "applied a migration");
    }
    Ok(())
}

fn apply(connection: &Connection, migration: &Migration, now: Timestamp) -> Result<(), Error> {
    connection.execute_batch(&dialect::for_sqlite(migration.sql)).map_err(error)?;
    migrate::note(&Tx::new(Over::Sqlite(connection), now), migration, now)
}

/// What was applied; nothing where no history was begun.
fn applied(connection: &Connection) -> Result<Vec<Applied>, Error> {
    let db = Db::new(Over::Sqlite(connection), Timestamp(0));
    let begun = db.maybe("SELECT name FROM sqlite_master WHERE name = 'schema_migrations'", &[], |_| Ok(()))?;
    match begun {
        Some(()) => db.all(migrate::APPLIED, &[], |row| Ok((row.get("number")?, row.get("checksum")?))),
        None => Ok(Vec::new()),
    }
}

/// Damage that SQLite finds when it reads the whole file.
pub(crate) fn check(db: &Db<'_>) -> Result<Vec<String>, Error> {
    let found = db.all("PRAGMA quick_check", &[], |row| row.get::<String>("quick_check"))?;
    Ok(found.into_iter().filter(|line| line != "ok").collect())
}
