//! The engine: its threads, their queues, and the connections for short reads.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rusqlite::{Connection, InterruptHandle};

use super::writer::Writer;
use super::{checkpoint, connection};
use crate::announce::Hub;
use crate::db::Over;
use crate::folder::{self, Serving};
use crate::queue::{Lane, Queue};
use crate::work::{Read, Write, guarded};
use crate::{Clock, Db, Error, Options, threads};

/// How long closing waits before it breaks reads off.
const READS_WITHIN: Duration = Duration::from_millis(300);
/// How long it then waits for what is still under way.
const ALL_WITHIN: Duration = Duration::from_millis(700);

/// What the threads share.
pub(crate) struct Shared {
    pub writes: Queue<Box<dyn Write>>,
    /// The log has grown long: the writer is to shorten it.
    pub is_log_long: AtomicBool,
    reads: Queue<Box<dyn Read>>,
    /// The engine is being closed, and waiting reads are not begun any more.
    is_hurried: AtomicBool,
    stopped: Mutex<Option<String>>,
    trouble: Mutex<Option<Error>>,
}

impl Shared {
    pub fn health(&self) -> Result<(), Error> {
        match &*self.stopped.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(why) => Err(Error::Stopped(why.clone())),
        }
    }

    pub fn stop(&self, why: String) {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
    }

    /// Notes how the last commit went; the log is told when that is news.
    pub fn set_trouble(&self, trouble: Option<Error>) {
        let mut known = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match (&*known, &trouble) {
            (None, Some(error)) => tracing::error!(%error, "a commit failed; nothing of its changes was kept"),
            (Some(_), None) => tracing::info!("changes are made durable again"),
            (None, None) | (Some(_), Some(_)) => {}
        }
        *known = trouble;
    }
}

/// An open SQLite database.
pub(crate) struct Engine {
    shared: Arc<Shared>,
    path: PathBuf,
    clock: Clock,
    idle: Mutex<Vec<Connection>>,
    running: Mutex<Running>,
    is_served: bool,
    is_closed: AtomicBool,
}

/// What ends when the engine is closed.
#[derive(Default)]
struct Running {
    threads: Vec<JoinHandle<()>>,
    /// Break off the statement under way, one for each thread that reads.
    interrupts: Vec<InterruptHandle>,
    checkpoints: Option<mpsc::Sender<()>>,
    serving: Option<Serving>,
}

impl Engine {
    pub fn open(path: &Path, options: &Options, hub: Hub) -> Result<Engine, Error> {
        let Options { clock, tuning, .. } = options;
        let entry = folder::enter(path, options)?;
        let connection = connection::to_write(path)?;
        connection::migrate(&connection, options, entry.is_served)?;
        drop(entry.gate);
        let shared = Arc::new(Shared {
            writes: Queue::new(tuning.waiting_max),
            is_log_long: AtomicBool::new(false),
            reads: Queue::new(tuning.waiting_max),
            is_hurried: AtomicBool::new(false),
            stopped: Mutex::new(None),
            trouble: Mutex::new(None),
        });
        let writer = Writer {
            connection,
            shared: Arc::clone(&shared),
            clock: clock.clone(),
            batch_max: tuning.batch_max.max(1),
            hub,
        };
        let mut engine = Engine {
            shared,
            path: path.to_owned(),
            clock: clock.clone(),
            idle: Mutex::new(Vec::new()),
            running: Mutex::default(),
            is_served: entry.is_served,
            is_closed: AtomicBool::new(false),
        };
        engine.start(writer, tuning.readers.max(1), entry.serving)?;
        Ok(engine)
    }

    fn start(&mut self, writer: Writer, readers: usize, serving: Option<Serving>) -> Result<(), Error> {
        let mut threads = vec![spawn("store-write", move || writer.run())?];
        let mut interrupts = Vec::new();
        for _ in 0..readers {
            let (shared, clock) = (Arc::clone(&self.shared), self.clock.clone());
            let connection = connection::to_read(&self.path)?;
            interrupts.push(connection.get_interrupt_handle());
            threads.push(spawn("store-read", move || run_reads(&shared, &connection, &clock))?);
        }
        let (checkpoints, stop) = mpsc::channel();
        let (shared, path) = (Arc::clone(&self.shared), self.path.clone());
        threads.push(spawn("store-checkpoint", move || checkpoint::run(&path, &shared, &stop))?);
        self.running = Mutex::new(Running { threads, interrupts, checkpoints: Some(checkpoints), serving });
        Ok(())
    }

