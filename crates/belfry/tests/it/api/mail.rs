//! `/issues/{key}/mails` and `/outbox`

use serde_json::{Value, json};

use super::{get, join, open_project, patch, post, world};
use crate::answer::Answer;
use crate::person::Person;
use crate::world::{ASSIGN_DELAY, MINUTE, World};

/// Cleo opened BEL-1 for Ben; mail 1 waits.
fn story() -> World {
    let world = world();
    post(&world, &world.cleo, "/issues", json!({ "title": "One", "assignee": "ben" }));
    world
}

fn bell(world: &World, by: &Person) -> Vec<Value> {
    get(world, by, "/issues/BEL-1/mails").json()["items"].as_array().unwrap().clone()
}

#[track_caller]
fn steer(world: &World, by: &Person, verb: &str, body: Value) -> Answer {
    post(world, by, &format!("/issues/BEL-1/mails/1/{verb}"), body)
}

#[test]
fn the_bell_says_who_will_be_mailed_when_and_later_what_became_of_it() {
    let world = story();
    let expected = json!({
        "id": 1, "kind": "assigned", "to": { "username": "ben", "name": "Ben" }, "issue": "BEL-1", "state": "pending",
        "ordered_at": "2025-11-24T16:00:00.250000Z", "due_at": "2025-11-24T16:12:00.250000Z",
        "rings_at": "2025-11-24T16:12:00.250000Z", "rang_at": null, "ended_at": null, "attempts": 0, "reason": null,
        "can": ["send_now", "cancel", "hold"]
    });
    assert_eq!(bell(&world, &world.cleo), [expected]);
    world.advance(MINUTE);
    patch(&world, &world.cleo, "/issues/BEL-1", json!({ "assignee": "dov" }));
    world.advance(ASSIGN_DELAY);
    let bell = bell(&world, &world.dov);
    let told: Vec<_> = bell.iter().map(|mail| (mail["to"]["username"].clone(), mail["state"].clone())).collect();
    assert_eq!(told, [(json!("ben"), json!("cancelled")), (json!("dov"), json!("sent"))]);
    assert_eq!(bell[0]["reason"], "relieved by Cleo before it was due");
    assert!(bell[1]["reason"].as_str().unwrap().contains("250"), "{}", bell[1]);
    assert_eq!((&bell[1]["can"], &bell[1]["rang_at"]), (&json!([]), &json!("2025-11-24T16:13:00.250000Z")));
}

#[test]
fn a_mail_is_sent_now_instead_of_at_its_time() {
    let world = story();
    world.advance(MINUTE);
    let sent = steer(&world, &world.ben, "send-now", Value::Null);
    assert_eq!((sent.status, &sent.json()["due_at"]), (200, &json!("2025-11-24T16:01:00.250000Z")));
    world.work();
    assert_eq!(world.mails().len(), 1);
    steer(&world, &world.cleo, "send-now", Value::Null).is_problem(409, "conflict");
    let shown = get(&world, &world.ada, "/outbox/1").json();
    let lines: Vec<_> = shown["log"].as_array().unwrap().iter().map(|line| line["action"].clone()).collect();
    assert_eq!((lines[0].clone(), &shown["log"][0]["detail"]), (json!("handled"), &json!("sent now by Ben")));
    assert_eq!((lines.len(), &shown["state"]), (3, &json!("sent")));
    world.advance(ASSIGN_DELAY);
    assert!(world.mails().is_empty(), "not a second time");
}

#[test]
fn a_mail_that_is_leased_already_is_sent_now_once() {
    let world = story();
    world.advance(ASSIGN_DELAY - MINUTE / 4);
    assert_eq!(bell(&world, &world.cleo)[0]["state"], "leased");
    assert_eq!(steer(&world, &world.cleo, "send-now", Value::Null).status, 200);
    world.work();
    world.advance(MINUTE);
    assert_eq!(
        (world.mails().len(), &bell(&world, &world.cleo)[0]["rang_at"]),
        (1, &json!("2025-11-24T16:11:45.250000Z"))
    );
}

