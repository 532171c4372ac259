//! `DELETE /issue/<id>`

use serde_json::json;

use crate::world::World;

#[test]
fn a_deleted_issue_is_gone() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.ada.deletes(&world, &issue).is(200, json!({ "message": "Issue Deleted !" }));
    world.ada.gets(&world, &issue).is(404, json!({ "message": "Issue not found" }));
    world.ada.puts(&world, &issue, &json!({ "title": "x" })).is(404, json!({ "message": "Issue not found !" }));
    world.ada.deletes(&world, &issue).is(404, json!({ "message": "Issue not found !" }));
}

#[test]
fn only_who_created_it_deletes_it() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    for person in [&world.ben, &world.eve] {
        person.deletes(&world, &issue).is(403, json!({ "message": "Unauthorized !" }));
    }
    assert_eq!(world.ada.gets(&world, &issue).status, 200);
}

#[test]
fn what_is_not_there_is_not_found() {
    let world = World::new();
    for id in ["1", "x", "-1"] {
        world.ada.deletes(&world, &format!("/issue/{id}")).is(404, json!({ "message": "Issue not found !" }));
    }
}

#[test]
fn a_number_is_not_used_again() {
    let world = World::new();
    let first = world.ada.opens(&world, "One", &world.ben);
    assert_eq!(world.ada.deletes(&world, &first).status, 200);
    assert_eq!(world.ada.opens(&world, "Two", &world.ben), "/issue/2");
}
