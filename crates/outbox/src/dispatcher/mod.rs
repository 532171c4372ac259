//! The dispatcher: takes the steps that the [agenda](crate::agenda) names, one after the other, and tells it what came of
//! them. Attempts run beside it, so many at once.
//!
//! `run` drives it by the clock for as long as the process lives; tests call `settle_down` after moving the clock instead.

mod look;
mod told;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use store::{Error, Store, Subscription, Timestamp};
use tokio::sync::watch;
use tokio::task::{self, JoinSet};
use tokio::time::Instant;

use self::look::{Looked, broke_off, next_look};
use crate::agenda::{Agenda, Step};
use crate::claim;
use crate::desk::{Desk, Unwritten};
use crate::enqueue::TOPIC;
use crate::flight::{self, Flight, Landing};
use crate::letters::Letters;
use crate::mail::{BootId, MailId};
use crate::node::{self, Vigil};
use crate::notice::Notice;
use crate::rescue::{self, Rescued, Whose};
use crate::ring::{self, Written};
use crate::transport::Transport;

/// How many attempts are under way at once.
pub const LANES: usize = 16;
/// How often leases that ran out are looked for.
const RESCUE_EVERY: Duration = Duration::from_secs(60);
/// How long a graceful stop waits for attempts that are under way.
pub const STOP_WITHIN: Duration = Duration::from_secs(8);

/// Sends the mail of one process.
pub struct Dispatcher {
    store: Store,
    boot: BootId,
    letters: Arc<dyn Letters>,
    transport: Transport,
    agenda: Agenda,
    flights: JoinSet<Landing>,
    /// Which mail each flight carries: a flight that breaks off cannot say so itself.
    aboard: HashMap<task::Id, MailId>,
    desk: Desk,
    warming: JoinSet<()>,
    looking: JoinSet<Looked>,
    /// A look that ended while the dispatcher rested.
    looked: Option<Looked>,
    loose_ends: Vec<LooseEnd>,
    announced: Subscription,
    vigil: Vigil,
    began: Instant,
    notice: Notice,
}

/// What is still to be recorded.
#[derive(Clone, Debug)]
enum LooseEnd {
    /// This mail cannot be sent, for this reason.
    GiveUp(MailId, String),
    /// The attempt to send this mail broke off.
    BrokeOff(MailId),
    /// More may have been leased than is known.
    Unheard,
}

impl Dispatcher {
    /// A dispatcher that has taken nothing up yet.
    pub fn new(store: Store, boot: BootId, letters: Arc<dyn Letters>, transport: Transport) -> Dispatcher {
        let announced = store.subscribe(TOPIC);
        Dispatcher {
            desk: Desk::new(store.clone(), Arc::clone(&letters)),
            warming: JoinSet::new(),
            looking: JoinSet::new(),
            looked: None,
            store,
            boot,
            letters,
            transport,
            agenda: Agenda::new(LANES),
            flights: JoinSet::new(),
            aboard: HashMap::new(),
            loose_ends: Vec::new(),
            announced,
            vigil: Vigil::default(),
            began: Instant::now(),
            notice: Notice::default(),
        }
    }

    /// The same, that gives a letter so long to be written.
    #[must_use]
    pub fn with_patience(mut self, within: Duration) -> Dispatcher {
        self.desk.within = within;
        self
    }

    /// Takes over what an earlier process left behind: at once where no other can be alive, else by and by (see
    /// [`crate::node`]). Called once, before anything else.
    ///
    /// # Errors
    /// As the database fails.
    pub async fn begin(&self) -> Result<Rescued, Error> {
        if self.store.is_shared() { Ok(Rescued::default()) } else { self.rescue(Whose::AllOthers).await }
    }

    /// Takes over what others left behind.
    ///
    /// # Errors
    /// As the database fails.
    pub async fn rescue(&self, whose: Whose) -> Result<Rescued, Error> {
        let boot = self.boot.clone();
        let rescued = self.store.write(move |tx| rescue::rescue(tx, &boot, whose)).await?;
        if rescued != Rescued::default() {
            tracing::warn!(leases = rescued.leases, attempts = rescued.attempts, "took over mail that was left behind");
        }
        Ok(rescued)
    }

