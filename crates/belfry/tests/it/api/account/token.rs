//! `/me/tokens`, and what a token does.

use std::time::Duration;

use belfry::user::{self, Username};
use serde_json::{Value, json};

use super::{call, delete, get, join, make_token, open, open_project, post, sign_in, with_cookie, with_token, world};
use crate::world::World;

const DAY: Duration = Duration::from_secs(24 * 3600);

#[test]
fn a_token_is_shown_once_and_kept_as_a_hash() {
    let world = world();
    let wish = json!({ "name": "  build ", "scopes": ["issues:write", "read", "read"] });
    let answer = post(&world, &world.ben, "/me/tokens", wish);
    let made = answer.json();
    let token = made["token"].as_str().unwrap();
    assert!(token.starts_with("belfry_pat_") && token.len() == 49, "{token}");
    assert_eq!((answer.status, answer.header("cache-control")), (201, Some("no-store")));
    assert_eq!(made["name"], "build");
    assert_eq!(made["scopes"], json!(["read", "issues:write"]));
    assert_eq!(made["expires_at"], "2026-02-22T16:00:00.250000Z");
    let listed = get(&world, &world.ben, "/me/tokens");
    assert!(!listed.text.contains(token), "{listed:?}");
    let items = listed.json()["items"].clone();
    let one = &items[0];
    assert!(items[1].is_null() && token.starts_with(one["hint"].as_str().unwrap()) && one["used_at"].is_null());
    assert_eq!(get(&world, &world.eve, "/me/tokens").json()["items"], json!([]));
    let kept: Vec<String> = world.read(|db| {
        db.all("SELECT hash || hint || name || scopes AS kept FROM personal_tokens", &[], |row| row.get("kept"))
    });
    assert!(!kept[0].contains(&token[16..]));
}

#[test]
fn a_token_does_what_its_scopes_say_and_no_more() {
    let world = world();
    let issue = open(&world, &world.ben, "One");
    let path = format!("/issues/{}", issue["key"].as_str().unwrap());
    let [read, write] = ["read", "issues:write"].map(|scope| make_token(&world, &world.ben, &[scope]));
    let change = json!({ "title": "Two" });
    assert_eq!(with_token(&world, &read, ("GET", &path), &Value::Null).json()["title"], "One");
    let refused = with_token(&world, &read, ("PATCH", &path), &change);
    refused.is_problem(403, "insufficient-scope");
    let challenge = refused.header("www-authenticate").unwrap();
    assert_eq!(challenge, "Bearer realm=\"Belfry\", error=\"insufficient_scope\", scope=\"issues:write\"");
    with_token(&world, &write, ("GET", &path), &Value::Null).is_problem(403, "insufficient-scope");
    assert_eq!(with_token(&world, &write, ("PATCH", &path), &change).json()["title"], "Two");
    world.work();
}

