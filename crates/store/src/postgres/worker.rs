//! One thread of the pool: does what waits in the queue, over a connection that it makes anew when it broke.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use super::Session;
use super::beside::Beside;
use super::connection::Counted;
use super::engine::{Job, Seen, Shared};
use super::fate::{Fate, Ticket};
use super::statement::Remedy;
use super::transaction::{self, Unmade};
use crate::Error;
use crate::announce::Announcement;
use crate::work::{Read, Write};

/// How often a transaction that met others is run again.
const TRIES: u32 = 12;
/// How long a write that met others lets them go on before it is run again; longer each time. On a busy machine one
/// millisecond did not let the other of a deadlock come to its commit.
const PAUSE: Duration = Duration::from_millis(5);
/// How often the server is asked after a commit whose answer was not heard.
const ASK_EVERY: Duration = Duration::from_millis(10);
/// How long a thread without a connection leaves the work to those that have one.
const STAND_BACK: Duration = Duration::from_millis(50);
/// How often it does, on end, where the server is full and no other thread has a connection either.
const STAND_BACK_MOST: u32 = 20;

/// The thread's own. Connections are opened, used and closed here and nowhere else: the last thread to end closes the one
/// beside.
pub(super) struct Worker {
    pub shared: Arc<Shared>,
    pub beside: Arc<Beside>,
    pub session: Option<Session>,
}

impl Worker {
    /// Until the queue is closed and empty.
    pub fn run(mut self) {
        let mut stood_back = 0;
        while let Some(job) = self.shared.jobs.wait() {
            let error = self.connected().err();
            // The server may be full, and the others get on with it, or are about to: those that it lets in need longer.
            let is_full = matches!(error, Some(Error::Busy(_))) && stood_back < STAND_BACK_MOST;
            match (error, job) {
                (None, job) => {
                    stood_back = 0;
                    self.work(job);
                }
                (Some(_), job) if is_full || self.shared.is_reached() => {
                    stood_back += 1;
                    self.shared.jobs.put_back(job);
                    thread::park_timeout(STAND_BACK);
                }
                (Some(error), job) => job.refuse(error),
            }
            self.let_go_if_broken();
        }
    }

    fn work(&mut self, job: Job) {
        match job {
            Job::Write(write) => self.write(write),
            Job::Read(read, seen) => self.read(read, seen),
        }
    }

    /// Runs a write until it meets nobody, and answers with what came of it.
    fn write(&mut self, mut write: Box<dyn Write>) {
        let made = self.made(&mut *write);
        let announced = match made {
            Ok(announced) => announced,
            Err(error) => {
                // It may have been made all the same.
                let missed = matches!(error, Error::Unknown(_)).then_some(Announcement::Missed);
                write.answer(Err(error));
                return self.tell(missed.into_iter().collect());
            }
        };
        write.answer(Ok(()));
        self.tell(announced);
    }

    fn made(&mut self, write: &mut dyn Write) -> Result<Vec<Announcement>, Error> {
        let (shared, mut tries, mut may_be_stale) = (Arc::clone(&self.shared), 1, true);
        loop {
            let made = transaction::write(self.connected()?, write, &shared.clock);
            self.let_go_if_broken();
            match made {
                Ok(announced) => {
                    shared.away.answered();
                    return Ok(announced);
                }
                // It broke while nobody used it.
                Err(Unmade::NotBegun(_)) if may_be_stale => may_be_stale = false,
                Err(Unmade::Met) if tries < TRIES => {
                    metrics::counter!("belfry_store_reruns_total").increment(1);
                    thread::park_timeout(PAUSE * tries);
                    tries += 1;
                }
                Err(Unmade::Met) => return Err(Error::Busy("others were changing the same".to_owned())),
                Err(Unmade::Unheard(ticket, announced)) => return self.asked_after(&ticket).map(|()| announced),
                Err(Unmade::NotBegun(error) | Unmade::Undone(error)) => return Err(error),
            }
        }
    }

    /// Asks what became of a commit, for as long as its caller may be made to wait.
    fn asked_after(&mut self, ticket: &Ticket) -> Result<(), Error> {
        let (began, within) = (Instant::now(), self.shared.answer_within);
        loop {
            let fate = self.connected().and_then(|session| session.fate(ticket));
            self.let_go_if_broken();
            match fate {
                Ok(Fate::Committed) => return Ok(()),
                Ok(Fate::Undone) => return Err(Error::Away("the connection broke before the commit".to_owned())),
                Ok(Fate::Untold) => {
                    return Err(Error::Unknown("the database crashed, or was replaced, at the commit".to_owned()));
                }
                Ok(Fate::UnderWay) | Err(_) => {}
            }
            if began.elapsed() >= within || self.shared.is_closed.load(Ordering::Acquire) {
                return Err(Error::Unknown("the database went away at the commit, and stayed away".to_owned()));
            }
            thread::park_timeout(ASK_EVERY);
        }
    }

    /// Runs a read and answers. It changes nothing, and so is run again if the connection broke while nobody used it.
    fn read(&mut self, mut read: Box<dyn Read>, seen: Seen) {
        let (shared, mut may_be_stale) = (Arc::clone(&self.shared), true);
        loop {
            let session = match self.connected() {
                Ok(session) => session,
                Err(error) => return read.answer(Err(error)),
            };
            let done = transaction::read(session, &mut *read, seen, &shared.clock);
            if session.remedy() != Remedy::Reconnect || !may_be_stale {
                read.answer(done);
                return transaction::end_read(session);
            }
            may_be_stale = false;
            self.let_go_if_broken();
        }
    }

    /// Tells this process, then the other nodes: outside the transaction, since a `NOTIFY` within would make commits take turns.
    fn tell(&self, announced: Vec<Announcement>) {
        if announced.is_empty() {
            return;
        }
        let shared = &self.shared;
        announced.iter().for_each(|announcement| shared.hub.publish(announcement.clone()));
        let told = shared.hub.pass_on(announced, |message| match &self.session {
            Some(session) => session.notify(&shared.channel, message),
            None => Err(Error::Away("the connection broke after the commit".to_owned())),
        });
        if let Err(error) = told {
            tracing::debug!(%error, "other nodes were not told; they are told later that they missed some");
        }
    }

    /// The connection, made anew if it broke.
    fn connected(&mut self) -> Result<&Session, Error> {
        let session = match self.session.take() {
            Some(session) => session,
            None => self.made_anew()?,
        };
        Ok(self.session.insert(session))
    }

    fn let_go_if_broken(&mut self) {
        self.session.take_if(|session| session.remedy() == Remedy::Reconnect);
    }

    fn made_anew(&self) -> Result<Session, Error> {
        self.shared.away.may_try(Instant::now())?;
        match Session::open(&self.shared.target) {
            Ok(mut session) => {
                self.shared.away.reached();
                session.beside = Some(Arc::clone(&self.beside));
                session.counted = Some(Counted::among(&self.shared.connected));
                Ok(session)
            }
            Err(why) => {
                self.shared.away.failed(why.clone(), Instant::now());
                // Whatever it is (a password that was changed, say), it may be mended while we run.
                Err(if matches!(why, Error::Away(_) | Error::Busy(_)) { why } else { Error::Away(why.to_string()) })
            }
        }
    }
}
