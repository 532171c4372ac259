//! The engine: a bounded pool of threads, each with a connection of its own, and one queue.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::away::Away;
use super::beside::Beside;
use super::config::Target;
use super::listen;
use super::ready::{Prepared, prepared};
use super::worker::Worker;
use crate::announce::Hub;
use crate::queue::{Lane, Queue};
use crate::work::{Read, Write};
use crate::{Clock, Error, Options, threads};

/// How long closing waits for work that is under way.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

/// How many connections are none of the pool's: the one that listens, and the one beside.
const APART: usize = 2;

/// A piece of work for any thread of the pool.
pub(super) enum Job {
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

/// What the threads share.
pub(super) struct Shared {
    pub jobs: Queue<Job>,
    pub away: Away,
    pub target: Target,
    pub clock: Clock,
    pub hub: Hub,
    /// Where nodes tell each other what was announced.
    pub channel: String,
    /// How long it is asked what became of a commit.
    pub answer_within: Duration,
    /// How many threads of the pool have a connection.
    pub connected: Arc<AtomicUsize>,
    pub is_closed: Arc<AtomicBool>,
}

impl Shared {
    /// Whether any thread of the pool has a connection.
    pub fn is_reached(&self) -> bool {
        self.connected.load(Ordering::Acquire) > 0
    }
}

/// An open PostgreSQL database.
pub(crate) struct Engine {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    version: String,
    /// How many threads are in the pool.
    pool: usize,
}

impl Engine {
    pub fn open(mut target: Target, options: &Options, hub: Hub) -> Result<Engine, Error> {
        target.silence_max = options.tuning.silence_max;
        let Prepared { version, schema } = prepared(&target, options)?;
        let channel = listen::channel(&schema);
        let shared = Arc::new(Shared {
            jobs: Queue::new(options.tuning.waiting_max),
            away: Away::default(),
            target,
            clock: options.clock.clone(),
            hub,
            channel,
            answer_within: options.tuning.answer_within,
            connected: Arc::default(),
            is_closed: Arc::default(),
        });
        let mut threads = Vec::new();
        let beside = Arc::new(Beside::new(shared.target.clone()));
        let pool = options.tuning.connections.saturating_sub(APART).max(2);
        for _ in 0..pool {
            let (shared, beside) = (Arc::clone(&shared), Arc::clone(&beside));
            threads.push(spawn(move || Worker { shared, beside, session: None }.run())?);
        }
        let (heard, target) = (Arc::clone(&shared), shared.target.clone());
        threads.push(spawn(move || listen::run(&target, &heard.channel, &heard.hub, &heard.is_closed))?);
        Ok(Engine { shared, threads: Mutex::new(threads), version, pool })
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
        // A server without room for one more is none, as long as there are others.
        self.shared.away.why().filter(|why| !(matches!(why, Error::Busy(_)) && self.shared.is_reached()))
    }

    /// How many connections this process has, at the most: the pool's, the one beside and the one that listens.
    pub fn connections(&self) -> usize {
        self.pool + APART
    }

    /// Whether no network lies between.
    pub fn is_near(&self) -> bool {
        self.shared.target.is_near()
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

pub(super) fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<JoinHandle<T>, Error> {
    let named = thread::Builder::new().name("store-postgres".to_owned());
    named.spawn(work).map_err(|error| Error::Open(format!("a thread for the database could not be started: {error}")))
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.close();
    }
}

impl Job {
    pub fn refuse(self, error: Error) {
        match self {
            Job::Write(write) => write.answer(Err(error)),
            Job::Read(read, _) => read.answer(Err(error)),
        }
    }
}
