//! Playing a history on the real thing: the domain's verbs, the real store, the real dispatcher, a relay in memory.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use belfry::auth::Actor;
use belfry::event::Act;
use belfry::issue::{self, Description, Details, Edit, NewIssue, Status, Title};
use belfry::mail::Sender;
use belfry::migrations::MIGRATIONS;
use belfry::post::{self, Delays, Post};
use belfry::user::{self, Email, Name, NewUser, UserId, Username};
use belfry::{digest, work};
use outbox::rescue::Whose;
use outbox::transport::{Memory, Mishap, Parcel, Phase, Reply, Transport};
use outbox::{BootId, Dispatcher, MailId, admin};
use store::ground::Ground;
use store::{Clock, Error, Options, Store, Timestamp, Tx};

use super::owed::Model;
use super::{ASSIGN_DELAY, DIGEST_EVERY, PEOPLE, Step, UPDATE_DELAY, Weather};

pub const TITLES: [&str; 3] = ["Mail goes out twice", "The bell is silent", "Ring the other bell"];
pub const START: Timestamp = Timestamp(1_764_000_000_250_000);

/// A `DATA` command, whatever came of it.
#[derive(Clone, Debug)]
pub struct Given {
    pub at: Timestamp,
    pub parcel: Parcel,
}

/// What is played on.
pub struct Play {
    pub model: Model,
    pub store: Store,
    pub clock: Clock,
    pub memory: Memory,
    pub people: Vec<UserId>,
    /// Every `DATA` so far.
    pub given: Arc<Mutex<Vec<Given>>>,
    /// How many losses were played whose outcome nobody can know.
    pub losses: Arc<AtomicU64>,
    pub was_set_back: bool,
    pub memory_of_checks: super::check::Seen,
    dispatcher: Option<Dispatcher>,
    transport: Transport,
    dies_next: Arc<AtomicBool>,
    boots: u64,
    _ground: Ground,
}

impl Play {
    pub async fn new() -> Play {
        let ground = Ground::new();
        let clock = Clock::settable(START);
        let options = Options { clock: clock.clone(), ..Options::new(ground.place(), MIGRATIONS) };
        let store = Store::open(options).unwrap();
        let mut people = Vec::new();
        for person in 0..PEOPLE {
            people.push(store.write(move |tx| user::register(tx, &new_user(person))).await.unwrap());
        }
        let (transport, memory) = Transport::memory();
        let mut play = Play {
            model: Model::default(),
            store,
            clock,
            memory,
            people,
            given: Arc::default(),
            losses: Arc::default(),
            was_set_back: false,
            memory_of_checks: super::check::Seen::default(),
            dispatcher: None,
            transport,
            dies_next: Arc::default(),
            boots: 0,
            _ground: ground,
        };
        play.listen();
        play.boot().await;
        play
    }

    /// Notes each `DATA`; and dies there when told to.
    fn listen(&self) {
        let (given, clock) = (Arc::clone(&self.given), self.clock.clone());
        let (dies_next, losses) = (Arc::clone(&self.dies_next), Arc::clone(&self.losses));
        self.memory.on_data(move |parcel| {
            given.lock().unwrap().push(Given { at: clock.now(), parcel: parcel.clone() });
            if dies_next.swap(false, Ordering::SeqCst) {
                losses.fetch_add(1, Ordering::SeqCst);
                // Without a hook: a panic that is part of the play is not worth a backtrace.
                std::panic::resume_unwind(Box::new("died in DATA"));
            }
        });
    }

    async fn boot(&mut self) {
        self.boots += 1;
        let sender = Sender::new("belfry@belfry.example", "https://belfry.example");
        let letters = Arc::new(Post::new(sender, DIGEST_EVERY));
        let boot = BootId::new(format!("boot {}", self.boots));
        let dispatcher = Dispatcher::new(self.store.clone(), boot, letters, self.transport.clone());
        dispatcher.rescue(Whose::AllOthers).await.unwrap();
        self.store.write(|tx| digest::align(tx, DIGEST_EVERY)).await.unwrap();
        self.dispatcher = Some(dispatcher);
    }

