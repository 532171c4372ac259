//! The world of a test: a server that answers on a real socket, a clock that stands still, mail that stays in memory, and
//! people, all of whom have registered through the front door. Nothing runs by itself: [`World::advance`] moves the clock
//! from one moment at which something is due to the next and does the work that is due then.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use belfry::app::Rules;
use belfry::auth::password::Effort;
use belfry::config::Registration;
use belfry::http::Limits;
use belfry::post::{Delays, Post};
use belfry::work::schedule::plan_due_digests;
use outbox::Letters;
use outbox::relay::Trouble;
use outbox::transport::{Memory, Transport};
use serde_json::Value;
use store::ground::Ground;
use store::ground::wire::Wire;
use store::{Clock, Db, Store, Timestamp, Tx, params};
use tokio::runtime::Runtime;
use ureq::http::Request;

use crate::answer::{self, Answer};
use crate::mailbox::Letter;
use crate::person::Person;
use crate::process::Process;
use crate::tables;

pub const MINUTE: Duration = Duration::from_secs(60);
pub const ASSIGN_DELAY: Duration = Duration::from_secs(12 * 60);
pub const UPDATE_DELAY: Duration = MINUTE;
pub const DIGEST_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
pub const BASE_URL: &str = "https://belfry.example";

pub struct World {
    pub ada: Person,
    pub ben: Person,
    pub cleo: Person,
    pub dov: Person,
    /// Has nothing to do with any issue.
    pub eve: Person,
    pub store: Store,
    pub memory: Memory,
    pub server: SocketAddr,
    pub wish: Wish,
    transport: Transport,
    /// There is none only for a moment, between two.
    process: Option<Process>,
    boots: u32,
    agent: ureq::Agent,
    runtime: Runtime,
    ground: Ground,
}

/// What a world is made with, where it is not as usual.
pub struct Wish {
    pub rules: Rules,
    pub limits: Limits,
    pub effort: Effort,
    pub clock: Clock,
    pub digest_every: Duration,
    /// Where mail goes, if not into memory.
    pub transport: Option<Transport>,
    /// What it stands on.
    pub ground: fn() -> Ground,
    /// Who writes the letters.
    pub letters: fn(Post) -> Arc<dyn Letters>,
}

impl Default for Wish {
    fn default() -> Wish {
        Wish {
            rules: Rules {
                delays: Delays { assigned: ASSIGN_DELAY, updated: UPDATE_DELAY },
                digest_every: Some(DIGEST_EVERY),
                token_ttl: Duration::from_secs(3600),
                registration: Registration::Open,
                proxies: Vec::new(),
                auth_rate: None,
                api_rate: None,
                cors_origins: Vec::new(),
                metrics_token: None,
                base_url: BASE_URL.to_owned(),
                password_min: 8,
            },
            limits: Limits::default(),
            effort: Effort { memory_kib: 64, passes: 1, at_once: 2, waiting_max: 64 },
            clock: Clock::settable(Timestamp(1_764_000_000_250_000)),
            digest_every: DIGEST_EVERY,
            transport: None,
            ground: Ground::new,
            letters: |post| Arc::new(post),
        }
    }
}

impl World {
    /// A world with the whole cast.
    pub fn new() -> World {
        World::with(Wish::default())
    }

    /// The same, made otherwise.
    pub fn with(wish: Wish) -> World {
        let world = World::empty(wish);
        for person in [&world.ada, &world.ben, &world.cleo, &world.dov, &world.eve] {
            person.registers(&world);
        }
        world
    }

    /// A world in which nobody has registered.
    pub fn empty(wish: Wish) -> World {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let ground = (wish.ground)();
        let (in_memory, memory) = Transport::memory();
        let transport = wish.transport.clone().unwrap_or(in_memory);
        let process = Process::start(&runtime, &ground, "boot 1", &wish, transport.clone());
        World {
            ada: Person::new("ada"),
            ben: Person::new("ben"),
            cleo: Person::new("cleo"),
            dov: Person::new("dov"),
            eve: Person::new("eve"),
            store: process.store.clone(),
            memory,
            server: process.server,
            wish,
            transport,
            process: Some(process),
            boots: 1,
            agent: answer::agent(),
            runtime,
            ground,
        }
    }

    /// The wire to the database, if it stands over one.
    pub fn wire(&self) -> &Wire {
        self.ground.wire()
    }

    pub fn now(&self) -> Timestamp {
        self.wish.clock.now()
    }

    /// Moves the clock on, and on the way does all that is due, at its moment.
    pub fn advance(&self, by: Duration) {
        let end = self.now() + by;
        while let Some(moment) = self.next_moment(end) {
            self.wish.clock.set(moment);
            self.work();
        }
        self.wish.clock.set(end);
        self.work();
    }

    /// Sets the clock back, and does nothing.
    pub fn set_back(&self, by: Duration) {
        self.wish.clock.set(self.now() - by);
    }

    /// Moves the clock on while nothing is done: the machine is suspended, or the process is down.
    pub fn sleeps(&self, by: Duration) {
        self.wish.clock.advance(by);
    }

    /// Does all that is due now.
    pub fn work(&self) {
        self.works_until(std::future::pending());
    }

