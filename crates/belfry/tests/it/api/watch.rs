//! `/issues/{key}/watch`, `/issues/{key}/watchers` and `/projects/{key}/watch`

use serde_json::{Value, json};

use super::{delete, get, open_project, patch, post, put, world};
use crate::person::Person;
use crate::world::World;

/// Who hears of BEL-1, and why.
fn watchers(world: &World, by: &Person) -> Vec<String> {
    let items = get(world, by, "/issues/BEL-1/watchers").json()["items"].as_array().unwrap().clone();
    let told =
        |item: &Value| format!("{} {}", item["person"]["username"].as_str().unwrap(), item["reason"].as_str().unwrap());
    items.iter().map(told).collect()
}

#[test]
fn whoever_takes_part_or_asks_hears_of_an_issue_until_they_ask_not_to() {
    let world = world();
    post(&world, &world.cleo, "/issues", json!({ "title": "One", "assignee": "ben", "description": "@dov, look" }));
    assert_eq!(watchers(&world, &world.eve), ["ben assigned", "cleo opened", "dov watching"]);
    let mine = |by| get(&world, by, "/issues/BEL-1/watch").json();
    assert_eq!(mine(&world.eve), json!({ "is_watching": false, "reason": null, "is_left_out": false }));
    let asked = put(&world, &world.eve, "/issues/BEL-1/watch", Value::Null);
    assert_eq!(
        (asked.status, asked.json()),
        (200, json!({ "is_watching": true, "reason": "watching", "is_left_out": false }))
    );
    let left = delete(&world, &world.cleo, "/issues/BEL-1/watch");
    assert_eq!((left.status, left.json()), (200, json!({ "is_watching": false, "reason": null, "is_left_out": true })));
    assert_eq!(watchers(&world, &world.eve), ["ben assigned", "dov watching", "eve watching"]);
    delete(&world, &world.ben, "/issues/BEL-1/watch");
    assert_eq!(mine(&world.ben), json!({ "is_watching": true, "reason": "assigned", "is_left_out": true }));

    patch(&world, &world.ben, "/issues/BEL-1", json!({ "title": "Two" }));
    let inbox = |by| get(&world, by, "/inbox").json()["items"].as_array().unwrap().len();
    assert_eq!((inbox(&world.eve), inbox(&world.cleo)), (1, 0));
}

#[test]
fn a_project_is_heard_of_wholly_or_not_at_all() {
    let world = world();
    let level = |by| get(&world, by, "/projects/BEL/watch").json()["level"].clone();
    assert_eq!(level(&world.eve), "participating");
    assert_eq!(
        put(&world, &world.eve, "/projects/BEL/watch", json!({ "level": "all" })).json(),
        json!({ "level": "all" })
    );
    put(&world, &world.cleo, "/projects/BEL/watch", json!({ "level": "none" }));
    post(&world, &world.cleo, "/issues", json!({ "title": "One" }));
    assert_eq!((watchers(&world, &world.ben), level(&world.cleo)), (vec!["eve project".to_owned()], json!("none")));
    let refused = put(&world, &world.eve, "/projects/BEL/watch", json!({ "level": "loud" }));
    refused.is_problem(400, "unreadable");
}

#[test]
fn nobody_hears_of_what_they_may_not_see() {
    let world = world();
    open_project(&world, "SEC", "private");
    post(&world, &world.ada, "/issues", json!({ "project": "SEC", "title": "Hush" }));
    for path in ["/issues/SEC-1/watch", "/projects/SEC/watch"] {
        get(&world, &world.eve, path).is_problem(404, "not-found");
        put(&world, &world.eve, path, json!({ "level": "all" })).is_problem(404, "not-found");
    }
    delete(&world, &world.eve, "/issues/SEC-1/watch").is_problem(404, "not-found");
    get(&world, &world.eve, "/issues/SEC-1/watchers").is_problem(404, "not-found");
}
