//! `GET /issue/<id>`

use serde_json::json;

use crate::world::World;

#[test]
fn an_issue_is_shown_to_everybody_who_has_logged_in() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let shown = json!({
        "issue_id": 1, "title": "The bell is late", "description": "Every time.",
        "created_by": "ada@belfry.example", "assigned_to": "ben@belfry.example", "status": "OPEN",
    });
    for person in [&world.ada, &world.ben, &world.eve] {
        person.gets(&world, &issue).is(200, shown.clone());
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    for id in ["2", "0", "-1", "x", "1x", "1.0", "99999999999999999999", "%F0%9F%94%94", "%ff", "1%00"] {
        world.ada.gets(&world, &format!("/issue/{id}")).is(404, json!({ "message": "Issue not found" }));
    }
}
