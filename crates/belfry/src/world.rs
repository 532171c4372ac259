//! A small world for the tests of verbs: a store in a folder of its own, a clock that stands still, and people.

use std::path::PathBuf;
use std::time::Duration;

use outbox::Mail;
use store::ground::Ground;
use store::{Clock, Db, Options, Store, Timestamp, Tuning, Tx, params};
use tokio::runtime::Runtime;

use crate::auth::Actor;
use crate::error::Result;
use crate::event::{Act, Event};
use crate::issue::{Description, Details, Edit, Issue, NewIssue, Title};
use crate::migrations::MIGRATIONS;
use crate::post::Delays;
use crate::project::{NewProject, ProjectKey, ProjectName, Role, Visibility};
use crate::user::{Email, Name, NewUser, UserId, Username};
use crate::{issue, project, user};

pub struct World {
    runtime: Runtime,
    pub store: Store,
    clock: Clock,
    ground: Ground,
}

impl World {
    pub fn new() -> World {
        let ground = Ground::new();
        let clock = Clock::settable(Timestamp(1_764_000_000_250_000));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        // They take turns, and each that is opened costs a test as much as many statements do.
        let tuning = Tuning { connections: 4, ..Tuning::default() };
        let options = Options { clock: clock.clone(), tuning, ..Options::new(ground.place(), MIGRATIONS) };
        let store = runtime.block_on(async { Store::open(options) }).unwrap();
        World { runtime, store, clock, ground }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    pub fn set_back(&self, by: Duration) {
        self.clock.set(self.clock.now() - by);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.ground.folder().join(name)
    }

    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    pub fn write<T: Send + 'static>(&self, verb: impl Fn(&Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.runtime.block_on(self.store.write(verb))
    }

    pub fn read<T: Send + 'static>(&self, look: impl Fn(&Db<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.runtime.block_on(self.store.read(look))
    }

    /// Somebody of that name, also their username.
    pub fn register(&self, name: &str) -> UserId {
        let new = new_user(&format!("{name}@belfry.example"), name);
        self.write(move |tx| user::register(tx, &new)).unwrap()
    }

    /// Somebody of that name who may run the instance.
    pub fn admin(&self, name: &str) -> Actor {
        let new = NewUser { is_admin: true, ..new_user(&format!("{name}@belfry.example"), name) };
        Actor { user_id: self.write(move |tx| user::register(tx, &new)).unwrap(), is_admin: true }
    }

    /// Takes somebody into the project of this key.
    pub fn join(&self, key: &'static str, user: UserId, role: Role) {
        let admin = Actor { user_id: user, is_admin: true };
        self.write(move |tx| project::join(tx, &World::acting(admin), key, (user, role))).unwrap();
    }

    pub fn act(by: UserId) -> Act {
        let delays = Delays { assigned: Duration::from_secs(720), updated: Duration::from_secs(60) };
        Act { actor: Actor { user_id: by, is_admin: false }, delays, from: None }
    }

    pub fn acting(actor: Actor) -> Act {
        Act { actor, ..World::act(actor.user_id) }
    }

    pub fn open(&self, by: UserId, to: UserId) -> Issue {
        self.write(move |tx| issue::open(tx, &World::act(by), &new_issue(to))).unwrap()
    }

    pub fn edit(&self, by: UserId, number: i64, edit: Edit) -> Result<Issue> {
        self.write(move |tx| issue::edit(tx, &World::act(by), number, &edit))
    }

    pub fn delete(&self, by: UserId, number: i64) -> Result<()> {
        self.write(move |tx| issue::delete(tx, &World::act(by), number))
    }

    /// Every event about an issue, oldest first.
    pub fn events(&self, issue: &Issue) -> Vec<Event> {
        let id = issue.id;
        let found = self.read(move |db| {
            let sql = "SELECT kind, detail FROM events WHERE issue_id = $1 ORDER BY id";
            Ok(db.all(sql, &params![id], |row| Ok((row.get::<String>("kind")?, row.get::<String>("detail")?)))?)
        });
        found.unwrap().iter().map(|(kind, detail)| Event::decode(kind, detail).unwrap()).collect()
    }

    /// Every mail there ever was, oldest first.
    pub fn mails(&self) -> Vec<Mail> {
        let sql = format!("SELECT {} FROM mails ORDER BY id", Mail::COLUMNS);
        self.read(move |db| Ok(db.all(&sql, &[], Mail::read)?)).unwrap()
    }

    /// Does to every mail that waits what the outbox would.
    pub fn make_waiting_mail(&self, change: &'static str) {
        let sql = format!("UPDATE mails SET {change} WHERE state = 'pending'");
        self.write(move |tx| Ok(tx.run(&sql, &[])?)).unwrap();
    }
}

pub fn new_user(email: &str, name: &str) -> NewUser {
    NewUser {
        email: Email::parse(email).unwrap(),
        username: Username::parse(name).unwrap(),
        password_hash: "none".to_owned(),
        first_name: Name::parse(name).unwrap(),
        last_name: None,
        is_admin: false,
    }
}

pub fn new_issue(to: UserId) -> NewIssue {
    NewIssue {
        title: Title::parse("Mail goes out twice").unwrap(),
        description: Description::parse("Every time.").unwrap(),
        assignee: Some(to),
        details: Details::default(),
    }
}

pub fn new_project(key: &str) -> NewProject {
    NewProject {
        key: ProjectKey::parse(key).unwrap(),
        name: ProjectName::parse(key).unwrap(),
        description: String::new(),
        visibility: Visibility::Public,
    }
}
