//! Whoever is relieved before their mail was due gets none; whoever is given the issue is told after the whole delay.

use outbox::State;
use outbox::transport::{Mishap, Phase, Reply};
use serde_json::json;

use crate::mail::{INSTANT, NONE, SECOND, in_data, rows};
use crate::person::Person;
use crate::world::{ASSIGN_DELAY, MINUTE, UPDATE_DELAY, World};

fn give(world: &World, issue: &str, to: &Person) {
    world.ada.changes(world, issue, json!({ "assigned_to": to.email }));
}

#[test]
fn of_two_the_first_is_relieved_and_the_second_is_told() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(5 * MINUTE);
    give(&world, &issue, &world.cleo);
    let (given_at, mails) = (world.now(), rows::all(&world));
    assert_eq!((mails[0].state, mails[0].ended_at), (State::Cancelled, Some(given_at)));
    assert_eq!(mails[0].reason.as_deref(), Some("relieved by Ada before it was due"));
    assert_eq!(mails[1].due_at, given_at + ASSIGN_DELAY);
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(world.arrived(), NONE);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
    world.advance(10 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE);
}

#[test]
fn there_and_back_again_both_first_mails_are_taken_back() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(4 * MINUTE);
    give(&world, &issue, &world.cleo);
    world.advance(4 * MINUTE);
    give(&world, &issue, &world.ben);
    let given_at = world.now();
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(world.arrived(), NONE);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    assert_eq!(
        world.outbox(),
        [
            "ben assigned cancelled relieved by Ada before it was due",
            "cleo assigned cancelled relieved by Ada before it was due",
            "ben assigned sent",
        ]
    );
    assert_eq!(rows::last(&world).due_at, given_at + ASSIGN_DELAY);
}

#[test]
fn relieved_in_the_last_moment_before_it_is_due_is_relieved() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(rows::only(&world).state, State::Leased);
    give(&world, &issue, &world.cleo);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
}

#[test]
fn who_was_told_before_is_told_again_after_the_whole_delay() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    give(&world, &issue, &world.cleo);
    world.advance(MINUTE);
    give(&world, &issue, &world.ben);
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    let outbox = world.outbox();
    assert_eq!(outbox[1], "cleo assigned cancelled relieved by Ada before it was due");
    assert_eq!(outbox.len(), 3);
}

#[test]
fn a_mail_about_changes_is_taken_back_from_who_is_relieved() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(UPDATE_DELAY - INSTANT);
    give(&world, &issue, &world.cleo);
    world.advance(2 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
    assert_eq!(world.outbox()[1], "ben updated cancelled relieved by Ada before it was due");
}

#[test]
fn an_edit_in_the_same_request_is_told_to_the_new_assignee() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early", "assigned_to": world.cleo.email }));
    world.advance(ASSIGN_DELAY);
    let letters = world.mails();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, world.cleo.email);
    assert_eq!(letters[0].subject, "[BEL-1] Assigned to you: The bell is early");
}

#[test]
fn a_relief_that_finds_the_mail_being_sent_is_too_late_and_says_so() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY - SECOND);
    world.sleeps(SECOND);
    in_data::meanwhile(&world, || {
        assert_eq!(rows::only(&world).state, State::Sending);
        give(&world, &issue, &world.cleo);
    });
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    assert_eq!(rows::too_late(&world), 1);
    let mail = &rows::all(&world)[0];
    assert_eq!(mail.state, State::Sent);
    let log = rows::log(&world, mail.id);
    assert_eq!(log[1], "too late: relieved by Ada before it was sent");
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
    give(&world, &issue, &world.ben);
    assert_eq!(rows::too_late(&world), 0);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}

#[test]
fn deleting_finds_what_is_being_sent_too() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.sleeps(ASSIGN_DELAY);
    let busy = Reply { code: 451, enhanced: Some((4, 3, 0)), text: "busy".to_owned() };
    world.memory.fail_next(Mishap::Answer(Phase::FinalDot, busy));
    in_data::meanwhile(&world, || assert_eq!(world.ada.deletes(&world, &issue).status, 200));
    assert_eq!(rows::too_late(&world), 1);
    world.advance(10 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE, "the relay put it off, and it was recalled meanwhile");
    assert_eq!(world.outbox(), ["ben assigned cancelled deleted by Ada before it was sent"]);
}
