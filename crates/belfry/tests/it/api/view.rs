//! `/views`: queries that somebody keeps.

use serde_json::{Value, json};

use super::{call, delete, get, join, open, open_project, patch, post, world};
use crate::person::Person;
use crate::world::World;

#[track_caller]
fn keeps(world: &World, by: &Person, body: Value) -> Value {
    let answer = post(world, by, "/views", body);
    assert_eq!(answer.status, 201, "{answer:?}");
    let view = answer.json();
    assert_eq!(answer.header("location"), Some(format!("/api/v1/views/{}", view["id"]).as_str()));
    assert_eq!(answer.header("etag"), Some("\"v1\""));
    view
}

fn keys(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|issue| issue["key"].as_str().unwrap()).collect()
}

#[test]
fn a_view_asks_its_query_for_whoever_opens_it() {
    let world = world();
    open(&world, &world.ada, "Hers");
    open(&world, &world.ben, "His");
    join(&world, "BEL", &world.ben, "member");
    let view = keeps(&world, &world.ben, json!({ "name": "Mine", "query": " author:@me ", "project": "bel" }));
    let is_as_kept = json!({ "owner": "ben", "name": "Mine", "query": "author:@me", "project": "BEL", "version": 1 });
    for (field, value) in is_as_kept.as_object().unwrap() {
        assert_eq!(&view[field], value, "{field}");
    }
    let path = format!("/views/{}/issues", view["id"]);
    assert_eq!(keys(&get(&world, &world.ben, &path).json()), ["BEL-2"]);
    assert_eq!(keys(&get(&world, &world.ada, &path).json()), ["BEL-1"]);
    let list = get(&world, &world.eve, "/views").json();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_page_of_a_view_that_was_changed_is_refused() {
    let world = world();
    for title in ["One", "Two"] {
        open(&world, &world.ada, title);
    }
    let view = keeps(&world, &world.ada, json!({ "name": "All", "query": "sort:key" }));
    let path = format!("/views/{}", view["id"]);
    let next = get(&world, &world.ada, &format!("{path}/issues?limit=1")).json()["next"].as_str().unwrap().to_owned();
    let second = get(&world, &world.ada, &format!("{path}/issues?limit=1&after={next}")).json();
    assert_eq!((keys(&second), &second["next"]), (vec!["BEL-2"], &Value::Null));
    let stale = call(&world, &world.ada, ("PATCH", &path), &json!({ "name": "No" }), &[("if-match", "\"v7\"")]);
    stale.is_problem(412, "stale");
    let changed = patch(&world, &world.ada, &path, json!({ "query": "sort:key-desc" }));
    assert_eq!((changed.status, &changed.json()["version"], &changed.json()["name"]), (200, &json!(2), &json!("All")));
    get(&world, &world.ada, &format!("{path}/issues?after={next}")).is_problem(422, "invalid");
    assert_eq!(keys(&get(&world, &world.ada, &format!("{path}/issues")).json()), ["BEL-2", "BEL-1"]);
}

#[test]
fn a_view_is_seen_by_its_owner_and_by_those_it_is_shared_with() {
    let world = world();
    open_project(&world, "SEC", "private");
    for (person, role) in [(&world.ben, "member"), (&world.cleo, "reader"), (&world.dov, "maintainer")] {
        join(&world, "SEC", person, role);
    }
    let own = keeps(&world, &world.ben, json!({ "name": "Own", "query": "is:open" }));
    let shared = keeps(&world, &world.ben, json!({ "name": "Shared", "query": "is:open", "project": "SEC" }));
    let path = |view: &Value| format!("/views/{}", view["id"]);
    let seen = |by: &Person, view: &Value| get(&world, by, &path(view)).status;
    for (by, sees) in
        [(&world.ben, [200, 200]), (&world.cleo, [404, 200]), (&world.ada, [404, 200]), (&world.eve, [404, 404])]
    {
        assert_eq!([seen(by, &own), seen(by, &shared)], sees, "{}", by.name);
        if sees[0] == 404 {
            get(&world, by, &format!("{}/issues", path(&own))).is_problem(404, "not-found");
        }
    }
    post(&world, &world.cleo, "/views", json!({ "name": "x", "query": "bell", "project": "SEC" }))
        .is_problem(403, "forbidden");
    post(&world, &world.eve, "/views", json!({ "name": "x", "query": "bell", "project": "SEC" }))
        .is_problem(404, "not-found");
    patch(&world, &world.dov, &path(&shared), json!({ "name": "x" })).is_problem(403, "forbidden");
    delete(&world, &world.cleo, &path(&shared)).is_problem(403, "forbidden");
    assert_eq!(delete(&world, &world.dov, &path(&shared)).status, 204);
    delete(&world, &world.ada, &path(&own)).is_problem(404, "not-found");
    assert_eq!(delete(&world, &world.ben, &path(&own)).status, 204);
    assert_eq!(get(&world, &world.ben, "/views").json()["items"], json!([]));
}

#[test]
fn what_is_no_query_is_not_kept() {
    let world = world();
    let refused = post(&world, &world.ada, "/views", json!({ "name": " ", "query": "is:opne" }));
    refused.is_problem(422, "invalid");
    let errors = refused.json()["errors"].clone();
    assert_eq!((&errors[0]["field"], &errors[1]["field"]), (&json!("name"), &json!("query")));
    assert!(errors[1]["detail"].as_str().unwrap().starts_with("column 4: an issue is never opne; did you mean open?"));
    keeps(&world, &world.ada, json!({ "name": "Mine", "query": "label:gone" }));
    post(&world, &world.ada, "/views", json!({ "name": "MINE", "query": "bell" })).is_problem(409, "conflict");
    get(&world, &world.ada, "/views/1/issues").is_problem(422, "invalid");
    get(&world, &world.ada, "/views/x").is_problem(404, "not-found");
}
