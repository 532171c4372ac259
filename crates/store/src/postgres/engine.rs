//! The engine: a bounded pool of threads, each with a connection of its own, and one queue.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::Session;
use super::away::Away;
use super::beside::Beside;
use super::config::Target;
use super::listen;
use super::statement::Remedy;
use crate::announce::{Announcement, Hub};
use crate::db::Over;
use crate::migrate::Applied;
use crate::queue::{Lane, Queue};
use crate::work::{Read, Write};
use crate::{Clock, Db, Error, Migration, Options, Tx, dialect, migrate, threads};

/// How often a transaction that met others is run again.
const TRIES: usize = 12;
/// How long closing waits for work that is under way.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);
/// Only one node at a time migrates: the key of its advisory lock.
const MIGRATING: i64 = 0x0000_4265_6c66_7279;

/// A piece of work for any thread of the pool.
enum Job {
    Write(Box<dyn Write>),
    Read(Box<dyn Read>, Seen),
}

/// What a read sees of changes made meanwhile.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// All its statements see the same.
    Snapshot,
    /// Each statement sees what is committed when it begins: saves two round trips.
    Latest,
}

struct Shared {
    jobs: Queue<Job>,
    away: Away,
    target: Target,
    clock: Clock,
    hub: Hub,
    /// Where nodes tell each other what was announced.
    channel: String,
    is_closed: Arc<AtomicBool>,
}

/// An open PostgreSQL database.
pub(crate) struct Engine {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    version: String,
}

impl Engine {
    pub fn open(target: Target, options: &Options, hub: Hub) -> Result<Engine, Error> {
        let Prepared { version, schema } = prepared(&target, options)?;
        let channel = listen::channel(&schema);
        let shared = Arc::new(Shared {
            jobs: Queue::new(options.tuning.waiting_max),
            away: Away::default(),
            target,
            clock: options.clock.clone(),
            hub,
            channel,
            is_closed: Arc::default(),
        });
        let mut threads = Vec::new();
        let beside = Arc::new(Beside::new(shared.target.clone()));
        for _ in 0..options.tuning.connections.max(2) {
            let (shared, beside) = (Arc::clone(&shared), Arc::clone(&beside));
            threads.push(spawn(move || Worker { shared, beside, session: None }.run())?);
        }
        let (heard, target) = (Arc::clone(&shared), shared.target.clone());
        threads.push(spawn(move || listen::run(&target, &heard.channel, &heard.hub, &heard.is_closed))?);
        Ok(Engine { shared, threads: Mutex::new(threads), version })
    }

    pub fn write(&self, lane: Lane, write: Box<dyn Write>) {
        if let Err((job, error)) = self.shared.jobs.put(lane, Job::Write(write)) {
            job.refuse(error);
        }
    }

    pub fn read(&self, read: Box<dyn Read>, seen: Seen) {
        if let Err((job, error)) = self.shared.jobs.put(Lane::Usual, Job::Read(read, seen)) {
            job.refuse(error);
        }
    }

    pub fn trouble(&self) -> Option<Error> {
        self.shared.away.why()
    }

    pub fn version(&self) -> &str {
        &self.version
    }

    /// Finishes what waits; then the threads end and their connections close. What takes longer than a moment is left alone:
    /// it ends with the process, and the server undoes it.
    pub fn close(&self) {
        self.shared.is_closed.store(true, Ordering::Release);
        self.shared.jobs.close();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let threads = threads::others(threads);
        if threads::ended(&threads, CLOSE_WITHIN, || {}) {
            threads::join(threads);
        } else {
            tracing::warn!("the database was left before all work on it was done; nothing of that was acknowledged");
        }
    }
}

/// What is learnt of a database while it is made ready.
struct Prepared {
    version: String,
    schema: String,
}

/// Makes the database ready, over a connection of its own. On a thread of its own, since the caller may be an async one, on
/// which the library can neither wait nor close a connection.
fn prepared(target: &Target, options: &Options) -> Result<Prepared, Error> {
    let (target, clock, migrations) = (target.clone(), options.clock.clone(), options.migrations);
    let is_look = !options.access.makes();
    let preparing = spawn(move || {
        let session = Session::open(&target)?;
        let version = session.version()?;
        clock.correct(session.now()?);
        if is_look {
            look(&session, migrations, &clock)?;
        } else {
            migrate(&session, migrations, &clock)?;
        }
        Ok(Prepared { version, schema: session.schema })
    })?;
    preparing.join().unwrap_or(Err(Error::Panicked))
}

fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<JoinHandle<T>, Error> {
    let named = thread::Builder::new().name("store-postgres".to_owned());
    named.spawn(work).map_err(|error| Error::Open(format!("a thread for the database could not be started: {error}")))
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.close();
    }
}

impl Job {
    fn refuse(self, error: Error) {
        match self {
            Job::Write(write) => write.answer(Err(error)),
            Job::Read(read, _) => read.run(Err(error)),
        }
    }
}

/// One thread of the pool. Connections are opened, used and closed here and nowhere else: the last thread to end closes
/// the one beside.
struct Worker {
    shared: Arc<Shared>,
    beside: Arc<Beside>,
    session: Option<Session>,
}

