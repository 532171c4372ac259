//! A digest lost after the final dot is not repeated: it is held, and the next one takes its place.

use std::time::Duration;

use outbox::transport::Transport;
use outbox::{State, admin};
use serde_json::json;
use testrelay::{Act, Relay, Rule, Step};

use crate::mail::received::settings;
use crate::mail::{SECOND, received, rows};
use crate::world::{Wish, World};

const EVERY: Duration = Duration::from_secs(120);

/// A world with a digest every two minutes; Ben has an issue, and his first digest was lost after the dot.
fn lost(relay: &Relay, act: Act) -> (World, String) {
    let transport = Some(Transport::smtp(settings(relay)).unwrap());
    let world = World::with(Wish { transport, digest_every: EVERY, ..Wish::default() });
    world.work();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    relay.add(Rule::new(Step::Dot, act).once());
    world.advance(EVERY);
    let digest = rows::last(&world);
    assert_eq!((digest.state, digest.attempts, digest.unknowns), (State::Held, 0, 1));
    relay.take_mails();
    world.advance(EVERY - SECOND);
    assert_eq!((relay.mails().len(), rows::all(&world)[1].state), (0, State::Unknown), "the next one is planned");
    (world, issue)
}

const UNKNOWN: &str = "ben digest unknown its outcome is unknown, and the next digest is due";

#[test]
fn the_next_digest_replaces_it_and_it_ends_as_unknown() {
    for act in [Act::HangUp, Act::KeepAndHangUp] {
        let relay = Relay::start();
        let (world, _) = lost(&relay, act);
        world.advance(SECOND);
        assert_eq!(received::gists(&relay), ["ben@belfry.example digest"]);
        assert_eq!(world.outbox()[1..], [UNKNOWN, "ben digest sent"]);
        let (first, second) =
            (rows::letter(&world, rows::all(&world)[1].id), rows::letter(&world, rows::last(&world).id));
        assert_ne!(first.message_id, second.message_id, "it is another mail");
    }
}

#[test]
fn where_nothing_is_open_any_more_it_ends_without_another() {
    let relay = Relay::start();
    let transport = Some(Transport::smtp(settings(&relay)).unwrap());
    let world = World::with(Wish { transport, digest_every: EVERY, ..Wish::default() });
    world.work();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    relay.add(Rule::new(Step::Dot, Act::HangUp).once());
    world.advance(EVERY);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    world.advance(3 * EVERY);
    assert_eq!(relay.mails().len(), 0);
    assert_eq!(world.outbox()[1..], [UNKNOWN]);
}

#[test]
fn an_admin_may_release_it_before_and_the_same_bytes_go_out() {
    let relay = Relay::start();
    let transport = Some(Transport::smtp(settings(&relay)).unwrap());
    let world = World::with(Wish { transport, digest_every: EVERY, ..Wish::default() });
    world.work();
    world.ada.opens(&world, "The bell is late", &world.ben);
    relay.add(Rule::new(Step::Dot, Act::KeepAndHangUp).once());
    world.advance(EVERY);
    let id = rows::last(&world).id;
    world.change(move |tx| Ok(admin::release(tx, id)?));
    world.work();
    let mails = relay.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].bytes, mails[1].bytes);
    assert_eq!(rows::last(&world).state, State::Sent);
}
