//! What people do to their own issues: assigning them is mailed unless they want otherwise, editing them never is.

use belfry::auth::Actor;
use belfry::event::{Act, Change, Event, record};
use belfry::issue;
use belfry::post::Delays;
use belfry::user::{self, UserId};
use belfry::watch;
use outbox::State;
use serde_json::json;
use store::params;

use crate::mail::{NONE, SECOND, rows};
use crate::world::{ASSIGN_DELAY, UPDATE_DELAY, World};

/// Somebody who did not open the first issue gives it another title, which cannot be done over HTTP yet.
fn retitles(world: &World, who: UserId, to: &'static str) {
    let act = Act {
        actor: Actor { user_id: who, is_admin: false },
        delays: Delays { assigned: ASSIGN_DELAY, updated: UPDATE_DELAY },
        from: None,
    };
    world.change(move |tx| {
        let from = issue::find(tx, &act.actor, 1)?.title;
        tx.run("UPDATE issues SET title = $1 WHERE number = 1", &params![to])?;
        let changes = vec![Change::Title { from, to: to.to_owned() }];
        record(tx, &act, &issue::find(tx, &act.actor, 1)?, Event::IssueChanged { changes, mails_too_late: 0 })
    });
}

/// Ada, who opened the first issue, does not want to hear what others do to it.
fn ada_does_not_watch(world: &World) {
    let actor = Actor { user_id: rows::id_of(world, &world.ada), is_admin: false };
    world.change(move |tx| watch::unwatch(tx, &actor, 1));
}

#[test]
fn an_issue_assigned_to_oneself_is_mailed() {
    let world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ada);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ada@belfry.example assigned"]);
}

#[test]
fn who_wants_no_mail_about_that_gets_none_and_it_is_recorded() {
    let world = World::new();
    let ada = rows::id_of(&world, &world.ada);
    world.change(move |tx| user::mail_own_assignments(tx, ada, false));
    world.ada.opens(&world, "The bell is late", &world.ada);
    world.advance(2 * ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE);
    let mail = rows::only(&world);
    assert_eq!(mail.state, State::Suppressed);
    assert_eq!(mail.reason.as_deref(), Some("its recipient wants no mail about what they assign to themselves"));
    // What others give them is told all the same.
    world.ben.opens(&world, "The rope is short", &world.ada);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ada@belfry.example assigned"]);
}

#[test]
fn ones_own_edit_is_no_mail_and_no_record_of_one() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ada);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ada@belfry.example assigned"]);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early", "description": "Once." }));
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    world.advance(10 * UPDATE_DELAY);
    assert_eq!((world.arrived(), world.outbox()), (vec![], vec!["ada assigned sent".to_owned()]));
}

#[test]
fn an_own_edit_while_the_assignment_waits_shows_in_it() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ada);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(ASSIGN_DELAY);
    let letters = world.mails();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].subject.ends_with("The bell is early"));
}

#[test]
fn an_own_edit_between_those_of_others_is_left_out_unless_it_goes_on_from_them() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let ben = rows::id_of(&world, &world.ben);
    ada_does_not_watch(&world);
    world.advance(ASSIGN_DELAY);
    world.mails();
    world.ada.changes(&world, &issue, json!({ "description": "Once." }));
    let due_at = rows::last(&world).due_at;
    world.advance(10 * SECOND);
    retitles(&world, ben, "Ben's own title");
    world.advance(10 * SECOND);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    assert_eq!(rows::last(&world).due_at, due_at);
    world.advance(UPDATE_DELAY - 20 * SECOND);
    let letters = world.mails();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].subject, "[BEL-1] 2 changes by Ada");
    assert!(!letters[0].text.contains("changed the title"), "{}", letters[0].text);
}

#[test]
fn an_own_edit_that_undoes_that_of_another_leaves_nothing_to_tell() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let ben = rows::id_of(&world, &world.ben);
    ada_does_not_watch(&world);
    world.advance(ASSIGN_DELAY);
    world.mails();
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    // Written ahead of its time, so that Ben's edit must reach a letter that is written.
    world.advance(UPDATE_DELAY - SECOND);
    retitles(&world, ben, "The bell is late");
    world.advance(UPDATE_DELAY);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(world.outbox()[1], "ben updated cancelled the changes cancelled out: nothing is left to tell");
}

#[test]
fn an_own_edit_after_that_of_another_is_told_from_where_it_began() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let ben = rows::id_of(&world, &world.ben);
    ada_does_not_watch(&world);
    world.advance(ASSIGN_DELAY);
    world.mails();
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    retitles(&world, ben, "The bell is right");
    world.advance(UPDATE_DELAY);
    let letters = world.mails();
    assert!(letters[0].says("changed the title to The bell is right (was The bell is late)"), "{}", letters[0].text);
    assert_eq!(world.outbox().len(), 2);
}
