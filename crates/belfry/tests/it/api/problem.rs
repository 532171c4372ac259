//! How the API says no, whatever the call.

use serde_json::{Value, json};

use super::{call, get, open, post, world};
use crate::answer::Answer;
use crate::world::World;

fn raw(world: &World, kind: &str, body: &str) -> Answer {
    let authorization = format!("Bearer {}", world.ada.token(world));
    let headers = [("authorization", authorization.as_str()), ("content-type", kind)];
    world.send("POST", "/api/v1/issues", &headers, body.as_bytes())
}

#[test]
fn a_stranger_is_told_to_show_a_token_whatever_they_send() {
    let world = world();
    for (method, path) in
        [("GET", "/issues/BEL-1"), ("POST", "/issues"), ("GET", "/projects"), ("PATCH", "/issues/BEL-1")]
    {
        let answer = world.send(method, &format!("/api/v1{path}"), &[], b"nonsense");
        answer.is_problem(401, "unauthenticated");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"Belfry\""));
    }
}

#[test]
fn what_cannot_be_read_is_refused_by_its_place() {
    let world = world();
    let json = "application/json";
    for (kind, body, status, says) in [
        ("text/plain", "{}", 415, "application/json"),
        (json, "", 400, "not JSON"),
        (json, "{", 400, "not JSON"),
        (json, "[\"x\"]", 400, "not a list"),
        (json, "{} {}", 400, ""),
        (json, r#"{"description":"x"}"#, 400, "missing field `title`"),
        (json, r#"{"title":"x","colour":1}"#, 400, "unknown field `colour`"),
        (json, r#"{"title":1}"#, 400, "title: invalid type"),
        (json, r#"{"title":"x","status":"later"}"#, 400, "status: unknown variant `later`"),
        (json, r#"{"title":" "}"#, 422, "title: A title cannot be blank."),
        (json, r#"{"title":"x","due_on":"soon","estimate":-1}"#, 422, "estimate"),
        (json, r#"{"title":"x","assignee":"nobody"}"#, 422, "Nobody is called nobody"),
        (json, r#"{"title":"x","labels":["nope"]}"#, 422, "no label"),
        (json, r#"{"title":"x","parent":"x"}"#, 422, "BEL-142"),
    ] {
        let answer = raw(&world, kind, body);
        assert_eq!(answer.status, status, "{body}: {answer:?}");
        assert!(answer.json()["detail"].as_str().unwrap().contains(says), "{body}: {answer:?}");
    }
    let kind = "application/json; charset=utf-8";
    assert_eq!(raw(&world, kind, r#"{"title":"x"}"#).json()["number"], 1);
}

#[test]
fn there_is_nothing_at_other_paths_and_not_by_every_method() {
    let world = world();
    get(&world, &world.ada, "/nothing").is_problem(404, "not-found");
    get(&world, &world.ada, "/issues/nonsense").is_problem(404, "not-found");
    let answer = call(&world, &world.ada, ("PUT", "/issues/BEL-1"), &json!({}), &[]);
    answer.is_problem(405, "method");
    assert!(answer.header("allow").unwrap().contains("PATCH"));
    assert_eq!(call(&world, &world.ada, ("OPTIONS", "/issues/BEL-1"), &Value::Null, &[]).status, 204);
}

#[test]
fn pages_are_asked_for_within_bounds() {
    let world = world();
    open(&world, &world.ada, "One");
    for query in ["limit=0", "limit=101", "after=x"] {
        get(&world, &world.ada, &format!("/issues/BEL-1/comments?{query}")).is_problem(422, "invalid");
    }
    assert_eq!(post(&world, &world.ada, "/issues/BEL-1/comments", json!({ "text": "x" })).status, 201);
    assert_eq!(get(&world, &world.ada, "/issues/BEL-1/comments?limit=100").status, 200);
}
