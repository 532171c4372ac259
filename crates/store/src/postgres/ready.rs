//! Making a database ready: is it new enough, and are all migrations applied?

use std::thread;
use std::time::Duration;

use super::Session;
use super::config::Target;
use super::engine::spawn;
use crate::db::Over;
use crate::migrate::Applied;
use crate::{Access, Clock, Db, Error, Migration, Options, Tx, dialect, migrate};

/// Only one node at a time migrates: the key of its advisory lock.
const MIGRATING: i64 = 0x0000_4265_6c66_7279;
/// How long a node waits for its turn.
const TURN_WITHIN: &str = "10min";
/// How long a migration waits for a table that others are using, and keeps those waiting who come after it.
const LOCK_WITHIN: &str = "1s";
/// How often it is tried.
const TRIES: usize = 60;
/// How long it leaves the table to others before it tries again.
const PAUSE: Duration = Duration::from_millis(500);

/// What is learnt of a database while it is made ready.
pub(super) struct Prepared {
    /// For people.
    pub version: String,
    /// The schema that its tables are in.
    pub schema: String,
}

/// Makes the database ready, over a connection of its own. On a thread of its own, since the caller may be an async one, on
/// which the library can neither wait nor close a connection.
pub(super) fn prepared(target: &Target, options: &Options) -> Result<Prepared, Error> {
    let (target, clock, migrations) = (target.clone(), options.clock.clone(), options.migrations);
    // A command needs few, and for a moment.
    let wanted = if options.access == Access::Serve { options.tuning.connections } else { 0 };
    let is_look = !options.access.makes();
    let preparing = spawn(move || {
        let session = Session::open(&target)?;
        let version = session.version()?;
        clock.correct(session.now()?);
        if wanted > 0 {
            warn_if_full(&session, wanted)?;
        }
        if is_look {
            look(&session, migrations, &clock)?;
        } else {
            migrate(&session, migrations, &clock)?;
        }
        Ok(Prepared { version, schema: session.schema })
    })?;
    preparing.join().unwrap_or(Err(Error::Panicked))
}

/// How many connections the server has left for those who are nobody special.
const ROOM: &str = "SELECT current_setting('max_connections')::bigint
    - current_setting('superuser_reserved_connections')::bigint
    - (SELECT sum(numbackends)::bigint FROM pg_stat_database)";

/// Says so where the server may not let all connections in.
fn warn_if_full(session: &Session, wanted: usize) -> Result<(), Error> {
    let room = session.simple(ROOM)?.and_then(|room| room.parse::<i64>().ok()).unwrap_or(i64::MAX);
    // This one is there already.
    if room.saturating_add(1) < i64::try_from(wanted).unwrap_or(i64::MAX) {
        tracing::warn!(
            wanted,
            room,
            "the database server may not let in as many connections as this node wants: raise its max_connections, \
             or lower --database-connections; until then the node makes do with fewer"
        );
    }
    Ok(())
}

/// Makes sure that nothing is missing, and changes nothing.
fn look(session: &Session, ours: &[Migration], clock: &Clock) -> Result<(), Error> {
    let begun = session.simple("SELECT to_regclass('schema_migrations')")?;
    let applied = if begun.is_some_and(|name| !name.is_empty()) { applied(session, clock)? } else { Vec::new() };
    if migrate::missing(ours, &applied)?.is_empty() { Ok(()) } else { Err(Error::Open(migrate::BEHIND.to_owned())) }
}

fn applied(session: &Session, clock: &Clock) -> Result<Vec<Applied>, Error> {
    let db = Db::new(Over::Postgres(session), clock.now());
    db.all(migrate::APPLIED, &[], |row| Ok((row.get("number")?, row.get("checksum")?)))
}

/// Applies what is missing. Nodes that start at once take turns; nodes that run go on running.
fn migrate(session: &Session, ours: &[Migration], clock: &Clock) -> Result<(), Error> {
    session.wait_for_ever();
    session.simple(&format!("SET statement_timeout = '{TURN_WITHIN}'"))?;
    session.simple(&format!("SELECT pg_advisory_lock({MIGRATING})")).map_err(|error| match error {
        Error::Busy(_) => Error::Open(format!(
            "another node has been bringing the database up to date for {TURN_WITHIN}: try again when it is done"
        )),
        other => other,
    })?;
    let done = migrate_alone(session, ours, clock);
    let unlocked = session.simple(&format!("SELECT pg_advisory_unlock({MIGRATING})")).map(drop);
    done.and(unlocked)
}

fn migrate_alone(session: &Session, ours: &[Migration], clock: &Clock) -> Result<(), Error> {
    session.simple(&format!("BEGIN READ WRITE; {}; COMMIT", migrate::HISTORY))?;
    // A large table takes its time; whoever is in the way is not waited for, since everybody else would wait behind us.
    session.simple(&format!("SET statement_timeout = 0; SET lock_timeout = '{LOCK_WITHIN}'"))?;
    for migration in migrate::missing(ours, &applied(session, clock)?)? {
        patiently(|| apply(session, migration, clock))
            .map_err(|error| Error::Open(format!("migration {} failed: {error}", migration.name)))?;
        tracing::info!(migration = migration.name, "applied a migration");
    }
    Ok(())
}

/// Tries again and again while others are in the way, and lets those pass meanwhile who had to wait.
fn patiently(mut work: impl FnMut() -> Result<(), Error>) -> Result<(), Error> {
    for _ in 1..TRIES {
        match work() {
            Err(Error::Busy(_)) => thread::park_timeout(PAUSE),
            other => return other,
        }
    }
    work()
}

fn apply(session: &Session, migration: &Migration, clock: &Clock) -> Result<(), Error> {
    session.simple("BEGIN READ WRITE")?;
    let tx = Tx::new(Over::Postgres(session), clock.now());
    let done =
        session.simple(&dialect::for_postgres(migration.sql)).and_then(|_| migrate::note(&tx, migration, tx.now()));
    let ended = if done.is_ok() { session.commit() } else { session.roll_back() };
    done.and(ended)
}
