//! The mail that follows from calls, at its moment.

use std::time::Duration;

use serde_json::json;

use crate::world::{ASSIGN_DELAY, DIGEST_EVERY, MINUTE, UPDATE_DELAY, World};

const INSTANT: Duration = Duration::from_millis(1);

#[test]
fn an_assignee_is_mailed_exactly_the_delay_after_the_commit() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(world.arrived(), [""; 0]);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(INSTANT);
    let mails = world.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].gist(), "ben@belfry.example assigned");
    assert!(mails[0].subject.contains("BEL-1"), "{}", mails[0].subject);
    // It shows the issue as it is when the mail is sent.
    assert!(mails[0].text.contains("The bell is early") && mails[0].html.contains("The bell is early"));
}

#[test]
fn another_assignee_relieves_the_first_before_their_mail() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(5 * MINUTE);
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.cleo.email }));
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(world.arrived(), [""; 0]);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
    let outbox = world.outbox();
    assert!(outbox[0].starts_with("ben assigned cancelled relieved by Ada"), "{outbox:?}");
}

#[test]
fn given_back_the_delay_starts_anew() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(MINUTE);
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.cleo.email }));
    world.advance(MINUTE);
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.ben.email }));
    world.advance(ASSIGN_DELAY - INSTANT);
    assert_eq!(world.arrived(), [""; 0]);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}

#[test]
fn closed_or_deleted_in_time_nobody_is_mailed() {
    let world = World::new();
    let (first, second) = (world.ada.opens(&world, "One", &world.ben), world.ada.opens(&world, "Two", &world.ben));
    world.advance(MINUTE);
    world.ada.changes(&world, &first, json!({ "status": "CLOSE" }));
    assert_eq!(world.ada.deletes(&world, &second).status, 200);
    world.advance(2 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), [""; 0]);
    let outbox = world.outbox();
    assert!(outbox.iter().all(|mail| mail.starts_with("ben assigned cancelled ")), "{outbox:?}");
    assert_eq!(outbox.len(), 2);
}

#[test]
fn later_changes_are_told_in_one_mail() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(UPDATE_DELAY / 2);
    world.ada.changes(&world, &issue, json!({ "description": "Sometimes." }));
    world.advance(UPDATE_DELAY / 2 - INSTANT);
    assert_eq!(world.arrived(), [""; 0]);
    world.advance(INSTANT);
    let mails = world.mails();
    assert_eq!(mails.iter().map(|mail| mail.gist()).collect::<Vec<_>>(), ["ben@belfry.example updated"]);
    assert!(mails[0].text.contains("The bell is early") && mails[0].text.contains("Sometimes."));
    world.advance(10 * UPDATE_DELAY);
    assert_eq!(world.arrived(), [""; 0]);
}

#[test]
fn while_an_assigned_mail_is_to_come_changes_need_no_mail_of_their_own() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.ada.changes(&world, &issue, json!({ "description": "Sometimes." }));
    world.advance(2 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}

#[test]
fn each_day_who_has_open_issues_gets_one_digest() {
    let world = World::new();
    world.ada.opens(&world, "One", &world.ben);
    world.ada.opens(&world, "Two", &world.ben);
    let closed = world.ada.opens(&world, "Three", &world.cleo);
    world.ada.changes(&world, &closed, json!({ "status": "CLOSE" }));
    world.advance(DIGEST_EVERY - INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned", "ben@belfry.example assigned"]);
    world.advance(INSTANT);
    let mails = world.mails();
    assert_eq!(mails.iter().map(|mail| mail.gist()).collect::<Vec<_>>(), ["ben@belfry.example digest"]);
    assert!(mails[0].text.contains("One") && mails[0].text.contains("Two") && !mails[0].text.contains("Three"));
    world.advance(DIGEST_EVERY);
    let next = world.mails();
    assert_eq!(next.iter().map(|mail| mail.gist()).collect::<Vec<_>>(), ["ben@belfry.example digest"]);
    assert_ne!(next[0].message_id, mails[0].message_id);
}
