//! Accounts that are disabled get no mail, whatever it is about.

use belfry::user;
use serde_json::json;

use crate::mail::{HOUR, NONE, SECOND, in_data, rows};
use crate::world::{ASSIGN_DELAY, DIGEST_EVERY, UPDATE_DELAY, World};

fn disable_ben(world: &World) {
    let ben = rows::id_of(world, &world.ben);
    world.change(move |tx| user::disable(tx, ben));
}

#[test]
fn what_waits_is_taken_back() {
    let world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.ada.opens(&world, "The rope is short", &world.cleo);
    world.advance(ASSIGN_DELAY - SECOND);
    disable_ben(&world);
    world.advance(2 * DIGEST_EVERY);
    assert!(world.arrived().iter().all(|mail| mail.starts_with("cleo@")), "no digest either");
    assert_eq!(world.outbox()[0], "ben assigned cancelled the account is disabled");
}

#[test]
fn what_happens_later_is_recorded_and_not_sent() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    world.mails();
    disable_ben(&world);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(10 * UPDATE_DELAY);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(world.outbox()[1..], ["ben updated suppressed the account is disabled"]);
}

#[test]
fn nothing_more_is_given_to_them() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.cleo);
    disable_ben(&world);
    let before = world.outbox();
    let to_ben = json!({ "title": "Two", "description": "Once.", "assigned_to": world.ben.email });
    assert_eq!(world.ada.posts(&world, "/issue/", &to_ben).status, 400);
    assert_eq!(world.ada.puts(&world, &issue, &json!({ "assigned_to": world.ben.email })).status, 400);
    assert_eq!(world.outbox(), before);
}

#[test]
fn one_that_is_being_sent_is_not_tried_again() {
    let world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.sleeps(ASSIGN_DELAY);
    world.memory.fail_next(outbox::transport::Mishap::Lost(outbox::transport::Phase::FinalDot));
    in_data::meanwhile(&world, || disable_ben(&world));
    world.advance(HOUR);
    assert_eq!(world.arrived(), NONE);
    assert!(world.outbox()[0].starts_with("ben assigned unknown "), "{:?}", world.outbox());
}

#[test]
fn enabled_again_they_get_what_happens_from_then_on() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(SECOND);
    disable_ben(&world);
    let ben = rows::id_of(&world, &world.ben);
    world.change(move |tx| user::enable(tx, ben));
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(UPDATE_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example updated"]);
}
