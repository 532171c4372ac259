//! A process that stops or dies leaves every mail as it must be found, in whatever state it was.

use outbox::State;
use outbox::admin;
use outbox::transport::{Mishap, Phase};
use serde_json::json;

use super::{busy, count, listen};
use crate::mail::{HOUR, INSTANT, NONE, SECOND, in_data, rows};
use crate::world::{ASSIGN_DELAY, MINUTE, World};

/// Stopping as it should, and dying.
const ENDS: [fn(&mut World); 2] = [World::restarts, World::dies];

#[test]
fn one_that_waits_is_sent_at_its_time() {
    for ends in ENDS {
        let mut world = World::new();
        let issue = world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(5 * MINUTE);
        ends(&mut world);
        world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
        world.advance(7 * MINUTE - INSTANT);
        assert_eq!(world.arrived(), NONE);
        world.advance(INSTANT);
        assert_eq!(world.mails()[0].subject, "[BEL-1] Assigned to you: The bell is early");
    }
}

#[test]
fn one_that_was_taken_up_and_written_is_sent_at_its_time() {
    for ends in ENDS {
        let mut world = World::new();
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(ASSIGN_DELAY - SECOND);
        assert_eq!(rows::only(&world).state, State::Leased);
        ends(&mut world);
        assert_eq!(rows::only(&world).state, State::Pending);
        world.advance(SECOND - INSTANT);
        assert_eq!(world.arrived(), NONE);
        world.advance(INSTANT);
        assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
        assert_eq!(rows::only(&world).rung_at, Some(world.now()));
    }
}

#[test]
fn one_that_became_due_meanwhile_is_sent_at_once() {
    for ends in ENDS {
        let mut world = World::new();
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(ASSIGN_DELAY - SECOND);
        ends(&mut world);
        world.sleeps(5 * HOUR);
        world.work();
        assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
        let mail = rows::only(&world);
        assert_eq!(mail.rung_at.unwrap().since(mail.due_at), 5 * HOUR - SECOND);
    }
}

#[test]
fn one_that_was_put_off_is_tried_again_when_it_was_to_be() {
    for ends in ENDS {
        let mut world = World::new();
        let given = listen(&world);
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.memory.fail_next(busy());
        world.advance(ASSIGN_DELAY);
        let wait = rows::only(&world).next_at.since(world.now());
        ends(&mut world);
        world.advance(wait - INSTANT);
        assert_eq!(count(&given), 1);
        world.advance(INSTANT);
        assert_eq!(count(&given), 2);
        assert_eq!((rows::only(&world).state, rows::only(&world).attempts), (State::Sent, 2));
    }
}

#[test]
fn one_that_was_lost_is_repeated_once_all_in_all() {
    for ends in ENDS {
        let mut world = World::new();
        let given = listen(&world);
        world.ada.opens(&world, "The bell is late", &world.ben);
        for _ in 0..2 {
            world.memory.fail_next(Mishap::Lost(Phase::FinalDot));
        }
        world.advance(ASSIGN_DELAY);
        ends(&mut world);
        world.advance(HOUR);
        ends(&mut world);
        world.advance(HOUR);
        assert_eq!((count(&given), rows::only(&world).state), (2, State::Unknown));
    }
}

#[test]
fn one_that_was_relieved_while_it_was_sent_is_not_sent_again_by_the_next_process() {
    let mut world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.sleeps(ASSIGN_DELAY);
    world.memory.fail_next(Mishap::Lost(Phase::FinalDot));
    in_data::dies(&mut world);
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.cleo.email }));
    assert_eq!(rows::too_late(&world), 0, "it was not under way any more");
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
    assert_eq!(rows::all(&world)[0].state, State::Unknown);
}

#[test]
fn one_that_is_held_stays_held_and_so_does_all_mail() {
    for ends in ENDS {
        let mut world = World::new();
        for to in [&world.ben, &world.cleo] {
            world.ada.opens(&world, "The bell is late", to);
        }
        let id = rows::all(&world)[0].id;
        world.change(move |tx| Ok(admin::hold(tx, id, "not yet")?));
        world.change(|tx| Ok(admin::hold_all(tx, "moving house")?));
        world.advance(ASSIGN_DELAY - SECOND);
        ends(&mut world);
        world.advance(HOUR);
        assert_eq!(world.arrived(), NONE);
        world.change(|tx| Ok(admin::release_all(tx)?));
        world.work();
        assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
        assert_eq!(rows::all(&world)[0].state, State::Held);
    }
}

#[test]
fn one_that_came_to_its_end_stays_there() {
    let mut world = World::new();
    let given = listen(&world);
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.cleo.email }));
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.dov.email }));
    world.memory.fail_next(super::unwanted());
    world.advance(ASSIGN_DELAY);
    let before: Vec<String> = world.outbox();
    for ends in ENDS {
        ends(&mut world);
        world.advance(HOUR);
    }
    assert_eq!((world.outbox(), count(&given)), (before, 2));
}

#[test]
fn a_process_that_stops_finishes_what_is_being_sent_and_begins_nothing() {
    let mut world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.sleeps(ASSIGN_DELAY);
    world.restarts();
    assert_eq!(
        (world.arrived(), rows::only(&world).state),
        (vec![], State::Pending),
        "it was stopped before it looked"
    );
    world.work();
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}
