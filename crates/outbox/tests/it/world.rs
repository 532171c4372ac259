//! An outbox with everything around it: a database, a clock that the test sets, a relay in memory, and an application that
//! writes short letters.

use std::collections::{HashMap, HashSet};
use std::panic::panic_any;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use outbox::transport::{Memory, Transport};
use outbox::{BootId, Dispatcher, Draft, Kind, Letter, Letters, Mail, MailId, Objection, Order, Recall, State, admin};
use store::ground::Ground;
use store::ground::wire::Wire;
use store::{Clock, Db, Error, Migration, Options, Store, Timestamp, Tuning, Tx};

pub const NOON: Timestamp = Timestamp(1_800_000_000_000_000);
pub const MINUTE: Duration = Duration::from_secs(60);

const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "foundation", sql: include_str!("../../../../migrations/0001_foundation.sql") },
    Migration { number: 2, name: "outbox", sql: include_str!("../../../../migrations/0002_outbox.sql") },
    Migration { number: 3, name: "nodes", sql: include_str!("../../../../migrations/0003_nodes.sql") },
    Migration { number: 5, name: "tracker", sql: include_str!("../../../../migrations/0005_tracker.sql") },
    Migration { number: 6, name: "tell", sql: include_str!("../../../../migrations/0006_tell.sql") },
    Migration { number: 9, name: "settings", sql: include_str!("../../../../migrations/0009_settings.sql") },
    Migration { number: 12, name: "insights", sql: include_str!("../../../../migrations/0012_insights.sql") },
    Migration { number: 13, name: "outbox_lists", sql: include_str!("../../../../migrations/0013_outbox_lists.sql") },
    Migration { number: 16, name: "dismissed", sql: include_str!("../../../../migrations/0016_dismissed.sql") },
];

/// What the application does with mail about a topic, if not the usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whim {
    PanicsWriting,
    /// Ends only when another letter is in `DATA`, or it is let go.
    WaitsForAnother,
    /// The database is busy.
    CannotRead,
    FailsWriting,
    WritesBareLineEnds,
    HasNothingToSay,
    PanicsObjecting,
    Objects,
    /// What is told in it is no longer so, once it is frozen.
    IsOutdated,
}

/// An application that writes short letters.
#[derive(Default)]
pub struct Application {
    whims: Mutex<HashSet<(i64, Whim)>>,
    /// How often a letter about each topic was begun.
    begun: Mutex<HashMap<i64, usize>>,
    /// Whether those that wait may end.
    is_free: Mutex<bool>,
    freed: Condvar,
}

/// Longer than any test takes.
const FOREVER: Duration = Duration::from_secs(20);

impl Application {
    pub fn set(&self, topic: i64, whim: Whim) {
        self.whims.lock().unwrap().insert((topic, whim));
    }

    pub fn forget(&self, topic: i64, whim: Whim) {
        self.whims.lock().unwrap().remove(&(topic, whim));
    }

    /// How often somebody began to write a letter about this topic.
    pub fn begun(&self, topic: i64) -> usize {
        self.begun.lock().unwrap().get(&topic).copied().unwrap_or(0)
    }

    /// Lets the letters end that wait.
    pub fn free(&self) {
        *self.is_free.lock().unwrap() = true;
        self.freed.notify_all();
    }

    fn wait(&self) -> Result<(), anyhow::Error> {
        let waited = self.freed.wait_timeout_while(self.is_free.lock().unwrap(), FOREVER, |is_free| !*is_free);
        anyhow::ensure!(!waited.unwrap().1.timed_out(), "waited in vain");
        Ok(())
    }

    fn has(&self, mail: &Mail, whim: Whim) -> bool {
        self.whims.lock().unwrap().contains(&(mail.topic_id.unwrap_or(0), whim))
    }
}

impl Letters for Application {
    fn write(&self, _: &Db<'_>, mail: &Mail, date: Timestamp) -> Result<Draft, anyhow::Error> {
        *self.begun.lock().unwrap().entry(mail.topic_id.unwrap_or(0)).or_default() += 1;
        if self.has(mail, Whim::WaitsForAnother) {
            self.wait()?;
        }
        if self.has(mail, Whim::CannotRead) {
            return Err(anyhow::Error::from(Error::Busy("somebody else has it".into())).context("reading the issue"));
        }
        if self.has(mail, Whim::PanicsWriting) {
            // Unlike `panic!` this prints a short line.
            panic_any("a letter that cannot be written");
        }
        if self.has(mail, Whim::FailsWriting) {
            anyhow::bail!("no words");
        }
        if self.has(mail, Whim::HasNothingToSay) {
            return Ok(Draft::Nothing(Objection { end: State::Cancelled, reason: "nothing to say".into() }));
        }
        let end = if self.has(mail, Whim::WritesBareLineEnds) { "\n" } else { "\r\n" };
        let text = format!("Date: {}{end}{end}mail {} as of change {}{end}", date.as_micros(), mail.id, mail.revision);
        Ok(Draft::Letter(Letter {
            message_id: format!("<{}@example.com>", mail.id),
            from: "belfry@example.com".into(),
            to: format!("person{}@example.com", mail.recipient_id),
            bytes: text.into_bytes().into(),
            lists: None,
        }))
    }

    fn objection(&self, _: &Tx<'_>, mail: &Mail) -> Result<Option<Objection>, Error> {
        if self.has(mail, Whim::PanicsObjecting) {
            panic_any("a question that cannot be answered");
        }
        if mail.is_frozen() && self.has(mail, Whim::IsOutdated) {
            return Ok(Some(Objection { end: State::Merged, reason: "things have changed".into() }));
        }
        let objection = Objection { end: State::Cancelled, reason: "not wanted".into() };
        Ok(self.has(mail, Whim::Objects).then_some(objection))
    }
}