impl Worker {
    fn run(mut self) {
        while let Some(job) = self.shared.jobs.wait() {
            match self.connected() {
                Ok(session) => {
                    work(&session, job, &self.shared);
                    if session.remedy() != Remedy::Reconnect {
                        self.session = Some(session);
                    }
                }
                Err(error) => job.refuse(error),
            }
        }
    }

    /// The connection, made anew if it broke.
    fn connected(&mut self) -> Result<Session, Error> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => self.made_anew()?,
        };
        session.beside.get_or_insert_with(|| Arc::clone(&self.beside));
        Ok(session)
    }

    fn made_anew(&self) -> Result<Session, Error> {
        self.shared.away.may_try(Instant::now())?;
        match Session::open(&self.shared.target) {
            Ok(session) => {
                self.shared.away.reached();
                Ok(session)
            }
            Err(why) => {
                self.shared.away.failed(why.clone(), Instant::now());
                // Whatever it is (a password that was changed, say), it may be mended while we run.
                Err(if matches!(why, Error::Away(_)) { why } else { Error::Away(why.to_string()) })
            }
        }
    }
}

fn work(session: &Session, job: Job, shared: &Shared) {
    match job {
        Job::Write(write) => run_write(session, write, shared),
        Job::Read(read, seen) => run_read(session, read, seen, &shared.clock),
    }
}

/// Runs a write until it meets nobody, and answers with what came of it.
fn run_write(session: &Session, mut write: Box<dyn Write>, shared: &Shared) {
    for tries in 1..=TRIES {
        let mut announced = Vec::new();
        let outcome = try_write(session, &mut *write, &shared.clock, &mut announced);
        if session.remedy() == Remedy::Again && tries < TRIES {
            metrics::counter!("belfry_store_reruns_total").increment(1);
            thread::park_timeout(Duration::from_millis(tries as u64));
            continue;
        }
        let is_done = outcome.is_ok();
        write.answer(outcome);
        if is_done {
            announced.into_iter().for_each(|announcement| tell(session, announcement, shared));
        }
        return;
    }
}

/// Tells this process, then the other nodes: outside the transaction, since a `NOTIFY` within would make commits take turns.
fn tell(session: &Session, announcement: Announcement, shared: &Shared) {
    let carried = shared.hub.for_others(&announcement);
    shared.hub.publish(announcement);
    if let Some(carried) = carried
        && let Err(error) = session.notify(&shared.channel, &carried)
    {
        tracing::debug!(%error, "other nodes were not told; they look for themselves");
    }
}

fn try_write(
    session: &Session,
    write: &mut dyn Write,
    clock: &Clock,
    announced: &mut Vec<Announcement>,
) -> Result<(), Error> {
    let now = clock.correct(session.begin("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")?);
    let tx = Tx::new(Over::Postgres(session), now);
    let is_kept = write.run(&tx);
    match (is_kept, session.remedy()) {
        (true, Remedy::None) => {
            commit(session)?;
            announced.extend(tx.announced());
            Ok(())
        }
        (_, Remedy::Reconnect) => Err(Error::Away("the connection broke".to_owned())),
        (_, Remedy::None | Remedy::Again) => {
            let remedy = session.remedy();
            session.end("ROLLBACK")?;
            if remedy == Remedy::Again { Err(Error::Busy("others were changing the same".to_owned())) } else { Ok(()) }
        }
    }
}

fn commit(session: &Session) -> Result<(), Error> {
    let started = Instant::now();
    let done = session.end("COMMIT");
    metrics::histogram!("belfry_store_write_batch_size").record(1.0);
    metrics::histogram!("belfry_store_commit_seconds").record(started.elapsed());
    done
}

fn run_read(session: &Session, read: Box<dyn Read>, seen: Seen, clock: &Clock) {
    if seen == Seen::Latest {
        return read.run(Ok(&Db::new(Over::Postgres(session), clock.now())));
    }
    match session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") {
        Ok(now) => {
            read.run(Ok(&Db::new(Over::Postgres(session), clock.correct(now))));
            if session.remedy() != Remedy::Reconnect
                && let Err(error) = session.end("COMMIT")
            {
                tracing::warn!(%error, "a read could not be ended");
            }
        }
        Err(error) => read.run(Err(error)),
    }
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
    session.simple(&format!("SELECT pg_advisory_lock({MIGRATING})"))?;
    let done = migrate_alone(session, ours, clock);
    let unlocked = session.simple(&format!("SELECT pg_advisory_unlock({MIGRATING})")).map(drop);
    done.and(unlocked)
}

fn migrate_alone(session: &Session, ours: &[Migration], clock: &Clock) -> Result<(), Error> {
    session.simple(&format!("BEGIN READ WRITE; {}; COMMIT", migrate::HISTORY))?;
    for migration in migrate::missing(ours, &applied(session, clock)?)? {
        session.simple("BEGIN READ WRITE")?;
        let tx = Tx::new(Over::Postgres(session), clock.now());
        let done =
            session.simple(&dialect::for_postgres(migration.sql)).and_then(|_| migrate::note(&tx, migration, tx.now()));
        let ended = session.end(if done.is_ok() { "COMMIT" } else { "ROLLBACK" });
        done.and(ended).map_err(|error| Error::Open(format!("migration {} failed: {error}", migration.name)))?;
        tracing::info!(migration = migration.name, "applied a migration");
    }
    Ok(())
}