    fn dispatcher(&mut self) -> &mut Dispatcher {
        self.dispatcher.as_mut().unwrap()
    }

    /// Everything that is due is dealt with; if the process died meanwhile, it starts again.
    pub async fn work(&mut self) {
        work::schedule::plan_due_digests(&self.store, DIGEST_EVERY).await.unwrap();
        let was_to_die = self.dies_next.load(Ordering::SeqCst);
        self.dispatcher().settle_down().await.unwrap();
        if was_to_die && !self.dies_next.load(Ordering::SeqCst) {
            self.dispatcher = None;
            self.boot().await;
        }
    }

    /// Moves the clock on, in pieces, as a process that lives through it would see it.
    pub async fn wait(&mut self, seconds: u64) {
        let mut left = Duration::from_secs(seconds);
        while !left.is_zero() {
            let piece = left.min(Duration::from_secs(if seconds > 1_000 { 120 } else { 20 }));
            self.clock.advance(piece);
            left -= piece;
            self.work().await;
        }
    }

    pub async fn take(&mut self, step: &Step) {
        match step {
            Step::Open { by, to } => self.open(*by, *to).await,
            Step::Retitle { issue, title } => self.retitle(*issue, *title).await,
            Step::Assign { issue, to } => self.assign(*issue, *to).await,
            Step::SetOpen { issue, is_open } => self.set_open(*issue, *is_open).await,
            Step::Delete { issue } => self.delete(*issue).await,
            Step::Wait { seconds } => self.wait(*seconds).await,
            Step::SetBack { seconds } => {
                self.was_set_back = true;
                self.clock.set(self.clock.now() - Duration::from_secs(*seconds));
                self.work().await;
            }
            Step::Relay { weather, times } => (0..*times).for_each(|_| self.forecast(*weather)),
            Step::Away(is_away) => self.memory.refuse_connections(*is_away),
            Step::Restart => {
                self.dispatcher.take().unwrap().stop().await;
                self.boot().await;
            }
            Step::DieSending => self.dies_next.store(true, Ordering::SeqCst),
            Step::DieWaiting => {
                self.dispatcher = None;
                self.boot().await;
            }
            Step::HoldAll(true) => self.admin(|tx, _| admin::hold_all(tx, "a test")).await,
            Step::HoldAll(false) => self.admin(|tx, _| admin::release_all(tx).map(drop)).await,
            Step::Hold { mail } => self.admin_on(*mail, |tx, id| admin::hold(tx, id, "a test").map(drop)).await,
            Step::Release { mail } => self.admin_on(*mail, |tx, id| admin::release(tx, id).map(drop)).await,
            Step::Retry { mail } => self.admin_on(*mail, |tx, id| post::retry(tx, id).map(drop)).await,
        }
    }

    fn act(&self, person: usize) -> Act {
        let delays = Delays { assigned: ASSIGN_DELAY, updated: UPDATE_DELAY };
        Act { actor: Actor { user_id: self.people[person], is_admin: false }, delays, from: None }
    }

    async fn open(&mut self, by: usize, to: usize) {
        let (act, assignee) = (self.act(by), self.people[to]);
        let new = move || NewIssue {
            title: Title::parse(TITLES[0]).unwrap(),
            description: Description::parse("Every time.").unwrap(),
            assignee: Some(assignee),
            details: Details::default(),
        };
        let issue = self.store.write(move |tx| issue::open(tx, &act, &new())).await.unwrap();
        self.model.open(issue.number, by, to, self.clock.now());
    }

    async fn edit(&self, issue: usize, edit: Edit) {
        let (act, number) = (self.act(self.model.issues[issue].by), self.model.issues[issue].number);
        self.store.write(move |tx| issue::edit(tx, &act, number, &edit)).await.unwrap();
    }

    async fn retitle(&mut self, issue: usize, title: usize) {
        let Some(issue) = self.model.pick(issue) else { return };
        self.edit(issue, Edit { title: Some(Title::parse(TITLES[title]).unwrap()), ..Edit::default() }).await;
        self.model.issues[issue].title = title;
    }