/// When `DATA` was given for which letter, by the test's clock.
type DataLog = Arc<Mutex<HashMap<String, Vec<Timestamp>>>>;

pub struct World {
    pub store: Store,
    pub clock: Clock,
    pub memory: Memory,
    transport: Transport,
    pub application: Arc<Application>,
    pub dispatcher: Dispatcher,
    data_log: DataLog,
    pub boot: BootId,
    ground: Ground,
}

impl World {
    /// The wire to the database.
    pub fn wire(&self) -> &Wire {
        self.ground.wire()
    }

    /// When `DATA` was given for this mail.
    pub fn data_times(&self, id: MailId) -> Vec<Timestamp> {
        self.data_log.lock().unwrap().get(&format!("<{id}@example.com>")).cloned().unwrap_or_default()
    }

    /// Another process takes the place of this one, which vanishes between two steps.
    pub fn reboot(&mut self, boot: BootId) {
        let letters = Arc::clone(&self.application) as Arc<dyn Letters>;
        self.dispatcher = Dispatcher::new(self.store.clone(), boot.clone(), letters, self.transport.clone());
        self.boot = boot;
    }

    /// From now on this is the world of another node on the same database. Returns the dispatcher of the one it was of.
    pub fn moves_on(&mut self, boot: BootId) -> Dispatcher {
        let options = Options { clock: self.clock.clone(), ..Options::new(self.ground.place(), MIGRATIONS) };
        self.store = Store::open(options).unwrap();
        let letters = Arc::clone(&self.application) as Arc<dyn Letters>;
        let other = Dispatcher::new(self.store.clone(), boot.clone(), letters, self.transport.clone());
        self.boot = boot;
        std::mem::replace(&mut self.dispatcher, other)
    }

    /// The same process, sending over this way.
    pub fn sends_over(&mut self, transport: Transport) {
        self.transport = transport;
        self.reboot(self.boot.clone());
    }

    /// Nobody waits for a letter for longer than this.
    pub fn loses_patience(&mut self, within: Duration) {
        let letters = Arc::clone(&self.application) as Arc<dyn Letters>;
        let dispatcher = Dispatcher::new(self.store.clone(), self.boot.clone(), letters, self.transport.clone());
        self.dispatcher = dispatcher.with_patience(within);
    }

    pub fn new() -> World {
        World::over(Ground::new())
    }

    pub fn over(ground: Ground) -> World {
        World::by(Clock::settable(NOON), ground)
    }

    /// In a process that has this clock.
    pub fn by(clock: Clock, ground: Ground) -> World {
        let tuning = Tuning { answer_within: Duration::from_millis(200), connections: 6, ..Tuning::default() };
        let options = Options { clock: clock.clone(), tuning, ..Options::new(ground.place(), MIGRATIONS) };
        let store = Store::open(options).unwrap();
        let (transport, memory) = Transport::memory();
        let application = Arc::new(Application::default());
        let data_log = DataLog::default();
        memory.on_data({
            let (clock, log, application) = (clock.clone(), Arc::clone(&data_log), Arc::clone(&application));
            move |parcel| {
                application.free();
                log.lock().unwrap().entry(parcel.message_id.clone()).or_default().push(clock.now());
            }
        });
        let boot = BootId::new("first");
        let dispatcher = Dispatcher::new(
            store.clone(),
            boot.clone(),
            Arc::clone(&application) as Arc<dyn Letters>,
            transport.clone(),
        );
        World { store, clock, memory, transport, application, dispatcher, data_log, boot, ground }
    }

    /// Orders a mail; one that joins a waiting mail has its number.
    pub async fn order(&self, kind: Kind, topic: i64, delay: Duration) -> MailId {
        let enqueued = self.store.write(move |tx| {
            let order = Order {
                kind,
                recipient_id: 1,
                topic_id: (kind != Kind::Digest).then_some(topic),
                cause_id: None,
                due_at: tx.now() + delay,
                slot: (kind == Kind::Digest).then_some((tx.now() + delay).as_micros()),
                muted: None,
            };
            outbox::enqueue(tx, &order)
        });
        match enqueued.await.unwrap() {
            outbox::Enqueued::Created(id) | outbox::Enqueued::Merged(id) | outbox::Enqueued::Suppressed(id) => id,
        }
    }

    /// Takes everything about a topic back. Returns how many mails that came in time for.
    pub async fn relieve(&self, topic: i64) -> u64 {
        let recall = move |tx: &Tx<'_>| {
            let kinds = &[Kind::Assigned, Kind::Updated];
            let recall =
                Recall { topic_id: topic, recipient_id: None, kinds, reason: "relieved", reason_if_overdue: None };
            outbox::cancel(tx, &recall)
        };
        self.store.write(recall).await.unwrap().cancelled
    }

    pub async fn pass(&mut self, time: Duration) {
        self.clock.advance(time);
        self.dispatcher.settle_down().await.unwrap();
    }

    /// Lets so much time pass, a second at a time where something may happen.
    pub async fn pass_slowly(&mut self, time: Duration) {
        for _ in 0..time.as_secs() {
            self.pass(Duration::from_secs(1)).await;
        }
    }

    pub async fn mail(&self, id: MailId) -> Mail {
        self.store.read(move |db| admin::find(db, id)).await.unwrap().unwrap()
    }

    pub async fn state(&self, id: MailId) -> State {
        self.mail(id).await.state
    }

    pub async fn act<T: Send + 'static>(&self, act: impl Fn(&Tx<'_>) -> Result<T, Error> + Send + 'static) -> T {
        self.store.write(act).await.unwrap()
    }
}
