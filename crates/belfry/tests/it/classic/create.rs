//! `POST /issue/`

use serde_json::{Value, json};

use crate::world::World;

fn wish(world: &World) -> Value {
    json!({ "title": "The bell is late", "description": "Every time.", "assigned_to": world.ben.email })
}

fn wish_with(world: &World, field: &str, value: Value) -> Value {
    let mut wish = wish(world);
    wish[field] = value;
    wish
}

#[test]
fn an_issue_is_created() {
    let world = World::new();
    let shown = |id: i64| {
        json!({
            "message": "Issue Created", "issue_id": id, "title": "The bell is late", "description": "Every time.",
            "assigned_to": "ben@belfry.example", "created_by": "ada@belfry.example", "status": "OPEN",
        })
    };
    world.ada.posts(&world, "/issue/", &wish(&world)).is(201, shown(1));
    // The old tracker refused a second issue with the same description.
    world.ada.posts(&world, "/issue/", &wish(&world)).is(201, shown(2));
}

#[test]
fn the_fields_come_in_the_order_of_the_old_documents() {
    let world = World::new();
    let text = world.ada.posts(&world, "/issue/", &wish(&world)).text;
    let order = ["message", "issue_id", "title", "description", "assigned_to", "created_by", "status"];
    let places: Vec<usize> = order.iter().map(|field| text.find(&format!("\"{field}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn blank_fields_are_named_in_the_old_words() {
    let world = World::new();
    let words = [
        ("title", "Issue Title cannot be left blank!"),
        ("description", "Issue Description cannot be left blank!"),
        ("assigned_to", "Issue Assignee email cannot be Blank !"),
    ];
    for (field, text) in words {
        for value in [Value::Null, json!(""), json!(" \n")] {
            let answer = world.ada.posts(&world, "/issue/", &wish_with(&world, field, value));
            answer.is(400, json!({ "message": { field: text } }));
        }
    }
    let all: Value = words.iter().map(|(field, text)| ((*field).to_owned(), json!(text))).collect();
    world.ada.posts(&world, "/issue/", &json!({})).is(400, json!({ "message": all }));
}

#[test]
fn an_assignee_who_has_not_registered_is_refused() {
    let world = World::new();
    let answer = world.ada.posts(&world, "/issue/", &wish_with(&world, "assigned_to", json!("x@y.z")));
    answer.is(400, json!({ "message": "user : x@y.z is not registered !" }));
}

#[test]
fn an_assignee_is_found_in_any_letter_case() {
    let world = World::new();
    let answer = world.ada.posts(&world, "/issue/", &wish_with(&world, "assigned_to", json!("BEN@Belfry.Example")));
    assert_eq!((answer.status, &answer.json()["assigned_to"]), (201, &json!("ben@belfry.example")));
}

#[test]
fn an_author_is_the_owner_of_the_token() {
    let world = World::new();
    for author in [json!("ada@belfry.example"), json!("ADA@belfry.example"), Value::Null] {
        assert_eq!(world.ada.posts(&world, "/issue/", &wish_with(&world, "author", author)).status, 201);
    }
    for author in ["ben@belfry.example", "nobody", "x@y.z"] {
        let answer = world.ada.posts(&world, "/issue/", &wish_with(&world, "author", json!(author)));
        answer.is(403, json!({ "message": "Unauthorized !" }));
    }
}

#[test]
fn a_field_that_the_call_does_not_know_is_ignored() {
    let world = World::new();
    let answer = world.ada.posts(&world, "/issue/", &wish_with(&world, "priority", json!({ "deep": [1, 2] })));
    assert_eq!(answer.status, 201);
}