#[test]
fn a_mail_is_held_released_and_taken_back() {
    let world = story();
    let held = steer(&world, &world.cleo, "hold", json!({ "reason": "on holiday" })).json();
    assert_eq!(
        (&held["state"], &held["reason"], &held["rings_at"]),
        (&json!("held"), &json!("held by Cleo: on holiday"), &Value::Null)
    );
    world.advance(ASSIGN_DELAY);
    assert!(world.mails().is_empty());
    assert_eq!(steer(&world, &world.ben, "release", Value::Null).json()["state"], "pending");
    let cancelled = steer(&world, &world.cleo, "cancel", json!({})).json();
    assert_eq!((&cancelled["state"], &cancelled["reason"]), (&json!("cancelled"), &json!("cancelled by Cleo")));
    let late = steer(&world, &world.cleo, "hold", json!({}));
    late.is_problem(409, "conflict");
    assert_eq!(late.json()["detail"], "This cannot be done to it: it is cancelled.");
    steer(&world, &world.cleo, "cancel", json!({ "reason": "a\nb" })).is_problem(422, "invalid");
    world.work();
    assert!(world.mails().is_empty());
}

#[test]
fn only_who_has_a_hand_in_an_issue_sees_its_mails_and_steers_them() {
    let world = story();
    join(&world, "BEL", &world.dov, "member");
    assert_eq!(
        (bell(&world, &world.eve).len(), bell(&world, &world.dov).len(), bell(&world, &world.ada).len()),
        (0, 1, 1)
    );
    for verb in ["send-now", "release"] {
        steer(&world, &world.eve, verb, Value::Null).is_problem(404, "not-found");
    }
    for verb in ["cancel", "hold"] {
        steer(&world, &world.eve, verb, json!({})).is_problem(404, "not-found");
    }
    open_project(&world, "SEC", "private");
    post(&world, &world.ada, "/issues", json!({ "project": "SEC", "title": "Hush", "assignee": "ada" }));
    get(&world, &world.eve, "/issues/SEC-1/mails").is_problem(404, "not-found");
    post(&world, &world.dov, "/issues/BEL-1/mails/2/cancel", json!({})).is_problem(404, "not-found");
    post(&world, &world.dov, "/issues/BEL-1/mails/x/cancel", json!({})).is_problem(404, "not-found");
    assert_eq!(steer(&world, &world.dov, "cancel", json!({})).status, 200);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn whoever_is_not_the_recipient_is_not_told_their_address_by_the_relay() {
    let world = story();
    world.change(|tx| {
        let said = "550 5.1.1 <ben@belfry.example> unknown";
        let sql = "UPDATE mails SET state = 'failed', ended_at = due_at, rung_at = due_at, reason = $1";
        Ok(tx.run(sql, &store::params![said])?)
    });
    let reason = |by| bell(&world, by)[0]["reason"].clone();
    assert_eq!(
        (reason(&world.cleo), reason(&world.ben)),
        (json!("550 5.1.1 <address> unknown"), json!("550 5.1.1 <ben@belfry.example> unknown"))
    );
}

#[test]
fn admins_see_all_mail_and_others_none_of_it() {
    let world = story();
    post(&world, &world.cleo, "/issues", json!({ "title": "Two", "assignee": "dov" }));
    for path in ["/outbox", "/outbox/1"] {
        get(&world, &world.ben, path).is_problem(403, "forbidden");
    }
    for verb in ["cancel", "hold"] {
        post(&world, &world.ben, &format!("/outbox/1/{verb}"), json!({})).is_problem(403, "forbidden");
    }
    for verb in ["retry", "release"] {
        post(&world, &world.ben, &format!("/outbox/1/{verb}"), Value::Null).is_problem(403, "forbidden");
    }
    let ids = |path: &str| {
        let body = get(&world, &world.ada, path).json();
        let ids = body["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect::<Vec<_>>();
        (ids, body["next"].as_str().map(ToOwned::to_owned))
    };
    let (first, next) = ids("/outbox?limit=1");
    assert_eq!((first, ids(&format!("/outbox?limit=1&after={}", next.unwrap()))), (vec![2], (vec![1], None)));
    assert_eq!(post(&world, &world.ada, "/outbox/1/hold", json!({})).json()["state"], "held");
    assert_eq!((ids("/outbox?state=held").0, ids("/outbox?state=pending").0), (vec![1], vec![2]));
    get(&world, &world.ada, "/outbox?state=lost").is_problem(422, "invalid");
    assert_eq!(post(&world, &world.ada, "/outbox/1/release", Value::Null).json()["state"], "pending");
    assert_eq!(
        post(&world, &world.ada, "/outbox/2/cancel", json!({ "reason": "no" })).json()["reason"],
        "cancelled by Ada: no"
    );
    post(&world, &world.ada, "/outbox/2/retry", Value::Null).is_problem(409, "conflict");
    get(&world, &world.ada, "/outbox/99").is_problem(404, "not-found");
    world.advance(ASSIGN_DELAY);
}
