//! `/inbox`

use std::time::Duration;

use serde_json::{Value, json};

use super::{get, open, patch, post, world};
use crate::world::World;

/// Ben has three issues of Cleo's, BEL-3 the latest.
fn story() -> World {
    let world = world();
    for title in ["One", "Two", "Three"] {
        let body = json!({ "title": title, "assignee": "ben" });
        assert_eq!(post(&world, &world.cleo, "/issues", body).status, 201);
        world.advance(Duration::from_secs(1));
    }
    world
}

/// The issues in Ben's inbox, and how many are unread.
#[track_caller]
fn inbox(world: &World, filter: &str) -> (Vec<String>, i64) {
    let answer = get(world, &world.ben, &format!("/inbox?filter={filter}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    let keys = body["items"].as_array().unwrap().iter().map(|item| item["issue"].as_str().unwrap().to_owned());
    (keys.collect(), body["unread_count"].as_i64().unwrap())
}

fn keys(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| (*key).to_owned()).collect()
}

#[test]
fn what_is_new_is_unread_until_it_is_read_put_off_or_done_with() {
    let world = story();
    assert_eq!(inbox(&world, "open"), (keys(&["BEL-3", "BEL-2", "BEL-1"]), 3));
    let first = get(&world, &world.ben, "/inbox?limit=1").json()["items"][0].clone();
    assert_eq!(
        (&first["reason"], &first["title"], &first["is_unread"]),
        (&json!("assigned"), &json!("Three"), &json!(true))
    );

    let read = patch(&world, &world.ben, "/inbox/BEL-3", json!({ "is_unread": false })).json();
    assert_eq!((&read["is_unread"], &read["unread_from"]), (&json!(false), &Value::Null));
    let until = "2025-11-24T18:00:00+01:00";
    let snoozed = patch(&world, &world.ben, "/inbox/BEL-2", json!({ "snoozed_until": until })).json();
    assert_eq!(snoozed["snoozed_until"], "2025-11-24T17:00:00.000000Z");
    let done = patch(&world, &world.ben, "/inbox/BEL-1", json!({ "is_done": true })).json();
    assert_eq!(done["done_at"], "2025-11-24T16:00:03.250000Z");
    assert_eq!(inbox(&world, "open"), (keys(&["BEL-3"]), 0));
    assert_eq!((inbox(&world, "snoozed").0, inbox(&world, "done").0), (keys(&["BEL-2"]), keys(&["BEL-1"])));

    patch(&world, &world.ben, "/inbox/BEL-2", json!({ "snoozed_until": null }));
    assert_eq!((inbox(&world, "open").0, inbox(&world, "unread").0), (keys(&["BEL-3", "BEL-2"]), keys(&["BEL-2"])));
    post(&world, &world.cleo, "/issues/BEL-1/comments", json!({ "text": "And another thing." }));
    assert_eq!(inbox(&world, "unread"), (keys(&["BEL-1", "BEL-2"]), 2));
    patch(&world, &world.ben, "/inbox/BEL-3", json!({ "is_unread": true }));
    assert_eq!(post(&world, &world.ben, "/inbox/read", json!({})).json(), json!({ "count": 3 }));
    assert_eq!(inbox(&world, "unread"), (vec![], 0));
    world.advance(Duration::from_secs(3600));
}

#[test]
fn what_came_after_somebody_looked_stays_unread() {
    let world = story();
    let up_to = get(&world, &world.ben, "/inbox").json()["items"][1]["at"].clone();
    assert_eq!(post(&world, &world.ben, "/inbox/read", json!({ "until": up_to })).json(), json!({ "count": 2 }));
    assert_eq!(inbox(&world, "unread"), (keys(&["BEL-3"]), 1));
}

#[test]
fn an_inbox_is_read_in_pages_and_everybody_sees_their_own() {
    let world = story();
    let mut seen = Vec::new();
    let mut path = "/inbox?limit=2".to_owned();
    loop {
        let page = get(&world, &world.ben, &path);
        seen.extend(page.json()["items"].as_array().unwrap().iter().map(|item| item["issue"].clone()));
        let Some(link) = page.header("link") else { break };
        path = link.split(['<', '>']).nth(1).unwrap().strip_prefix("/api/v1").unwrap().to_owned();
    }
    assert_eq!(seen, ["BEL-3", "BEL-2", "BEL-1"]);
    assert_eq!(get(&world, &world.eve, "/inbox").json(), json!({ "items": [], "next": null, "unread_count": 0 }));
    patch(&world, &world.eve, "/inbox/BEL-1", json!({ "is_unread": false })).is_problem(404, "not-found");
}

#[test]
fn what_cannot_be_done_to_a_notification_is_refused_by_name() {
    let world = story();
    for (body, field) in [
        (json!({ "snoozed_until": "soon" }), "snoozed_until"),
        (json!({ "snoozed_until": "2025-11-24T16:00:00Z" }), "snoozed_until"),
        (json!({ "snoozed_until": "2035-11-24T16:00:00Z", "is_done": true }), "is_done"),
    ] {
        let refused = patch(&world, &world.ben, "/inbox/BEL-1", body);
        refused.is_problem(422, "invalid");
        assert_eq!(refused.json()["errors"][0]["field"], field);
    }
    let refused = get(&world, &world.ben, "/inbox?filter=all");
    assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (422, &json!("filter")));
    patch(&world, &world.ben, "/inbox/BEL-9", json!({ "is_done": true })).is_problem(404, "not-found");
}

#[test]
fn what_somebody_may_not_see_any_more_is_in_no_inbox() {
    let world = story();
    open(&world, &world.ben, "Mine");
    world.change(|tx| Ok(tx.run("UPDATE projects SET visibility = 'private'", &[])?));
    assert_eq!(inbox(&world, "open"), (vec![], 0));
    patch(&world, &world.ben, "/inbox/BEL-1", json!({ "is_done": true })).is_problem(404, "not-found");
}