    /// Sends what is due, until `stop` turns true or nobody is left who could say so; then gives its leases back and finishes what is under way, within a bound.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut rescued_at = Instant::now();
        while !*stop.borrow() && stop.has_changed().is_ok() {
            let now = self.store.clock().now();
            if rescued_at.elapsed() >= RESCUE_EVERY {
                rescued_at = Instant::now();
                if let Err(error) = self.rescue(Whose::RanOut).await {
                    tracing::error!(%error, "leases that ran out were not given back");
                }
            }
            if self.store.is_shared()
                && let Err(error) = self.watch().await
            {
                tracing::error!(%error, "the other nodes could not be told that this one is alive");
            }
            match self.step().await {
                Ok(Step::Rest(until)) => self.rest(until, &mut stop).await,
                Ok(_) => tokio::task::yield_now().await,
                Err(error) => {
                    tracing::error!(%error, "the outbox cannot reach its database");
                    self.rest(now + Duration::from_secs(1), &mut stop).await;
                }
            }
        }
        self.stop().await;
    }

    /// Says that this node is alive, when it is time; and takes over from those that have fallen silent.
    async fn watch(&mut self) -> Result<(), Error> {
        if !self.vigil.is_due(self.began.elapsed()) {
            return Ok(());
        }
        let boot = self.boot.clone();
        self.store.write(move |tx| node::beat(tx, &boot)).await?;
        self.vigil.beaten(self.began.elapsed());
        if self.vigil.may_judge(self.began.elapsed()) {
            self.rescue(Whose::Silent).await?;
        }
        Ok(())
    }

    /// Takes every step that can be taken at the clock's time, and waits for the attempts it began. For tests and one-shot runs.
    ///
    /// # Errors
    /// As the database fails; what is under way has come to its end then, too.
    pub async fn settle_down(&mut self) -> Result<(), Error> {
        self.agenda.woken();
        loop {
            match self.step().await {
                Ok(Step::Rest(_)) => tokio::select! {
                    Some(landing) = self.flights.join_next_with_id() => self.landed(landing),
                    Some((id, outcome)) = self.desk.next() => self.written(id, outcome),
                    Some(_) = self.warming.join_next() => {}
                    looked = next_look(&mut self.looking), if !self.looking.is_empty() => self.looked = Some(looked),
                    else => return Ok(()),
                },
                Ok(Step::Look(_) | Step::Warm(_) | Step::Write(_) | Step::Ring(_)) => {}
                Err(error) => {
                    while let Some(landing) = self.flights.join_next_with_id().await {
                        self.landed(landing);
                    }
                    return Err(error);
                }
            }
        }
    }

    /// Gives its leases back and finishes what is under way, within [`STOP_WITHIN`].
    pub async fn stop(mut self) {
        // What a look has yet to lease is given back with the rest.
        while self.looking.join_next().await.is_some() {}
        let boot = self.boot.clone();
        let given_back = self.store.write(move |tx| {
            // Attempts that are under way are still this node's: it leaves when they have ended.
            claim::give_back(tx, &boot)
        });
        if let Err(error) = given_back.await {
            tracing::error!(%error, "leases were not given back; they run out by themselves");
        }
        let finish = async { while self.flights.join_next().await.is_some() {} };
        if tokio::time::timeout(STOP_WITHIN, finish).await.is_err() {
            tracing::warn!("stopped while mail was being sent; its outcome will be recorded as unknown");
        }
        if self.store.is_shared() {
            let boot = self.boot.clone();
            if let Err(error) = self.store.write(move |tx| node::leave(tx, &boot)).await {
                tracing::warn!(%error, "the other nodes were not told that this one ends; they find out");
            }
        }
    }

    async fn step(&mut self) -> Result<Step, Error> {
        while let Some(landing) = self.flights.try_join_next_with_id() {
            self.landed(landing);
        }
        while let Some((id, outcome)) = self.desk.done() {
            self.written(id, outcome);
        }
        if let Some(looked) = self.look_ended() {
            self.looked(looked)?;
        }
        self.tie_up().await?;
        let now = self.store.clock().now();
        self.agenda.saw(now);
        let step = self.agenda.next(now);
        match step {
            Step::Look(most) => self.look(most),
            Step::Warm(connections) => self.warm(now, connections),
            Step::Write(id) => self.write(id),
            Step::Ring(id) => self.ring(id),
            Step::Rest(_) => {}
        }
        Ok(step)
    }

    fn look_ended(&mut self) -> Option<Looked> {
        match self.looked.take() {
            Some(looked) => Some(looked),
            None => self.looking.try_join_next().map(|ended| ended.unwrap_or_else(broke_off)),
        }
    }

    fn write(&mut self, id: MailId) {
        let Some(entry) = self.agenda.entry(id) else { return };
        self.desk.begin(entry.mail.clone(), entry.mail.next_at.max(self.store.clock().now()));
        self.agenda.writes(id);
    }

    fn written(&mut self, id: MailId, outcome: Result<Written, Unwritten>) {
        let (now, is_stuck) = (self.store.clock().now(), matches!(outcome, Err(Unwritten::Stuck(_))));
        match outcome {
            Ok(written) => {
                crate::crash::point("after-render");
                self.agenda.wrote(id, written);
            }
            Err(Unwritten::NotNow(why)) => {
                tracing::warn!(mail = id.raw(), why, "a letter could not be written now; it is no fault of the letter");
                self.agenda.could_not_write(now, id);
            }
            Err(Unwritten::Failed(why) | Unwritten::Stuck(why)) if self.agenda.failed_to_write(now, id, is_stuck) => {
                tracing::error!(mail = id.raw(), why, "a letter could not be written, and is given up");
                self.loose_ends.push(LooseEnd::GiveUp(id, why));
            }
            Err(Unwritten::Failed(why) | Unwritten::Stuck(why)) => {
                tracing::error!(mail = id.raw(), why, "a letter could not be written");
            }
        }
    }

    /// Records what is still to be recorded. What cannot be now stays for the next time.
    async fn tie_up(&mut self) -> Result<(), Error> {
        while let Some(end) = self.loose_ends.last().cloned() {
            if matches!(end, LooseEnd::Unheard) && !self.looking.is_empty() {
                return Ok(()); // What that look leases is not known yet, and must not be given back.
            }
            let boot = self.boot.clone();
            let known = self.agenda.ids().chain(self.aboard.values().copied()).collect();
            let tied = self.store.write(move |tx| match &end {
                LooseEnd::Unheard => claim::give_back_unheard(tx, &boot, &known),
                LooseEnd::GiveUp(id, why) => ring::give_up(tx, &boot, *id, why).map(drop),
                LooseEnd::BrokeOff(id) => rescue::broke_off(tx, &boot, *id),
            });
            tied.await?;
            self.loose_ends.pop();
        }
        Ok(())
    }

    fn ring(&mut self, id: MailId) {
        let last_accepted = self.agenda.relay.accepted_at();
        let Some(entry) = self.agenda.departed(id) else { return };
        let flight = Flight {
            store: self.store.clone(),
            boot: self.boot.clone(),
            letters: Arc::clone(&self.letters),
            transport: self.transport.clone(),
            last_accepted,
        };
        let flying = self.flights.spawn(flight::fly(flight, entry));
        self.aboard.insert(flying.id(), id);
    }

    fn landed(&mut self, landing: Result<(task::Id, Landing), task::JoinError>) {
        match landing {
            Ok((flight, landing)) => {
                self.aboard.remove(&flight);
                let hopeless = flight::note(&mut self.agenda, self.store.clock().now(), landing);
                self.loose_ends.extend(hopeless.map(|(id, why)| LooseEnd::GiveUp(id, why)));
                self.notice.put(self.agenda.relay.weather());
            }
            Err(error) => {
                self.agenda.landed();
                self.agenda.relay.no_news();
                self.loose_ends.extend(self.aboard.remove(&error.id()).map(LooseEnd::BrokeOff));
                tracing::error!(%error, "an attempt broke off; its outcome will be recorded as unknown");
            }
        }
    }

    async fn rest(&mut self, until: Timestamp, stop: &mut watch::Receiver<bool>) {
        let wait = until.since(self.store.clock().now());
        let woken = tokio::select! {
            () = tokio::time::sleep(wait) => false,
            announced = self.announced.next() => announced.is_some(),
            Some(landing) = self.flights.join_next_with_id() => {
                self.landed(landing);
                false
            }
            Some((id, outcome)) = self.desk.next() => {
                self.written(id, outcome);
                false
            }
            _ = self.warming.join_next(), if !self.warming.is_empty() => false,
            looked = next_look(&mut self.looking), if !self.looking.is_empty() => {
                self.looked = Some(looked);
                false
            }
            _ = stop.changed() => false,
        };
        if woken {
            self.agenda.woken();
        }
    }
}
