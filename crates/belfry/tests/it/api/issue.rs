//! `/issues`

use std::time::Duration;

use serde_json::{Value, json};

use super::{call, delete, get, join, open, open_project, patch, post, world};
use crate::world::{ASSIGN_DELAY, World};

#[test]
fn an_issue_is_opened_shown_changed_deleted_and_brought_back() {
    let world = world();
    let body = json!({
        "title": "Mail goes out twice", "description": "Every time.", "assignee": "ben", "priority": "high",
        "due_on": "2026-11-25", "estimate": 3
    });
    let opened = post(&world, &world.cleo, "/issues", body);
    assert_eq!((opened.status, opened.header("location")), (201, Some("/api/v1/issues/BEL-1")));
    assert_eq!(opened.header("etag"), Some("\"v1\""));
    let issue = opened.json();
    let expected = json!({
        "key": "BEL-1", "project": "BEL", "number": 1, "title": "Mail goes out twice", "description": "Every time.",
        "status": "todo", "status_name": "To do", "is_open": true, "priority": "high", "author": { "username": "cleo", "name": "Cleo" },
        "assignee": { "username": "ben", "name": "Ben" }, "labels": [], "due_on": "2026-11-25", "estimate": 3,
        "parent": null, "is_private": false, "comments_count": 0, "version": 1,
        "created_at": "2025-11-24T16:00:00.250000Z", "updated_at": "2025-11-24T16:00:00.250000Z"
    });
    assert_eq!(issue, expected);
    assert_eq!(get(&world, &world.dov, "/issues/bel-1").json(), expected);

    let changed = patch(&world, &world.cleo, "/issues/BEL-1", json!({ "status": "in_progress", "due_on": null }));
    assert_eq!((changed.status, changed.header("etag")), (200, Some("\"v2\"")));
    let changed = changed.json();
    assert_eq!(
        (&changed["status"], &changed["due_on"], &changed["estimate"]),
        (&json!("in_progress"), &Value::Null, &json!(3))
    );

    assert_eq!(delete(&world, &world.cleo, "/issues/BEL-1").status, 204);
    get(&world, &world.cleo, "/issues/BEL-1").is_problem(404, "not-found");
    let back = post(&world, &world.cleo, "/issues/BEL-1/restore", Value::Null);
    assert_eq!((back.status, &back.json()["version"]), (200, &json!(4)));
}

#[test]
fn its_assignee_is_mailed_like_that_of_an_issue_of_the_classic_api() {
    let world = world();
    post(&world, &world.cleo, "/issues", json!({ "title": "Mail goes out twice", "assignee": "ben" }));
    let classic = world.ben.gets(&world, "/issue/1").json();
    assert_eq!((&classic["assigned_to"], &classic["description"]), (&json!("ben@belfry.example"), &json!("")));
    world.advance(ASSIGN_DELAY);
    let letters = world.mails();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].gist().contains("ben@belfry.example"), "{}", letters[0].gist());
}

#[test]
fn who_changes_an_older_version_gets_both_sides() {
    let world = world();
    open(&world, &world.cleo, "One");
    patch(&world, &world.cleo, "/issues/BEL-1", json!({ "title": "Two" }));
    let stale =
        call(&world, &world.cleo, ("PATCH", "/issues/BEL-1"), &json!({ "title": "Three" }), &[("if-match", "\"v1\"")]);
    stale.is_problem(412, "stale");
    let body = stale.json();
    assert_eq!(
        (&body["your_version"], &body["current_version"], &body["current"]["title"]),
        (&json!(1), &json!(2), &json!("Two"))
    );
    let fresh =
        call(&world, &world.cleo, ("PATCH", "/issues/BEL-1"), &json!({ "title": "Three" }), &[("if-match", "\"v2\"")]);
    assert_eq!((fresh.status, &fresh.json()["title"]), (200, &json!("Three")));
    let stale = call(&world, &world.cleo, ("DELETE", "/issues/BEL-1"), &Value::Null, &[("if-match", "\"v2\"")]);
    stale.is_problem(412, "stale");
}

#[test]
fn what_a_client_has_already_is_not_sent_again() {
    let world = world();
    open(&world, &world.cleo, "One");
    let known = call(&world, &world.ben, ("GET", "/issues/BEL-1"), &Value::Null, &[("if-none-match", "\"v1\"")]);
    assert_eq!((known.status, known.text.as_str(), known.header("etag")), (304, "", Some("\"v1\"")));
    let other = call(&world, &world.ben, ("GET", "/issues/BEL-1"), &Value::Null, &[("if-none-match", "\"v0\"")]);
    assert_eq!(other.status, 200);
}

#[test]
fn a_private_project_is_missing_to_whoever_is_not_in_it() {
    let world = world();
    open_project(&world, "SEC", "private");
    join(&world, "SEC", &world.ben, "reporter");
    let opened = post(&world, &world.ben, "/issues", json!({ "project": "SEC", "title": "Hush" }));
    assert_eq!((opened.status, &opened.json()["key"]), (201, &json!("SEC-1")));
    let (eve, world) = (&world.eve, &world);
    get(world, eve, "/issues/SEC-1").is_problem(404, "not-found");
    patch(world, eve, "/issues/SEC-1", json!({ "title": "Mine" })).is_problem(404, "not-found");
    delete(world, eve, "/issues/SEC-1").is_problem(404, "not-found");
    post(world, eve, "/issues", json!({ "project": "SEC", "title": "Mine" })).is_problem(404, "not-found");
    post(world, eve, "/issues/SEC-1/comments", json!({ "text": "Hello" })).is_problem(404, "not-found");
    let given = patch(world, &world.ben, "/issues/SEC-1", json!({ "assignee": "eve" }));
    given.is_problem(422, "invalid");
    assert_eq!(given.json()["errors"][0]["field"], "assignee");
    assert_eq!(get(world, &world.ben, "/issues/SEC-1").json()["assignee"], Value::Null);
}

