//! What is closed or deleted before it was told is not told at all; opened again, it is told after the whole delay.

use outbox::State;
use serde_json::json;

use crate::mail::{INSTANT, NONE, rows};
use crate::world::{ASSIGN_DELAY, MINUTE, UPDATE_DELAY, World};

#[test]
fn closed_before_it_was_due_nobody_hears_of_it() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY - INSTANT);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.ended_at), (State::Cancelled, Some(world.now())));
    assert_eq!(mail.reason.as_deref(), Some("closed by Ada before it was due"));
    world.advance(10 * ASSIGN_DELAY);
    assert_eq!((world.arrived(), world.outbox().len()), (vec![], 1), "not of the closing either");
}

#[test]
fn deleted_before_it_was_due_nobody_hears_of_it() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(world.ada.deletes(&world, &issue).status, 200);
    world.advance(10 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(world.outbox(), ["ben assigned cancelled deleted by Ada before it was due"]);
}

#[test]
fn deleting_takes_a_mail_about_changes_back_too() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    assert_eq!(world.ada.deletes(&world, &issue).status, 200);
    world.advance(10 * UPDATE_DELAY);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(world.outbox()[1..], ["ben updated cancelled deleted by Ada before it was due"]);
}

#[test]
fn closed_after_it_was_told_the_closing_is_told() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(UPDATE_DELAY / 2);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    world.advance(UPDATE_DELAY / 2);
    let letters = world.mails();
    assert_eq!(letters.iter().map(|letter| letter.gist()).collect::<Vec<_>>(), ["ben@belfry.example updated"]);
    for said in ["Ada changed the title to The bell is early (was The bell is late)", "Ada moved it from To do to Done"]
    {
        assert!(letters[0].says(said), "{}", letters[0].text);
    }
}

#[test]
fn reopened_before_it_was_ever_told_the_delay_starts_anew() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(MINUTE);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    world.advance(MINUTE);
    world.ada.changes(&world, &issue, json!({ "status": "OPEN" }));
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(world.arrived(), NONE);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    assert_eq!(world.outbox(), ["ben assigned cancelled closed by Ada before it was due", "ben assigned sent"]);
}

#[test]
fn reopened_after_it_was_told_the_reopening_is_told() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    for (status, moved) in [("CLOSE", "moved it from To do to Done"), ("OPEN", "moved it from Done to To do")] {
        world.mails();
        world.ada.changes(&world, &issue, json!({ "status": status }));
        world.advance(UPDATE_DELAY);
        let letters = world.mails();
        assert_eq!((letters.len(), letters[0].gist().as_str()), (1, "ben@belfry.example updated"));
        assert!(letters[0].text.contains(moved), "{}", letters[0].text);
    }
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE);
}

#[test]
fn a_mail_about_the_assignment_after_all_tells_of_the_changes_as_well() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    // Ben never heard of it, and it is closed: there is nothing to tell.
    world.advance(2 * ASSIGN_DELAY);
    assert_eq!((world.arrived(), world.outbox().len()), (vec![], 1));
    world.ada.changes(&world, &issue, json!({ "status": "OPEN" }));
    world.advance(2 * ASSIGN_DELAY);
    let letters = world.mails();
    assert_eq!((letters.len(), letters[0].gist().as_str()), (1, "ben@belfry.example assigned"));
    assert!(letters[0].subject.ends_with("The bell is early"));
    assert_eq!(world.outbox()[1..], ["ben assigned sent"]);
}

#[test]
fn given_a_closed_issue_nobody_is_told_until_it_is_open_again() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.cleo.email }));
    world.advance(2 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(world.outbox()[1..], ["cleo assigned cancelled the issue is closed"]);
    world.ada.changes(&world, &issue, json!({ "status": "OPEN" }));
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(world.arrived(), NONE);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
}

#[test]
fn given_away_and_closed_in_one_request_nobody_is_told() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE", "assigned_to": world.cleo.email }));
    world.advance(2 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(
        world.outbox(),
        ["ben assigned cancelled relieved by Ada before it was due", "cleo assigned cancelled the issue is closed"]
    );
}
