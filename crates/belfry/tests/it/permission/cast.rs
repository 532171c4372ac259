//! Who makes the calls, and what they show.

use std::cell::RefCell;
use std::collections::HashMap;

use serde_json::json;

use super::object::State;
use super::page;
use super::row::Least;
use crate::answer::Answer;
use crate::api::account::{make_token, sign_in};
use crate::api::{delete, get, join, open_project, send};
use crate::person::Person;
use crate::tables;
use crate::world::World;
use belfry::user::{self, Username};
use serde_json::Value;

/// The scopes that there are.
const SCOPES: [&str; 6] = ["read", "issues:write", "projects:write", "inbox", "outbox", "admin"];
/// The keys of the projects: one that is public, one that is internal, one that is private.
pub const PROJECTS: [(&str, &str); 3] = [("PUB", "public"), ("INT", "internal"), ("PRI", "private")];
/// Longer than any token or session is good.
const AGES: std::time::Duration = std::time::Duration::from_secs(400 * 86_400);

/// What somebody is in each of the projects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    Outsider,
    /// They were a member, and are none any more.
    Removed,
    Reader,
    Reporter,
    Member,
    Maintainer,
    Admin,
}

impl Standing {
    pub const ALL: [Standing; 7] = [
        Standing::Outsider,
        Standing::Removed,
        Standing::Reader,
        Standing::Reporter,
        Standing::Member,
        Standing::Maintainer,
        Standing::Admin,
    ];

    /// What they are by being in the project.
    pub fn role_of_members(self) -> Option<Least> {
        match self {
            Standing::Outsider | Standing::Removed => None,
            Standing::Reader => Some(Least::Reader),
            Standing::Reporter => Some(Least::Reporter),
            Standing::Member => Some(Least::Member),
            Standing::Maintainer | Standing::Admin => Some(Least::Maintainer),
        }
    }

    /// What they are there, if the project is not hidden from them.
    pub fn role_in(self, state: State) -> Option<Least> {
        let everybody = match state {
            State::Public | State::PrivateIssue | State::Deleted => Some(Least::Reporter),
            State::Internal => Some(Least::Reader),
            State::Private => None,
        };
        self.role_of_members().max(everybody)
    }
}

/// The scopes that tokens of theirs can have: only an admin's can have the last.
pub fn scopes(standing: Standing) -> &'static [&'static str] {
    if standing == Standing::Admin { &SCOPES } else { SCOPES.split_last().unwrap().1 }
}

/// What is shown with a call.
#[derive(Clone, Debug)]
pub enum Credential {
    Nothing,
    /// In `Authorization`.
    Token(String),
    /// A session's.
    Cookie(String),
}

impl Credential {
    /// Makes a call with it, or (`PAGE`, `FORM`) does what a browser does.
    pub fn calls(&self, world: &World, (method, path): (&str, &str), body: &Value) -> Answer {
        let shown = match self {
            Credential::Nothing => Vec::new(),
            Credential::Token(token) => vec![("authorization", format!("Bearer {token}"))],
            Credential::Cookie(cookie) => {
                vec![("cookie", cookie.clone()), ("sec-fetch-site", "same-origin".to_owned())]
            }
        };
        let headers: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (*name, value.as_str())).collect();
        match method {
            "PAGE" => page::look(world, path, &headers),
            "FORM" => page::post(world, path, &headers, body),
            _ => send(world, (method, path), &headers, body),
        }
    }
}

