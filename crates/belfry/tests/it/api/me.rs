//! `/me`

use serde_json::json;

use super::{get, patch, world};

#[test]
fn everybody_is_told_who_they_are_and_says_what_they_are_called() {
    let world = world();
    let expected = json!({
        "username": "ben", "name": "Ben", "first_name": "Ben", "last_name": null, "email": "ben@belfry.example",
        "role": "user", "created_at": "2025-11-24T16:00:00.250000Z"
    });
    assert_eq!(get(&world, &world.ben, "/me").json(), expected);
    assert_eq!(get(&world, &world.ada, "/me").json()["role"], "admin");
    let renamed = patch(&world, &world.ben, "/me", json!({ "first_name": " Benedikt ", "last_name": "Kern" }));
    assert_eq!((renamed.status, &renamed.json()["name"]), (200, &json!("Benedikt Kern")));
    assert_eq!(patch(&world, &world.ben, "/me", json!({ "last_name": null })).json()["name"], "Benedikt");
    let refused = patch(&world, &world.ben, "/me", json!({ "first_name": "", "last_name": "a\nb" }));
    refused.is_problem(422, "invalid");
    assert_eq!(refused.json()["errors"].as_array().unwrap().len(), 2);
    patch(&world, &world.ben, "/me", json!({ "email": "ben@other.example" })).is_problem(400, "unreadable");
    assert_eq!(get(&world, &world.ben, "/me").json()["name"], "Benedikt");
    assert_eq!(world.get("/api/v1/me").status, 401);
}
