//! Live events: on one node, and from one node to another.

use belfry::auth::Actor;
use belfry::event::{Act, EventId};
use belfry::live::{self, Follow, Following, Heard, Notice};
use belfry::user::UserId;
use belfry::{Error, issue};
use serde_json::json;
use store::ground::{self, Ground};
use store::params;

use crate::person::Person;
use crate::world::{Wish, World};

/// The event before all others.
const FIRST: EventId = EventId(0);

fn id(world: &World, person: &Person) -> UserId {
    let name = person.name;
    let sql = "SELECT id FROM users WHERE username = $1";
    world.read(move |db| db.one(sql, &params![name], |row| row.get("id")))
}

fn follow(world: &World, person: &Person) -> Following {
    live::follow(&world.store, id(world, person), Follow::Everything)
}

/// The next that is told, whether or not some were missed before.
fn next(world: &World, following: &mut Following) -> Notice {
    loop {
        match world.waits(following.next()).unwrap() {
            Heard::Notice(notice) => return notice,
            Heard::Mail(_) | Heard::Missed => {}
        }
    }
}

#[test]
fn whoever_follows_hears_what_was_done_once_it_is_done() {
    let world = World::new();
    let mut following = follow(&world, &world.ben);
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let opened = next(&world, &mut following);
    assert_eq!(opened.kind, "issue_opened");
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    let changed = next(&world, &mut following);
    assert_eq!(
        (changed.kind.as_str(), changed.issue, changed.project),
        ("issue_changed", opened.issue, opened.project)
    );
    assert_eq!(world.ada.deletes(&world, &issue).status, 200);
    assert_eq!(next(&world, &mut following).kind, "issue_deleted");
}

#[test]
fn what_was_undone_is_not_told() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let mut following = follow(&world, &world.ben);
    let act = Act {
        actor: Actor { user_id: id(&world, &world.ada), is_admin: false },
        delays: world.wish.rules.delays,
        from: None,
    };
    let undone = world.tries(move |tx| issue::delete(tx, &act, 1).and(Err::<(), _>(Error::Forbidden)));
    assert!(undone.is_err());
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    assert_eq!(next(&world, &mut following).kind, "issue_changed");
}

#[test]
fn what_somebody_may_not_see_is_not_told_to_them() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.change(|tx| Ok(tx.run("UPDATE issues SET is_private = 1", &[])?));
    let (mut eve, mut ben) = (follow(&world, &world.eve), follow(&world, &world.ben));
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    let hidden = next(&world, &mut ben);
    world.ada.opens(&world, "The bell is loud", &world.ben);
    let open = next(&world, &mut eve);
    assert_eq!((hidden.kind.as_str(), open.kind.as_str()), ("issue_changed", "issue_opened"));
    let caught_up =
        |viewer| world.waits(world.store.read(move |db| live::since(db, viewer, Follow::Everything, FIRST)));
    assert_eq!(caught_up(id(&world, &world.eve)).unwrap().notices, std::slice::from_ref(&open));
    assert!(caught_up(id(&world, &world.ben)).unwrap().notices.ends_with(&[hidden, open]));
}

#[test]
fn one_who_follows_an_issue_hears_of_no_other() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let other = world.ada.opens(&world, "The bell is loud", &world.ben);
    let first = world.read(|db| db.one("SELECT MIN(id) AS id FROM issues", &[], |row| row.get("id")));
    let mut following = live::follow(&world.store, id(&world, &world.ben), Follow::Issue(first));
    world.ada.changes(&world, &other, json!({ "title": "The bell is quiet" }));
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    assert_eq!(next(&world, &mut following).issue, first);
}

#[test]
fn whoever_falls_behind_is_told_and_catches_up() {
    let world = World::new();
    let mut following = follow(&world, &world.ben);
    world.ada.opens(&world, "The bell is late", &world.ben);
    let last = next(&world, &mut following).event;
    world.change(|tx| {
        // As much as nobody reads in time.
        (0..2000).for_each(|number| tx.announce("live", &format!("{number} 1 1 issue_changed")));
        Ok(())
    });
    world.ada.opens(&world, "The bell is loud", &world.ben);
    while world.waits(following.next()).unwrap() != Heard::Missed {}
    let ben = id(&world, &world.ben);
    let caught_up = world.waits(world.store.read(move |db| live::since(db, ben, Follow::Everything, last))).unwrap();
    assert!(caught_up.is_all);
    assert!(caught_up.notices.iter().any(|notice| notice.event > last));
}

/// A world whose database several nodes may share; `None` where there can be none.
fn shared() -> Option<World> {
    let is_there = std::env::var("BELFRY_TEST_DATABASE").is_ok() || ground::server::is_there();
    is_there.then(|| World::with(Wish { ground: || Ground::shared().unwrap(), ..Wish::default() }))
}

#[test]
fn what_is_done_on_one_node_is_heard_on_another() {
    let Some(world) = shared() else { return };
    let other = world.another_node();
    let mut there = live::follow(&other.store, id(&world, &world.ben), Follow::Everything);
    // By then it listens: it hears of this, or else that it may have missed it.
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.waits(there.next()).unwrap();
    world.ada.opens(&world, "The bell is loud", &world.ben);
    let last = world.read(|db| db.one("SELECT MAX(id) AS id FROM events", &[], |row| row.get("id")));
    while next(&world, &mut there).event != last {}
    world.ends(other);
}

#[test]
fn a_node_that_lost_its_connection_says_so_and_catches_up() {
    let Some(world) = shared() else { return };
    let other = world.another_node();
    let ben = id(&world, &world.ben);
    let mut there = live::follow(&other.store, ben, Follow::Everything);
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.waits(there.next()).unwrap();
    assert!(world.waits(world.store.write(ground::cut_those_who_listen)).unwrap() > 0);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    let last = world.read(|db| db.one("SELECT MIN(id) AS id FROM events", &[], |row| row.get("id")));
    while world.waits(there.next()).unwrap() != Heard::Missed {}
    let caught_up = world.waits(other.store.read(move |db| live::since(db, ben, Follow::Everything, last))).unwrap();
    assert_eq!(caught_up.notices.last().unwrap().kind, "issue_changed");
    world.ends(other);
}
