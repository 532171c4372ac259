//! Changes after the assignment was told: one mail, one delay after the first of them.

use outbox::State;
use serde_json::json;

use crate::mail::{INSTANT, NONE, SECOND, rows};
use crate::world::{ASSIGN_DELAY, UPDATE_DELAY, World};

/// Ada's issue, of which Ben was told.
fn told() -> (World, String) {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    (world, issue)
}

#[test]
fn the_time_runs_from_the_first_change_and_no_further_one_moves_it() {
    let (world, issue) = told();
    let first_at = world.now();
    for number in 0..6 {
        world.ada.changes(&world, &issue, json!({ "title": format!("Title {number}") }));
        assert_eq!(rows::last(&world).due_at, first_at + UPDATE_DELAY);
        world.advance(UPDATE_DELAY / 6 - INSTANT);
    }
    assert_eq!(world.arrived(), NONE);
    world.advance(6 * INSTANT);
    let letters = world.mails();
    assert_eq!((letters.len(), letters[0].gist().as_str()), (1, "ben@belfry.example updated"));
    assert_eq!(letters[0].subject, "[BEL-1] Ada changed the title");
    assert!(letters[0].says("Title 5 (was The bell is late)"), "{}", letters[0].text);
    let mail = rows::last(&world);
    assert_eq!((mail.state, mail.rung_at), (State::Sent, Some(first_at + UPDATE_DELAY)));
    let log = rows::log(&world, mail.id);
    assert_eq!(log.iter().filter(|line| line.starts_with("merged: event ")).count(), 5, "{log:?}");
}

#[test]
fn a_change_after_the_mail_left_has_a_mail_and_a_delay_of_its_own() {
    let (world, issue) = told();
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(UPDATE_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example updated"]);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is right" }));
    world.advance(UPDATE_DELAY - INSTANT);
    assert_eq!(world.arrived(), NONE);
    world.advance(INSTANT);
    let letters = world.mails();
    assert!(letters[0].says("The bell is right (was The bell is early)"), "{}", letters[0].text);
    assert_eq!((letters.len(), world.outbox().len()), (1, 3));
}

#[test]
fn all_changes_are_in_the_one_mail() {
    let (world, issue) = told();
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.ada.changes(&world, &issue, json!({ "description": "Now and then.", "status": "CLOSE" }));
    world.advance(UPDATE_DELAY);
    let letters = world.mails();
    assert_eq!((letters.len(), letters[0].subject.as_str()), (1, "[BEL-1] 3 changes by Ada"));
    for said in ["The bell is early", "> Now and then.", "moved it from To do to Done"] {
        assert!(letters[0].text.contains(said), "{said:?} is not in {}", letters[0].text);
    }
}

#[test]
fn changes_that_cancel_out_vanish_and_that_is_recorded() {
    let (world, issue) = told();
    let undone = [
        (json!({ "title": "The bell is early" }), json!({ "title": "The bell is late" })),
        (json!({ "description": "Once." }), json!({ "description": "Every time." })),
        (json!({ "status": "CLOSE" }), json!({ "status": "OPEN" })),
    ];
    for (done, undone) in undone {
        world.ada.changes(&world, &issue, done);
        world.advance(10 * SECOND);
        world.ada.changes(&world, &issue, undone);
    }
    world.advance(10 * UPDATE_DELAY);
    assert_eq!(world.arrived(), NONE);
    let (mail, first_at) = (rows::last(&world), rows::events(&world)[1].at);
    assert_eq!((mail.state, mail.ended_at), (State::Cancelled, Some(first_at + UPDATE_DELAY)));
    assert_eq!(mail.reason.as_deref(), Some("the changes cancelled out: nothing is left to tell"));
    assert_eq!((mail.rung_at, mail.attempts, rows::all(&world).len()), (None, 0, 2));
}

#[test]
fn what_cancelled_out_is_left_out_and_the_rest_is_told() {
    let (world, issue) = told();
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early", "description": "Once." }));
    world.ada.changes(&world, &issue, json!({ "title": "The bell is late" }));
    world.advance(UPDATE_DELAY);
    let letters = world.mails();
    assert_eq!(letters[0].subject, "[BEL-1] Ada changed the description");
    assert!(!letters[0].text.contains("early"), "{}", letters[0].text);
}

#[test]
fn a_change_after_the_letter_was_written_is_in_it_all_the_same() {
    let (world, issue) = told();
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(UPDATE_DELAY - SECOND);
    assert_eq!(rows::last(&world).state, State::Leased);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is late", "description": "Once." }));
    world.advance(SECOND);
    assert_eq!(world.mails()[0].subject, "[BEL-1] Ada changed the description");
}

#[test]
fn changes_of_two_issues_are_two_mails() {
    let (world, first) = told();
    let second = world.ada.opens(&world, "The rope is short", &world.ben);
    world.advance(ASSIGN_DELAY);
    world.mails();
    for issue in [&first, &second] {
        world.ada.changes(&world, issue, json!({ "description": "Once." }));
    }
    world.advance(UPDATE_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example updated", "ben@belfry.example updated"]);
}

#[test]
fn a_change_while_the_assignment_is_being_sent_has_a_mail_of_its_own() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.sleeps(ASSIGN_DELAY);
    crate::mail::in_data::meanwhile(&world, || {
        world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    });
    let letters = world.mails();
    assert!(letters[0].subject.ends_with("The bell is late"), "its words are fixed: {}", letters[0].subject);
    world.advance(UPDATE_DELAY);
    let letters = world.mails();
    assert_eq!((letters.len(), letters[0].gist().as_str()), (1, "ben@belfry.example updated"));
    assert!(letters[0].text.contains("The bell is early"));
}
