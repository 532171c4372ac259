//! The database is lost at the commit of a change: what the client is told is true.

use serde_json::{Value, json};
use store::ground::{Ground, server};

use crate::world::{Wish, World};

/// A world at the other end of a wire to its database.
fn world() -> Option<World> {
    let wish = Wish { ground: || Ground::over_a_wire().unwrap(), ..Wish::default() };
    server::is_there().then(|| World::with(wish))
}

fn issue(world: &World, title: &str) -> Value {
    json!({ "title": title, "description": "Every time.", "assigned_to": world.ben.email })
}

fn titles(world: &World) -> Vec<Value> {
    let list = world.ada.gets(world, "/issue/").json();
    list["issues"].as_array().unwrap().iter().map(|issue| issue["title"].clone()).collect()
}

#[test]
fn a_change_whose_commit_was_not_heard_of_is_answered_as_what_it_is() {
    let Some(world) = world() else { return };
    world.ada.token(&world);
    world.wire().lose_answers(1);
    assert_eq!(world.ada.posts(&world, "/issue/", &issue(&world, "Made")).status, 201);
    world.wire().lose_commits(1);
    let refused = world.ada.posts(&world, "/issue/", &issue(&world, "Not made"));
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    assert_eq!((world.wire().still_to_lose(), titles(&world)), (0, vec![json!("Made")]));
}

#[test]
fn where_nobody_knows_the_client_is_told_so() {
    let Some(world) = world() else { return };
    world.ada.token(&world);
    world.wire().stay_cut();
    world.wire().lose_answers(1);
    let unknown = world.ada.posts(&world, "/issue/", &issue(&world, "Made"));
    assert_eq!((unknown.status, unknown.header("retry-after")), (503, None));
    let said = unknown.json()["message"].as_str().unwrap().to_owned();
    assert!(said.starts_with("It is not known whether this change was made"), "{said}");
    world.wire().mend();
    while world.get("/readyz").status != 200 {}
    assert_eq!(titles(&world), [json!("Made")]);
}