    pub fn write(&self, lane: Lane, write: Box<dyn Write>) {
        if let Err((write, error)) = self.shared.writes.put(lane, write) {
            write.answer(Err(error));
        }
    }

    pub fn read(&self, read: Box<dyn Read>) {
        if let Err((read, error)) = self.shared.reads.put(Lane::Usual, read) {
            read.answer(Err(error));
        }
    }

    /// Reads on the calling thread, over a connection of its own for as long as it takes.
    pub fn read_here<T, E: From<Error>>(&self, work: impl Fn(&Db<'_>) -> Result<T, E>) -> Result<T, E> {
        if self.is_closed.load(Ordering::Acquire) {
            return Err(Error::Closed.into());
        }
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => connection::to_read(&self.path)?,
        };
        let result = read_once(&connection, &self.clock, work);
        if !self.is_closed.load(Ordering::Acquire) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
        result
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn health(&self) -> Result<(), Error> {
        self.shared.health()
    }

    pub fn trouble(&self) -> Option<Error> {
        self.shared.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn is_served(&self) -> bool {
        self.is_served
    }

    /// Finishes what waits; then the threads end, and the log is moved into the file. Reads
    /// that take longer than a moment are broken off, and what cannot be is left alone: nothing that was answered is in it.
    pub fn close(&self) {
        if self.is_closed.swap(true, Ordering::AcqRel) {
            return;
        }
        self.shared.writes.close();
        self.shared.reads.close();
        let running = std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        let Running { threads, interrupts, checkpoints, serving } = running;
        drop(checkpoints);
        let threads = threads::others(threads);
        if !threads::ended(&threads, READS_WITHIN, || {}) {
            self.shared.is_hurried.store(true, Ordering::Release);
            let hurry = || interrupts.iter().for_each(InterruptHandle::interrupt);
            if !threads::ended(&threads, ALL_WITHIN, hurry) {
                tracing::warn!(
                    "the database was left before all work on it was done; nothing of that was acknowledged"
                );
                // The lock stays until the process ends: what is left may still use the database.
                return std::mem::forget(serving);
            }
        }
        threads::join(threads);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
        // Two connections that close at the same time each take the other for the last one, and leave the log where it is.
        if !self.is_served && self.health().is_ok() {
            checkpoint::finish(&self.path);
        }
        // After the last connection: see `folder`.
        drop(serving);
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.close();
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    let named = thread::Builder::new().name(name.to_owned());
    named.spawn(work).map_err(|error| Error::Open(format!("a thread for the database could not be started: {error}")))
}

fn run_reads(shared: &Shared, connection: &Connection, clock: &Clock) {
    while let Some(mut read) = shared.reads.wait() {
        if shared.is_hurried.load(Ordering::Acquire) {
            read.answer(Err(Error::Closed));
            continue;
        }
        match Snapshot::begin(connection) {
            Ok(_snapshot) => {
                read.run(&Db::new(Over::Sqlite(connection), clock.now()));
                read.answer(Ok(()));
            }
            Err(error) => read.answer(Err(error)),
        }
    }
}

fn read_once<T, E: From<Error>>(
    connection: &Connection,
    clock: &Clock,
    work: impl Fn(&Db<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let _snapshot = Snapshot::begin(connection)?;
    guarded(|| work(&Db::new(Over::Sqlite(connection), clock.now())))
}

/// All statements of one read see the same database.
struct Snapshot<'c>(&'c Connection);

impl<'c> Snapshot<'c> {
    fn begin(connection: &'c Connection) -> Result<Snapshot<'c>, Error> {
        super::run(connection, "BEGIN", &[])?;
        Ok(Snapshot(connection))
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        if let Err(error) = super::run(self.0, "COMMIT", &[]) {
            tracing::error!(%error, "a read could not be ended");
        }
    }
}