    async fn assign(&mut self, issue: usize, to: usize) {
        let Some(issue) = self.model.pick(issue) else { return };
        self.edit(issue, Edit { assignee: Some(Some(self.people[to])), ..Edit::default() }).await;
        self.model.assign(issue, to, self.clock.now());
    }

    async fn set_open(&mut self, issue: usize, is_open: bool) {
        let Some(issue) = self.model.pick(issue) else { return };
        if self.model.issues[issue].is_open == is_open {
            return;
        }
        let before = super::check::assigned_rows(self, issue).await;
        let status = if is_open { Status::Todo } else { Status::Done };
        self.edit(issue, Edit { status: Some(status), ..Edit::default() }).await;
        let now = self.clock.now();
        if is_open {
            let after = super::check::assigned_rows(self, issue).await;
            super::check::of_reopening(self, issue, &before, &after);
            self.model.reopen(issue, after.len() > before.len(), now);
        } else {
            self.model.close(issue, now);
        }
    }

    async fn delete(&mut self, issue: usize) {
        let Some(issue) = self.model.pick(issue) else { return };
        let (act, number) = (self.act(self.model.issues[issue].by), self.model.issues[issue].number);
        self.store.write(move |tx| issue::delete(tx, &act, number)).await.unwrap();
        self.model.delete(issue, self.clock.now());
    }

    fn forecast(&self, weather: Weather) {
        let answer = |phase, code, enhanced| {
            Mishap::Answer(phase, Reply { code, enhanced: Some(enhanced), text: "as the test has it".to_owned() })
        };
        if matches!(weather, Weather::LostAfterNotTaking | Weather::LostAfterTaking) {
            self.losses.fetch_add(1, Ordering::SeqCst);
        }
        self.memory.fail_next(match weather {
            Weather::Busy => answer(Phase::RcptTo, 451, (4, 3, 0)),
            Weather::NoSuchUser => answer(Phase::RcptTo, 550, (5, 1, 1)),
            Weather::BadContent => answer(Phase::FinalDot, 554, (5, 6, 0)),
            Weather::RefusesUs => answer(Phase::MailFrom, 530, (5, 7, 0)),
            Weather::LostBefore => Mishap::Lost(Phase::Content),
            Weather::LostAfterNotTaking => Mishap::Lost(Phase::FinalDot),
            Weather::LostAfterTaking => Mishap::LostAfterTaking,
        });
    }

    async fn admin(&self, act: impl Fn(&Tx<'_>, MailId) -> Result<(), Error> + Send + 'static) {
        self.store.write(move |tx| act(tx, MailId(0))).await.unwrap();
    }

    /// On the mail that a number picks; what its state does not allow does nothing.
    async fn admin_on(&mut self, mail: usize, act: impl Fn(&Tx<'_>, MailId) -> Result<(), Error> + Send + 'static) {
        let mails = super::check::mails(self).await;
        if mails.is_empty() {
            return;
        }
        let id = mails[mail % mails.len()].id;
        self.memory_of_checks.handled(id);
        self.store.write(move |tx| act(tx, id)).await.unwrap();
    }

    /// The relay is well, nothing is held, nobody dies; and two days pass.
    pub async fn drain(&mut self) {
        self.memory.refuse_connections(false);
        self.memory.forget_mishaps();
        self.dies_next.store(false, Ordering::SeqCst);
        self.admin(|tx, _| admin::release_all(tx).map(drop)).await;
        for mail in super::check::mails(self).await {
            if mail.kind != outbox::Kind::Digest {
                self.store.write(move |tx| admin::release(tx, mail.id)).await.unwrap();
            }
        }
        for _ in 0..100 {
            self.clock.advance(Duration::from_secs(30 * 60));
            self.work().await;
        }
    }
}

fn new_user(person: usize) -> NewUser {
    NewUser {
        email: Email::parse(&format!("person{person}@belfry.example")).unwrap(),
        username: Username::parse(&format!("person{person}")).unwrap(),
        password_hash: "none".to_owned(),
        first_name: Name::parse(&format!("Person {person}")).unwrap(),
        last_name: None,
        is_admin: false,
    }
}