    /// Does all that is due now, unless this comes true before: then everything is left as it lies.
    pub fn works_until(&self, signal: impl Future<Output = ()>) {
        let mut dispatcher = self.process().dispatcher.lock().unwrap();
        self.runtime.block_on(async {
            plan_due_digests(&self.store, self.wish.digest_every).await.unwrap();
            tokio::select! {
                settled = dispatcher.settle_down() => settled.unwrap(),
                () = signal => {}
            }
        });
    }

    /// What the outbox says is wrong with the relay.
    pub fn trouble(&self) -> Option<Trouble> {
        self.process().dispatcher.lock().unwrap().trouble()
    }

    /// The next moment up to `end` at which something is due, or is to be planned.
    fn next_moment(&self, end: Timestamp) -> Option<Timestamp> {
        let now = self.now();
        let found: Option<i64> = self.read(move |db| {
            let sql = "SELECT MIN(at) AS at FROM (
                    SELECT next_at AS at FROM mails WHERE state IN ('pending', 'leased')
                    UNION ALL SELECT next_at - 10000000 AS at FROM digest_schedules
                    UNION ALL SELECT next_at AS at FROM digest_schedules
                ) AS moments WHERE at > $1 AND at <= $2";
            db.one(sql, &params![now, end], |row| row.get("at"))
        });
        found.map(Timestamp)
    }

    /// The mails that have arrived since the last look.
    pub fn mails(&self) -> Vec<Letter> {
        self.memory.take_mails().iter().map(Letter::read).collect()
    }

    /// What arrived since the last look, in short: `ben@belfry.example assigned`.
    pub fn arrived(&self) -> Vec<String> {
        self.mails().iter().map(Letter::gist).collect()
    }

    /// Every mail ever ordered: for whom, why, and where it stands.
    pub fn outbox(&self) -> Vec<String> {
        self.read(|db| {
            let sql = "SELECT u.username, m.kind, m.state, COALESCE(m.reason, '') AS reason
                         FROM mails m JOIN users u ON u.id = m.recipient_id ORDER BY m.id";
            db.all(sql, &[], |row| {
                let (who, kind): (String, String) = (row.get("username")?, row.get("kind")?);
                let (state, reason): (String, String) = (row.get("state")?, row.get("reason")?);
                // What a relay said is of no interest here, only why a mail was not sent.
                let why = if state == "sent" { "" } else { reason.as_str() };
                Ok(format!("{who} {kind} {state} {why}").trim().to_owned())
            })
        })
    }

    pub fn read<T: Send + 'static>(&self, look: impl Fn(&Db<'_>) -> Result<T, store::Error> + Send + 'static) -> T {
        self.runtime.block_on(self.store.read(look)).unwrap()
    }

    /// Waits for something.
    pub fn waits<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Another node on the same database, which must be one that several may share.
    pub fn another_node(&self) -> Process {
        Process::start(&self.runtime, &self.ground, "another", &self.wish, self.transport.clone())
    }

    /// Ends another node.
    pub fn ends(&self, node: Process) {
        node.stops(&self.runtime);
    }

    /// What cannot be done over HTTP yet.
    pub fn change<T: Send + 'static>(&self, verb: impl Fn(&Tx<'_>) -> Result<T, belfry::Error> + Send + 'static) -> T {
        self.tries(verb).unwrap()
    }

    /// The same, and it may fail.
    pub fn tries<T: Send + 'static>(
        &self,
        verb: impl Fn(&Tx<'_>) -> Result<T, belfry::Error> + Send + 'static,
    ) -> Result<T, belfry::Error> {
        self.runtime.block_on(self.store.write(verb))
    }

    /// Every row there is.
    pub fn dump(&self) -> Vec<String> {
        self.read(tables::dump)
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[("content-type", "application/json")], body.to_string().as_bytes())
    }

    #[track_caller]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("http://{}{path}", self.server));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        answer::send(&self.agent, request.body(body.to_vec()).unwrap())
    }

    /// Stops the server as a signal does, and waits until it has stopped.
    pub fn stops(&mut self) {
        self.is_told_to_stop();
        let serving = self.process.as_mut().map(Process::serving);
        self.runtime.block_on(serving.unwrap());
    }

    /// Tells the server to stop, and does not wait.
    pub fn is_told_to_stop(&self) {
        self.process().is_told_to_stop();
    }

    /// The process stops as it should, and starts again.
    pub fn restarts(&mut self) {
        self.process.take().unwrap().stops(&self.runtime);
        self.starts();
    }

    /// The process dies, and starts again.
    pub fn dies(&mut self) {
        self.dies_before(|| {});
    }

    /// The process dies, this happens, and it starts again.
    pub fn dies_before(&mut self, happens: impl FnOnce()) {
        self.process.take().unwrap().dies(&self.runtime);
        happens();
        self.starts();
    }

    fn starts(&mut self) {
        self.boots += 1;
        let boot = format!("boot {}", self.boots);
        let process = Process::start(&self.runtime, &self.ground, &boot, &self.wish, self.transport.clone());
        self.store = process.store.clone();
        self.server = process.server;
        self.process = Some(process);
    }

    fn process(&self) -> &Process {
        self.process.as_ref().unwrap()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let now = self.now();
        let due: i64 = self.read(move |db| {
            let sql =
                "SELECT COUNT(*) AS due FROM mails WHERE state IN ('pending', 'leased', 'sending') AND next_at <= $1";
            db.one(sql, &params![now], |row| row.get("due"))
        });
        assert_eq!(due, 0, "mail is due and was not drained: call `advance` or `work`");
    }
}
