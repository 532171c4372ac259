//! Whoever is given an issue is told when it has stood for the delay, of the issue as it then is.

use outbox::State;
use serde_json::json;

use crate::mail::{INSTANT, NONE, SECOND, rows};
use crate::world::{ASSIGN_DELAY, BASE_URL, MINUTE, World};

#[test]
fn an_assignee_is_told_exactly_when_the_delay_is_over() {
    let world = World::new();
    let (issue, ordered_at) = (world.ada.opens(&world, "The bell is late", &world.ben), world.now());
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.due_at, mail.enqueued_at), (State::Pending, ordered_at + ASSIGN_DELAY, ordered_at));
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(world.arrived(), NONE);
    world.advance(INSTANT);
    let letters = world.mails();
    assert_eq!(letters.iter().map(|letter| letter.gist()).collect::<Vec<_>>(), ["ben@belfry.example assigned"]);
    let text = &letters[0].text;
    assert_eq!(letters[0].subject, "[BEL-1] Assigned to you: The bell is late");
    for said in ["Ada assigned you BEL-1", "The bell is late", "Every time.", "To do", &format!("{BASE_URL}/BEL-1")] {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
    assert!(letters[0].says("It was held for 12 minutes after the assignment"), "{text}");
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.due_at, mail.rung_at), (State::Sent, world.now(), Some(world.now())));
    assert_eq!((mail.ended_at, mail.attempts, mail.unknowns), (Some(world.now()), 1, 0));
    assert_eq!(mail.reason.as_deref(), Some("250 2.0.0 kept in memory"));
    assert_eq!(rows::log(&world, mail.id), ["rang: ", "replied: 250 2.0.0 kept in memory"]);
    assert_eq!(world.ada.gets(&world, &issue).status, 200);
}

#[test]
fn edits_show_in_the_one_mail_that_waits_and_do_not_move_it() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let due_at = rows::only(&world).due_at;
    world.advance(MINUTE);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early", "description": "Once." }));
    world.advance(10 * MINUTE);
    world.ada.changes(&world, &issue, json!({ "description": "Now and then." }));
    world.advance(MINUTE - INSTANT);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(rows::only(&world).due_at, due_at);
    world.advance(INSTANT);
    let letters = world.mails();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].text.contains("The bell is early") && letters[0].text.contains("Now and then."));
    assert!(!letters[0].text.contains("late") && !letters[0].text.contains("Once."));
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.due_at, mail.rung_at), (State::Sent, due_at, Some(due_at)));
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE);
}

#[test]
fn an_edit_after_the_letter_was_written_is_in_it_all_the_same() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY - SECOND);
    assert_eq!(rows::only(&world).state, State::Leased, "it was taken up and written ahead of its time");
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(SECOND);
    let letters = world.mails();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].subject, "[BEL-1] Assigned to you: The bell is early");
    assert_eq!(rows::only(&world).rung_at, Some(world.now()));
}

#[test]
fn an_edit_in_the_very_moment_it_is_due_is_in_it() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY - SECOND);
    world.sleeps(SECOND);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.work();
    assert_eq!(world.mails()[0].subject, "[BEL-1] Assigned to you: The bell is early");
    world.advance(10 * MINUTE);
    assert_eq!(world.arrived(), NONE);
}

#[test]
fn given_to_the_same_person_again_nothing_starts_anew() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let (due_at, before) = (rows::only(&world).due_at, rows::events(&world).len());
    world.advance(MINUTE);
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.ben.email }));
    assert_eq!((rows::only(&world).due_at, rows::events(&world).len()), (due_at, before));
    world.advance(ASSIGN_DELAY - MINUTE);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}

#[test]
fn two_issues_of_one_person_are_two_mails() {
    let world = World::new();
    world.ada.opens(&world, "One", &world.ben);
    world.cleo.opens(&world, "Two", &world.ben);
    world.ada.opens(&world, "Three", &world.dov);
    world.advance(ASSIGN_DELAY);
    let mut arrived = world.arrived();
    arrived.sort_unstable();
    assert_eq!(arrived, ["ben@belfry.example assigned", "ben@belfry.example assigned", "dov@belfry.example assigned"]);
}