#[test]
fn issues_are_related_and_divided_but_never_in_a_circle() {
    let world = world();
    for title in ["One", "Two", "Three"] {
        open(&world, &world.cleo, title);
    }
    let (cleo, world) = (&world.cleo, &world);
    let relate = |from: &str, relation: &str, other: &str| {
        post(world, cleo, &format!("/issues/{from}/relations"), json!({ "relation": relation, "other": other }))
    };
    assert_eq!(relate("BEL-1", "blocks", "BEL-2").status, 204);
    assert_eq!(relate("BEL-2", "blocks", "BEL-3").status, 204);
    relate("BEL-3", "blocks", "BEL-1").is_problem(409, "conflict");
    relate("BEL-1", "relates", "BEL-1").is_problem(422, "invalid");
    let seen = get(world, cleo, "/issues/BEL-2/relations").json();
    let expected = json!([
        { "relation": "blocks", "is_from_other": false, "other": "BEL-3", "title": "Three", "status": "todo" },
        { "relation": "blocks", "is_from_other": true, "other": "BEL-1", "title": "One", "status": "todo" }
    ]);
    let sorted = |items: &Value| {
        let mut items = items.as_array().unwrap().clone();
        items.sort_by_key(|item| item["other"].as_str().map(ToOwned::to_owned));
        items
    };
    assert_eq!(sorted(&seen["items"]), sorted(&expected));
    assert_eq!(delete(world, cleo, "/issues/BEL-1/relations/blocks/BEL-2").status, 204);
    delete(world, cleo, "/issues/BEL-1/relations/blocks/BEL-2").is_problem(404, "not-found");

    assert_eq!(patch(world, cleo, "/issues/BEL-2", json!({ "parent": "BEL-1" })).json()["parent"], "BEL-1");
    patch(world, cleo, "/issues/BEL-1", json!({ "parent": "BEL-2" })).is_problem(422, "invalid");
    let parts = get(world, cleo, "/issues/BEL-1/parts").json();
    assert_eq!((parts["items"].as_array().unwrap().len(), &parts["items"][0]["key"]), (1, &json!("BEL-2")));
}

#[test]
fn many_are_changed_at_once_or_none_is() {
    let world = world();
    for title in ["One", "Two"] {
        open(&world, &world.cleo, title);
    }
    open(&world, &world.ben, "Three");
    let change = |keys: Value| {
        post(&world, &world.cleo, "/issues/bulk", json!({ "issues": keys, "change": { "status": "done" } }))
    };
    let refused = change(json!(["BEL-1", "BEL-3"]));
    refused.is_problem(422, "invalid");
    assert!(refused.json()["errors"][0]["detail"].as_str().unwrap().contains("BEL-3"));
    assert_eq!(get(&world, &world.cleo, "/issues/BEL-1").json()["status"], "todo");
    let changed = change(json!(["BEL-2", "BEL-1"])).json();
    let keys: Vec<&Value> = changed["items"].as_array().unwrap().iter().map(|issue| &issue["key"]).collect();
    assert_eq!(keys, ["BEL-2", "BEL-1"]);
    assert!(changed["items"].as_array().unwrap().iter().all(|issue| issue["status"] == "done"));
    change(json!([])).is_problem(422, "invalid");
    change(json!(["nonsense"])).is_problem(422, "invalid");
}

#[test]
fn the_history_of_an_issue_tells_who_did_what() {
    let world = world();
    open(&world, &world.cleo, "One");
    world.advance(Duration::from_secs(1));
    patch(&world, &world.cleo, "/issues/BEL-1", json!({ "assignee": "ben", "title": "Two" }));
    post(&world, &world.ben, "/issues/BEL-1/comments", json!({ "text": "On it." }));
    let history = get(&world, &world.dov, "/issues/BEL-1/events").json();
    let items = history["items"].as_array().unwrap();
    let kinds: Vec<&Value> = items.iter().map(|item| &item["kind"]).collect();
    assert_eq!(kinds, ["issue_opened", "issue_changed", "comment_added"]);
    assert_eq!((&items[2]["actor"], &items[2]["detail"]["comment"]), (&json!("ben"), &json!(1)));
    let changes = items[1]["detail"]["changes"].as_array().unwrap();
    assert_eq!(changes[0], json!({ "what": "title", "from": "One", "to": "Two" }));
    assert_eq!(changes[1], json!({ "what": "assignee", "from": null, "to": "ben" }));
}

#[test]
fn a_key_that_a_project_once_had_still_leads_to_its_issues() {
    let world: World = world();
    open(&world, &world.cleo, "One");
    let renamed = patch(&world, &world.ada, "/projects/BEL", json!({ "key": "TOWER" }));
    assert_eq!((renamed.status, &renamed.json()["key"]), (200, &json!("TOWER")));
    for key in ["BEL-1", "TOWER-1"] {
        assert_eq!(get(&world, &world.cleo, &format!("/issues/{key}")).json()["key"], "TOWER-1");
    }
}