/// The world with three projects, somebody in each role of each, and what was once good for something.
pub struct Cast {
    pub world: World,
    reader: Person,
    reporter: Person,
    member: Person,
    maintainer: Person,
    removed: Person,
    /// What is good for nothing, and why.
    pub dead: Vec<(&'static str, Credential)>,
    /// What is good for something, by whose it is and what kind.
    good: RefCell<HashMap<(Standing, String), Credential>>,
    everything: String,
}

impl Cast {
    pub fn new() -> Cast {
        let world = crate::api::world();
        let [reader, reporter, member, maintainer, removed, expired, closed] =
            ["reader", "reporter", "member", "maintainer", "removed", "expired", "closed"].map(Person::new);
        for person in [&reader, &reporter, &member, &maintainer, &removed, &expired, &closed] {
            person.registers(&world);
        }
        let mut dead = vec![("nothing", Credential::Nothing), ("nonsense", Credential::Token("a.b.c".to_owned()))];
        dead.extend(every_kind(
            &world,
            &expired,
            ["an expired access token", "an expired token", "an expired session"],
        ));
        world.sleeps(AGES);
        for (key, visibility) in PROJECTS {
            open_project(&world, key, visibility);
            let roles = [(&reader, "reader"), (&reporter, "reporter"), (&member, "member"), (&removed, "member")];
            let owners = [(&maintainer, "maintainer"), (&world.dov, "maintainer"), (&world.ben, "member")];
            for (person, role) in roles.into_iter().chain(owners) {
                join(&world, key, person, role);
            }
            let removing = delete(&world, &world.ada, &format!("/projects/{key}/members/removed"));
            assert_eq!(removing.status, 204, "{removing:?}");
        }
        dead.extend(every_kind(&world, &closed, ["a disabled person", "their token", "their session"]));
        world.change(|tx| {
            let closed = user::find_by_username(tx, &Username::parse("closed").unwrap())?.unwrap().id;
            user::disable(tx, closed).map(drop)
        });
        dead.extend(revoked(&world, &reader));
        let everything = world.read(tables::everything);
        Cast { world, reader, reporter, member, maintainer, removed, dead, good: RefCell::default(), everything }
    }

    /// Every row there is, as text.
    pub fn everything(&self) -> Vec<String> {
        let everything = self.everything.clone();
        self.world.read(move |db| tables::lines(db, &everything))
    }

    pub fn person(&self, standing: Standing) -> &Person {
        match standing {
            Standing::Outsider => &self.world.eve,
            Standing::Removed => &self.removed,
            Standing::Reader => &self.reader,
            Standing::Reporter => &self.reporter,
            Standing::Member => &self.member,
            Standing::Maintainer => &self.maintainer,
            Standing::Admin => &self.world.ada,
        }
    }

    /// What somebody shows by now: an access token (`access`), a session (`session`), or a personal token with one scope.
    pub fn known(&self, who: Standing, kind: &str) -> Option<Credential> {
        self.good.borrow().get(&(who, kind.to_owned())).cloned()
    }

    /// Lets somebody in.
    pub fn sign_in(&self, who: Standing, kind: &str) -> Credential {
        let person = self.person(who);
        let credential = match kind {
            "access" => Credential::Token(person.token(&self.world)),
            "session" => Credential::Cookie(sign_in(&self.world, person)),
            scope => Credential::Token(make_token(&self.world, person, &[scope])),
        };
        self.good.borrow_mut().insert((who, kind.to_owned()), credential.clone());
        credential
    }

    /// They may have ended what they showed.
    pub fn forget(&self, who: Standing) {
        self.good.borrow_mut().retain(|(whose, _), _| *whose != who);
    }
}

fn every_kind(world: &World, of: &Person, names: [&'static str; 3]) -> [(&'static str, Credential); 3] {
    let shown = [
        Credential::Token(of.token(world)),
        Credential::Token(make_token(world, of, scopes(Standing::Outsider))),
        Credential::Cookie(sign_in(world, of)),
    ];
    let mut shown = shown.into_iter();
    names.map(|name| (name, shown.next().unwrap()))
}

/// A token and a session that their owner ended.
fn revoked(world: &World, of: &Person) -> [(&'static str, Credential); 2] {
    let token = make_token(world, of, scopes(Standing::Outsider));
    let cookie = Credential::Cookie(sign_in(world, of));
    let listed = get(world, of, "/me/tokens").json();
    let id = listed["items"][0]["id"].as_i64().unwrap();
    assert_eq!(delete(world, of, &format!("/me/tokens/{id}")).status, 204);
    assert_eq!(cookie.calls(world, ("DELETE", "/sessions/current"), &json!(null)).status, 204);
    [("a revoked token", Credential::Token(token)), ("a session that was ended", cookie)]
}