#[test]
fn a_token_makes_no_tokens_and_looks_at_no_sessions() {
    let world = world();
    let all = ["read", "issues:write", "projects:write", "inbox", "outbox", "admin"];
    let token = make_token(&world, &world.ada, &all);
    for (method, path) in [
        ("GET", "/me/tokens"),
        ("POST", "/me/tokens"),
        ("DELETE", "/me/tokens/1"),
        ("GET", "/me/sessions"),
        ("DELETE", "/me/sessions"),
        ("DELETE", "/me/sessions/1"),
        ("DELETE", "/sessions/current"),
    ] {
        let body = json!({ "name": "more", "scopes": ["read"] });
        let refused = with_token(&world, &token, (method, path), if method == "POST" { &body } else { &Value::Null });
        refused.is_problem(403, "insufficient-scope");
        assert_eq!(refused.header("www-authenticate"), Some("Bearer realm=\"Belfry\", error=\"insufficient_scope\""));
    }
    assert_eq!(get(&world, &world.ada, "/me/tokens").json()["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_token_without_the_scope_admin_is_of_no_admin() {
    let world = world();
    post(&world, &world.ben, "/me/tokens", json!({ "name": "x", "scopes": ["admin"] })).is_problem(422, "invalid");
    open_project(&world, "MOB", "private");
    join(&world, "MOB", &world.ben, "maintainer");
    assert_eq!(call(&world, &world.ada, ("DELETE", "/projects/MOB/members/ada"), &Value::Null, &[]).status, 204);
    let seen = |scopes: &[&str]| {
        let token = make_token(&world, &world.ada, scopes);
        with_token(&world, &token, ("GET", "/projects/MOB"), &Value::Null).status
    };
    assert_eq!((seen(&["read"]), seen(&["read", "admin"])), (404, 200));
}

#[test]
fn a_token_ends_when_it_expires_or_is_revoked_or_its_owner_is_disabled() {
    let world = world();
    let of_a_day = json!({ "name": "x", "scopes": ["read"], "expires_in_days": 1 });
    let made = post(&world, &world.ben, "/me/tokens", of_a_day).json();
    let endless = json!({ "name": "x", "scopes": ["read"], "expires_in_days": null });
    let lasting = post(&world, &world.ben, "/me/tokens", endless).json();
    assert!(lasting["expires_at"].is_null());
    let status =
        |token: &Value| with_token(&world, token["token"].as_str().unwrap(), ("GET", "/projects"), &Value::Null);
    world.advance(DAY - Duration::from_millis(1));
    assert_eq!(status(&made).status, 200);
    world.advance(Duration::from_millis(1));
    status(&made).is_problem(401, "unauthenticated");
    world.advance(1000 * DAY);
    assert_eq!(status(&lasting).status, 200);
    disables(&world, true);
    status(&lasting).is_problem(401, "unauthenticated");
    disables(&world, false);
    assert_eq!(status(&lasting).status, 200);
    let path = format!("/me/tokens/{}", lasting["id"]);
    delete(&world, &world.eve, &path).is_problem(404, "not-found");
    assert_eq!(delete(&world, &world.ben, &path).status, 204);
    status(&lasting).is_problem(401, "unauthenticated");
    delete(&world, &world.ben, &path).is_problem(404, "not-found");
    delete(&world, &world.ben, "/me/tokens/x").is_problem(404, "not-found");
}

fn disables(world: &World, is_disabled: bool) {
    world.change(move |tx| {
        let ben = user::find_by_username(tx, &Username::parse("ben").unwrap())?.unwrap().id;
        if is_disabled { user::disable(tx, ben) } else { user::enable(tx, ben) }
    });
}

#[test]
fn when_a_token_was_used_is_known_to_the_hour() {
    let world = world();
    let token = make_token(&world, &world.ben, &["read"]);
    let used = || get(&world, &world.ben, "/me/tokens").json()["items"][0]["used_at"].clone();
    let uses = || assert_eq!(with_token(&world, &token, ("GET", "/projects"), &Value::Null).status, 200);
    uses();
    assert_eq!(used(), "2025-11-24T16:00:00.250000Z");
    world.advance(Duration::from_secs(59 * 60));
    uses();
    assert_eq!(used(), "2025-11-24T16:00:00.250000Z");
    world.advance(Duration::from_secs(60));
    uses();
    assert_eq!(used(), "2025-11-24T17:00:00.250000Z");
}

#[test]
fn under_one_key_a_token_is_made_and_told_once_and_signing_in_is_not_kept() {
    let world = world();
    let wish = json!({ "name": "x", "scopes": ["read"] });
    let asks = || call(&world, &world.ben, ("POST", "/me/tokens"), &wish, &[("idempotency-key", "\"once\"")]);
    assert_eq!(asks().status, 201);
    asks().is_problem(409, "conflict");
    assert_eq!(get(&world, &world.ben, "/me/tokens").json()["items"].as_array().unwrap().len(), 1);
    let cookie = sign_in(&world, &world.ben);
    let body = json!({ "email": "ben", "password": world.ben.password() });
    let headers = [("cookie", cookie.as_str()), ("sec-fetch-site", "same-origin"), ("idempotency-key", "\"in\"")];
    for _ in 0..2 {
        let answer = super::send(&world, ("POST", "/sessions"), &headers, &body);
        assert!(answer.status == 201 && answer.header("set-cookie").is_some(), "{answer:?}");
    }
}

#[test]
fn what_is_wrong_with_a_wish_is_said() {
    let world = world();
    for (wish, field) in [
        (json!({ "name": " ", "scopes": ["read"] }), "name"),
        (json!({ "name": "x", "scopes": [] }), "scopes"),
        (json!({ "name": "x", "scopes": ["write"] }), "scopes"),
        (json!({ "name": "x", "scopes": ["read"], "expires_in_days": 0 }), "expires_in_days"),
        (json!({ "name": "x", "scopes": ["read"], "expires_in_days": 366 }), "expires_in_days"),
    ] {
        let refused = post(&world, &world.ben, "/me/tokens", wish);
        refused.is_problem(422, "invalid");
        assert_eq!(refused.json()["errors"][0]["field"], field, "{refused:?}");
    }
    let unknown = json!({ "name": "x", "scopes": ["read"], "scope": "read" });
    post(&world, &world.ben, "/me/tokens", unknown).is_problem(400, "unreadable");
}

#[test]
fn the_classic_api_takes_no_personal_token_and_no_cookie() {
    let world = world();
    let token = make_token(&world, &world.ben, &["read", "issues:write"]);
    for scheme in ["JWT", "Bearer"] {
        let authorization = format!("{scheme} {token}");
        let refused = world.send("GET", "/issue/", &[("authorization", &authorization)], b"");
        assert_eq!(refused.status, 401);
        assert!(refused.json()["message"].as_str().unwrap().contains("POST /authenticate"), "{refused:?}");
    }
    let cookie = sign_in(&world, &world.ben);
    assert_eq!(with_cookie(&world, &cookie, ("GET", "/projects"), &Value::Null).status, 200);
    assert_eq!(world.send("GET", "/issue/", &[("cookie", &cookie)], b"").status, 401);
}
