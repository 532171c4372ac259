//! d. Accepted at most once, but for outcomes that are unknown; every attempt is the same to the byte.

use std::collections::HashSet;

use mail_parser::MessageParser;
use outbox::transport::{Mishap, Phase};
use outbox::{Kind, State};
use serde_json::json;

use super::{busy, count, listen, of};
use crate::mail::{HOUR, SECOND, in_data, rows};
use crate::world::{ASSIGN_DELAY, MINUTE, UPDATE_DELAY, World};

#[test]
fn every_attempt_is_the_same_whatever_happened_to_the_issue_between() {
    let mut world = World::new();
    let given = listen(&world);
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    for mishap in [busy(), Mishap::Lost(Phase::Content), Mishap::Lost(Phase::FinalDot), busy()] {
        world.memory.fail_next(mishap);
    }
    world.advance(ASSIGN_DELAY);
    for attempts in 2..=5 {
        let next_at = rows::all(&world)[0].next_at;
        world.sleeps(next_at.since(world.now()) / 2);
        world.restarts();
        if attempts == 2 {
            world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
        }
        world.sleeps(next_at.since(world.now()));
        world.work();
        assert_eq!(of(&given, Kind::Assigned, &world.ben).len(), attempts);
    }
    let assigned = of(&given, Kind::Assigned, &world.ben);
    assert!(assigned.iter().all(|parcel| *parcel == assigned[0]), "the envelope is the same as well");
    let first = MessageParser::default().parse(&assigned[0].bytes[..]).unwrap();
    assert_eq!(format!("<{}>", first.message_id().unwrap()), assigned[0].message_id);
    assert_eq!(first.date().unwrap().to_timestamp(), rows::all(&world)[0].due_at.as_micros() / 1_000_000);
    assert!(first.subject().unwrap().ends_with("The bell is late"));
    // What changed after it was frozen is told by a mail of its own.
    world.advance(UPDATE_DELAY);
    let mut updated = world.mails().into_iter().filter(|letter| letter.reason == "updated");
    assert!(updated.next_back().unwrap().says("The bell is early (was The bell is late)"));
    assert_eq!((rows::all(&world)[0].state, rows::all(&world)[1].state), (State::Sent, State::Sent));
}

#[test]
fn an_answered_attempt_is_never_repeated() {
    let mut world = World::new();
    let given = listen(&world);
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    for _ in 0..3 {
        world.dies();
        world.advance(HOUR);
        world.restarts();
        world.set_back(2 * HOUR);
        world.advance(3 * HOUR);
    }
    assert_eq!(count(&given), 1);
}

#[test]
fn one_whose_process_died_in_data_is_repeated_once_and_the_same() {
    for is_taken in [true, false] {
        let mut world = World::new();
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.sleeps(ASSIGN_DELAY);
        if !is_taken {
            world.memory.fail_next(Mishap::Lost(Phase::FinalDot));
        }
        in_data::dies(&mut world);
        let mail = rows::only(&world);
        assert_eq!((mail.state, mail.attempts, mail.unknowns), (State::Pending, 0, 1));
        assert_eq!(rows::log(&world, mail.id), ["rang: ", "lost: the process that was sending it is gone"]);
        world.advance(SECOND);
        let parcels = world.memory.mails();
        assert_eq!(parcels.len(), if is_taken { 2 } else { 1 });
        assert!(parcels.iter().all(|parcel| parcel.bytes == rows::letter(&world, mail.id).bytes));
        world.advance(10 * HOUR);
        assert_eq!(world.memory.mails().len(), parcels.len());
        let mail = rows::only(&world);
        assert_eq!((mail.state, mail.attempts, mail.unknowns), (State::Sent, 1, 1));
    }
}

#[test]
fn one_whose_process_died_twice_in_data_is_given_up_as_unknown() {
    let mut world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.sleeps(ASSIGN_DELAY);
    in_data::dies(&mut world);
    world.sleeps(SECOND);
    in_data::dies(&mut world);
    world.advance(10 * HOUR);
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.unknowns, world.memory.mails().len()), (State::Unknown, 2, 2));
}

#[test]
fn a_digest_whose_process_died_in_data_is_not_repeated() {
    let mut world = World::new();
    world.work();
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(24 * HOUR - MINUTE);
    world.mails();
    world.sleeps(MINUTE);
    in_data::dies(&mut world);
    world.advance(23 * HOUR);
    assert_eq!((world.arrived().len(), rows::last(&world).state), (1, State::Held));
    world.advance(HOUR);
    assert_eq!(world.arrived(), ["ben@belfry.example digest"]);
    assert_eq!(world.outbox()[1], "ben digest unknown its outcome is unknown, and the next digest is due");
}

#[test]
fn no_two_mails_have_one_message_id() {
    let world = World::new();
    let given = listen(&world);
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    for round in 0..6 {
        world.ada.opens(&world, "The rope is short", &world.ben);
        world.advance(ASSIGN_DELAY);
        world.ada.changes(&world, &issue, json!({ "title": format!("Title {round}") }));
        world.advance(MINUTE);
    }
    world.advance(24 * HOUR);
    let ids: HashSet<String> = given.lock().unwrap().iter().map(|(_, parcel)| parcel.message_id.clone()).collect();
    assert_eq!((ids.len(), count(&given)), (14, 14));
}
