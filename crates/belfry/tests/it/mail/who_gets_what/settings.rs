//! What people set for themselves, and what mail they get then.

use std::time::Duration;

use serde_json::{Value, json};

use crate::mail::{NONE, SECOND};
use crate::person::Person;
use crate::world::{ASSIGN_DELAY, MINUTE, UPDATE_DELAY, World};

impl Person {
    /// Sets something about their mail, which works.
    #[track_caller]
    pub(super) fn sets(&self, world: &World, wish: &Value) -> Value {
        let authorization = format!("Bearer {}", self.token(world));
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        let answer = world.send("PATCH", "/api/v1/me/mail-settings", &headers, wish.to_string().as_bytes());
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }
}

#[test]
fn a_delay_of_ones_own_counts_for_the_mail_that_is_ordered_from_then_on() {
    let world = World::new();
    world.ada.opens(&world, "Before", &world.ben);
    world.ben.sets(&world, &json!({ "assign_delay_s": 30, "update_delay_s": 5 }));
    let issue = world.ada.opens(&world, "After", &world.ben);
    world.ada.opens(&world, "For another", &world.dov);
    world.advance(30 * SECOND);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.ada.changes(&world, &issue, json!({ "title": "Later" }));
    world.advance(4 * SECOND);
    assert_eq!(world.arrived(), NONE);
    world.advance(SECOND);
    assert_eq!(world.arrived(), ["ben@belfry.example updated"]);
    world.advance(ASSIGN_DELAY);
    let mut arrived = world.arrived();
    arrived.sort();
    assert_eq!(arrived, ["ben@belfry.example assigned", "dov@belfry.example assigned"]);
}

#[test]
fn what_has_no_delay_rings_at_once() {
    let world = World::new();
    world.ben.sets(&world, &json!({ "assign_delay_s": 0 }));
    world.ada.opens(&world, "One", &world.ben);
    world.work();
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}

#[test]
fn ones_own_changes_are_mailed_to_whoever_wants_that() {
    let world = World::new();
    world.ada.sets(&world, &json!({ "own_changes": true }));
    let (hers, bens) = (world.ada.opens(&world, "Hers", &world.ada), world.ada.opens(&world, "His", &world.ben));
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived().len(), 2);
    world.ada.changes(&world, &hers, json!({ "title": "Hers alone" }));
    world.ada.changes(&world, &bens, json!({ "title": "His alone" }));
    world.advance(UPDATE_DELAY);
    let mut letters = world.mails();
    letters.sort_by(|one, other| (&one.to, &one.subject).cmp(&(&other.to, &other.subject)));
    let to: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    assert_eq!(to, ["ada@belfry.example", "ada@belfry.example", "ben@belfry.example"]);
    assert!(letters[0].says("Hers alone") && letters[1].says("His alone"), "{letters:?}");
    world.ada.sets(&world, &json!({ "own_changes": false }));
    world.ada.changes(&world, &hers, json!({ "title": "Again" }));
    world.advance(UPDATE_DELAY);
    assert_eq!(world.arrived(), NONE);
}

#[test]
fn what_one_gives_to_oneself_is_not_mailed_to_whoever_does_not_want_that() {
    let world = World::new();
    world.ada.sets(&world, &json!({ "own_assignments": false }));
    world.ada.opens(&world, "Hers", &world.ada);
    world.advance(ASSIGN_DELAY + Duration::from_secs(1) + MINUTE);
    assert_eq!(world.arrived(), NONE);
}
