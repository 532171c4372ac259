//! Versions, for clients that ask for them: an entity tag on each issue, and `If-Match`.

use serde_json::json;

use crate::answer::Answer;
use crate::world::World;

fn call(world: &World, method: &str, path: &str, tag: &str, body: &str) -> Answer {
    let authorization = format!("JWT {}", world.ada.token(world));
    world.send(method, path, &[("authorization", &authorization), ("if-match", tag)], body.as_bytes())
}

#[test]
fn each_change_makes_a_new_version() {
    let world = World::new();
    let wish = json!({ "title": "The bell is late", "description": "Every time.", "assigned_to": world.ben.email });
    assert_eq!(world.ada.posts(&world, "/issue/", &wish).header("etag"), Some("\"v1\""));
    assert_eq!(world.ada.puts(&world, "/issue/1", &json!({ "title": "x" })).header("etag"), Some("\"v2\""));
    assert_eq!(world.ada.gets(&world, "/issue/1").header("etag"), Some("\"v2\""));
    // Nothing changed: no new version.
    assert_eq!(world.ada.puts(&world, "/issue/1", &json!({ "title": "x" })).header("etag"), Some("\"v2\""));
}

#[test]
fn a_change_of_an_older_version_is_refused_with_both() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.ada.changes(&world, &issue, json!({ "title": "x" }));
    for (method, body) in [("PUT", "{\"title\":\"y\"}"), ("DELETE", "")] {
        let answer = call(&world, method, &issue, "\"v1\"", body);
        let body = answer.json();
        assert_eq!(answer.status, 412);
        assert_eq!((&body["your_version"], &body["current_version"]), (&json!(1), &json!(2)));
        assert!(body["message"].is_string());
        assert_eq!(call(&world, method, &issue, "\"other\"", "{\"title\":\"y\"}").status, 412);
    }
    assert_eq!(world.ada.gets(&world, &issue).json()["title"], "x");
    assert_eq!(call(&world, "PUT", &issue, "\"v2\"", "{\"title\":\"y\"}").status, 200);
    assert_eq!(call(&world, "PUT", &issue, "*", "{\"title\":\"z\"}").status, 200);
    assert_eq!(call(&world, "DELETE", &issue, "\"v4\"", "").status, 200);
}
