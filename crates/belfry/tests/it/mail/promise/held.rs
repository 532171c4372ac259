//! Mail that an admin holds: nothing leaves, nothing is lost, and nothing's time moves.

use outbox::{State, admin};
use serde_json::json;

use super::{count, listen};
use crate::mail::{HOUR, INSTANT, NONE, SECOND, rows};
use crate::world::{ASSIGN_DELAY, DIGEST_EVERY, MINUTE, UPDATE_DELAY, World};

#[test]
fn while_all_is_held_nothing_leaves_and_released_what_is_overdue_leaves_at_once() {
    let world = World::new();
    world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY - SECOND);
    assert_eq!(rows::only(&world).state, State::Leased);
    world.change(|tx| Ok(admin::hold_all(tx, "moving house")?));
    world.advance(HOUR);
    world.ada.opens(&world, "Two", &world.cleo);
    let due: Vec<_> = rows::all(&world).iter().map(|mail| mail.due_at).collect();
    world.advance(MINUTE);
    assert_eq!(world.arrived(), NONE);
    assert!(world.change(|tx| Ok(admin::release_all(tx)?)));
    world.work();
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.advance(ASSIGN_DELAY - MINUTE - INSTANT);
    assert_eq!(world.arrived(), NONE);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
    assert_eq!(rows::all(&world).iter().map(|mail| mail.due_at).collect::<Vec<_>>(), due);
}

#[test]
fn while_all_is_held_people_are_relieved_and_changes_are_taken_in_as_ever() {
    let world = World::new();
    let first = world.ada.opens(&world, "One", &world.ben);
    let second = world.ada.opens(&world, "Two", &world.cleo);
    world.change(|tx| Ok(admin::hold_all(tx, "moving house")?));
    world.advance(2 * ASSIGN_DELAY);
    assert_eq!(world.ada.deletes(&world, &first).status, 200);
    world.ada.changes(&world, &second, json!({ "title": "Zwei" }));
    world.change(|tx| Ok(admin::release_all(tx)?));
    world.work();
    let letters = world.mails();
    assert_eq!((letters.len(), letters[0].subject.as_str()), (1, "[BEL-2] Assigned to you: Zwei"));
}

#[test]
fn one_that_is_held_leaves_at_its_time_if_it_is_released_before() {
    let world = World::new();
    world.ada.opens(&world, "One", &world.ben);
    let mail = rows::only(&world);
    world.change(move |tx| Ok(admin::hold(tx, mail.id, "not yet")?));
    assert_eq!(rows::only(&world).reason.as_deref(), Some("not yet"));
    world.advance(MINUTE);
    world.change(move |tx| Ok(admin::release(tx, mail.id)?));
    world.advance(ASSIGN_DELAY - MINUTE - INSTANT);
    assert_eq!(world.arrived(), NONE);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    assert_eq!((rows::only(&world).due_at, rows::only(&world).rung_at), (mail.due_at, Some(mail.due_at)));
    let log = rows::log(&world, mail.id);
    assert_eq!(log[..2], ["handled: held: not yet", "handled: released"]);
}

#[test]
fn one_that_is_held_past_its_time_takes_changes_in_and_leaves_when_it_is_released() {
    let world = World::new();
    let issue = world.ada.opens(&world, "One", &world.ben);
    let id = rows::only(&world).id;
    world.advance(ASSIGN_DELAY - SECOND);
    world.change(move |tx| Ok(admin::hold(tx, id, "not yet")?));
    world.advance(HOUR);
    world.ada.changes(&world, &issue, json!({ "title": "Uno" }));
    world.advance(2 * UPDATE_DELAY);
    assert_eq!((world.arrived(), rows::all(&world).len()), (vec![], 1));
    world.change(move |tx| Ok(admin::release(tx, id)?));
    world.work();
    assert_eq!(world.mails()[0].subject, "[BEL-1] Assigned to you: Uno");
}

#[test]
fn a_digest_that_is_held_is_merged_into_the_next() {
    let world = World::new();
    world.work();
    world.ada.opens(&world, "One", &world.ben);
    world.advance(DIGEST_EVERY - SECOND);
    world.mails();
    let id = rows::last(&world).id;
    world.change(move |tx| Ok(admin::hold(tx, id, "not yet")?));
    world.advance(DIGEST_EVERY);
    assert_eq!(world.arrived(), NONE);
    world.advance(SECOND);
    assert_eq!(world.arrived(), ["ben@belfry.example digest"]);
    assert_eq!(world.outbox()[1..], ["ben digest merged merged into the next digest", "ben digest sent"]);
}

#[test]
fn one_that_an_admin_cancels_is_never_sent() {
    let world = World::new();
    let given = listen(&world);
    world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY - SECOND);
    let id = rows::only(&world).id;
    world.change(move |tx| Ok(admin::cancel(tx, id, "it was a test")?));
    world.advance(HOUR);
    assert_eq!((count(&given), world.outbox()), (0, vec!["ben assigned cancelled it was a test".to_owned()]));
    let again = world.change(move |tx| Ok((admin::retry(tx, id)?, admin::release(tx, id)?)));
    assert_eq!(again, (admin::Done::NotIn(State::Cancelled), admin::Done::NotIn(State::Cancelled)));
}
