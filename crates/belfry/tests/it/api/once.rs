//! `Idempotency-Key`: what is asked for twice is done once.

use std::time::Duration;

use belfry::work::schedule::forget_old_answers;
use serde_json::{Value, json};

use super::{call, get, post, world};
use crate::answer::Answer;
use crate::person::Person;
use crate::world::World;

const KEY: &str = "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"";

#[track_caller]
fn under(world: &World, by: &Person, key: &str, path: &str, body: &Value) -> Answer {
    call(world, by, ("POST", path), body, &[("idempotency-key", key)])
}

fn titles(world: &World) -> Vec<String> {
    world.read(|db| db.all("SELECT title FROM issues ORDER BY id", &[], |row| row.get("title")))
}

#[test]
fn what_is_asked_for_again_under_its_key_is_answered_as_before_and_not_done_again() {
    let world = world();
    let body = json!({ "title": "One", "assignee": "ben" });
    let first = under(&world, &world.cleo, KEY, "/issues", &body);
    world.advance(Duration::from_secs(3600));
    let second = under(&world, &world.cleo, KEY.trim_matches('"'), "/issues", &body);
    assert_eq!((first.status, &first.text), (201, &second.text));
    for header in ["location", "etag", "content-type"] {
        assert_eq!(first.header(header), second.header(header), "{header}");
    }
    assert_eq!((second.status, second.header("idempotency-replayed")), (201, Some("true")));
    assert_eq!(first.header("idempotency-replayed"), None);
    assert_eq!((titles(&world), world.mails().len()), (vec!["One".to_owned()], 1));
    assert_eq!(under(&world, &world.cleo, "another", "/issues", &body).json()["key"], "BEL-2");
    world.advance(Duration::from_secs(3600));
}

#[test]
fn a_key_stands_for_one_change_of_one_person() {
    let world = world();
    let body = json!({ "title": "One" });
    under(&world, &world.cleo, KEY, "/issues", &body);
    under(&world, &world.cleo, KEY, "/issues", &json!({ "title": "Two" })).is_problem(422, "key-reused");
    under(&world, &world.cleo, KEY, "/issues/BEL-1/comments", &json!({ "text": "Two" })).is_problem(422, "key-reused");
    assert_eq!(under(&world, &world.ben, KEY, "/issues", &body).json()["key"], "BEL-2");
    assert_eq!(titles(&world), ["One", "One"]);
    for key in ["", "\"\"", "a\"b", &"x".repeat(256)] {
        under(&world, &world.cleo, key, "/issues", &body).is_problem(400, "unreadable");
    }
    assert_eq!(call(&world, &world.cleo, ("PATCH", "/issues/BEL-1"), &body, &[("idempotency-key", KEY)]).status, 200);
}

#[test]
fn what_was_refused_has_changed_nothing_and_leaves_its_key_free() {
    let world = world();
    let body = json!({ "text": "Me too." });
    under(&world, &world.cleo, KEY, "/issues/BEL-1/comments", &body).is_problem(404, "not-found");
    under(&world, &world.cleo, KEY, "/issues", &json!({ "title": "" })).is_problem(422, "invalid");
    assert_eq!(under(&world, &world.cleo, KEY, "/issues", &json!({ "title": "One" })).status, 201);
}

#[test]
fn keys_are_forgotten_after_a_day() {
    let world = world();
    let body = json!({ "title": "One" });
    under(&world, &world.cleo, KEY, "/issues", &body);
    under(&world, &world.cleo, "swept", "/issues", &body);
    world.sleeps(Duration::from_secs(24 * 3600 - 1));
    assert_eq!(world.waits(forget_old_answers(&world.store)).unwrap(), 0);
    assert_eq!(under(&world, &world.cleo, KEY, "/issues", &body).header("idempotency-replayed"), Some("true"));
    world.sleeps(Duration::from_secs(1));
    assert_eq!(under(&world, &world.cleo, KEY, "/issues", &body).header("idempotency-replayed"), None);
    assert_eq!(world.waits(forget_old_answers(&world.store)).unwrap(), 1);
    assert_eq!(titles(&world).len(), 3);
    world.work();
}

#[test]
fn of_many_who_ask_at_once_one_is_heard_and_all_get_its_answer() {
    let world = world();
    let token = world.cleo.token(&world);
    let ask = || {
        let authorization = format!("Bearer {token}");
        let headers =
            [("authorization", authorization.as_str()), ("content-type", "application/json"), ("idempotency-key", KEY)];
        let answer = world.send("POST", "/api/v1/issues", &headers, br#"{"title":"One"}"#);
        (answer.status, answer.json()["key"].clone())
    };
    let answers: Vec<_> = std::thread::scope(|scope| {
        let asking: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        asking.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|answer| *answer == (201, json!("BEL-1"))), "{answers:?}");
    assert_eq!(titles(&world), ["One"]);
}

#[test]
fn an_answer_that_holds_a_secret_is_kept_nowhere_and_not_told_twice() {
    let world = world();
    let body = json!({ "name": "script", "scopes": ["read"] });
    let made = under(&world, &world.cleo, KEY, "/me/tokens", &body);
    assert_eq!(made.status, 201, "{made:?}");
    let again = under(&world, &world.cleo, KEY, "/me/tokens", &body);
    again.is_problem(409, "conflict");
    assert_eq!(get(&world, &world.cleo, "/me/tokens").json()["items"].as_array().unwrap().len(), 1);
    let kept: Option<Vec<u8>> =
        world.read(|db| db.one("SELECT body FROM idempotency_keys", &[], |row| row.get("body")));
    assert_eq!(kept, None);
}

#[test]
fn strangers_are_told_that_they_are_strangers_whatever_the_key() {
    let world = world();
    let headers = [("content-type", "application/json"), ("idempotency-key", KEY)];
    assert_eq!(world.send("POST", "/api/v1/issues", &headers, b"{\"title\":\"One\"}").status, 401);
    post(&world, &world.cleo, "/issues", json!({ "title": "One" }));
}
