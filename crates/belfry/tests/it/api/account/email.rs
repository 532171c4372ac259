//! `/me/email` and `/email-confirmations`

use std::time::Duration;

use serde_json::{Value, json};

use super::{call, get, link_of, make_token, post, put, send, with_token, world};
use crate::answer::Answer;
use crate::world::World;

fn confirms(world: &World, link: &str) -> Answer {
    send(world, ("POST", "/email-confirmations"), &[], &json!({ "token": link }))
}

fn wants(world: &World, email: &str) -> Answer {
    put(world, &world.ben, "/me/email", json!({ "email": email, "password": world.ben.password() }))
}

#[test]
fn an_address_is_confirmed_by_a_link_that_works_once() {
    let world = world();
    let mine = || get(&world, &world.ben, "/me/email").json();
    assert_eq!(mine(), json!({ "email": "ben@belfry.example", "confirmed_at": null }));
    assert_eq!(post(&world, &world.ben, "/me/email/confirmation", Value::Null).status, 202);
    world.work();
    let letters = world.mails();
    assert_eq!((letters[0].gist().as_str(), letters.len()), ("ben@belfry.example account", 1));
    assert!(letters[0].says("good for 2 days") || letters[0].says("good for 48 hours"), "{}", letters[0].text);
    let (_, link) = link_of(&letters[0]);
    assert_eq!(confirms(&world, &link).status, 204);
    assert_eq!(mine()["confirmed_at"], "2025-11-24T16:00:00.250000Z");
    confirms(&world, &link).is_problem(404, "not-found");
}

#[test]
fn another_address_is_taken_over_when_it_is_confirmed_and_the_old_one_is_told() {
    let world = world();
    let wrong = json!({ "email": "ben@other.example", "password": "wrong" });
    put(&world, &world.ben, "/me/email", wrong).is_problem(422, "invalid");
    assert_eq!(wants(&world, "ben@other.example").status, 202);
    world.work();
    let letters = world.mails();
    assert_eq!((letters[0].gist().as_str(), letters.len()), ("ben@other.example account", 1));
    assert_eq!(get(&world, &world.ben, "/me/email").json()["email"], "ben@belfry.example");
    assert_eq!(confirms(&world, &link_of(&letters[0]).1).status, 204);
    let mine = get(&world, &world.ben, "/me/email").json();
    assert_eq!((&mine["email"], mine["confirmed_at"].is_string()), (&json!("ben@other.example"), true));
    world.work();
    let letters = world.mails();
    assert_eq!((letters[0].gist().as_str(), letters.len()), ("ben@belfry.example account", 1));
    assert_eq!(letters[0].subject, "Your address was changed");
    assert!(!letters[0].text.contains("other.example"));
}

#[test]
fn an_address_of_somebody_else_is_not_sent_anything_and_nothing_is_said_of_it() {
    let world = world();
    let (taken, free) = (wants(&world, "EVE@belfry.example"), wants(&world, "free@belfry.example"));
    assert_eq!((taken.status, &taken.text), (free.status, &free.text));
    world.work();
    let letters = world.mails();
    assert_eq!((letters[0].gist().as_str(), letters.len()), ("free@belfry.example account", 1));
    let mut fay = crate::person::Person::new("fay").application();
    fay["email"] = json!("free@belfry.example");
    assert_eq!(world.post("/register", &fay).status, 201);
    confirms(&world, &link_of(&letters[0]).1).is_problem(409, "conflict");
    assert_eq!(get(&world, &world.ben, "/me/email").json()["email"], "ben@belfry.example");
}

#[test]
fn a_link_is_good_for_two_days_and_not_for_another_purpose() {
    let world = world();
    assert_eq!(wants(&world, "ben@other.example").status, 202);
    world.work();
    let link = link_of(&world.mails()[0]).1;
    let body = json!({ "token": link, "password": "another password" });
    send(&world, ("POST", "/password-resets/redeem"), &[], &body).is_problem(404, "not-found");
    world.advance(Duration::from_secs(48 * 3600));
    confirms(&world, &link).is_problem(404, "not-found");
}

#[test]
fn a_token_neither_sees_nor_changes_the_address() {
    let world = world();
    let token = make_token(&world, &world.ben, &["read", "inbox"]);
    for what in [("GET", "/me/email"), ("POST", "/me/email/confirmation")] {
        with_token(&world, &token, what, &Value::Null).is_problem(403, "insufficient-scope");
    }
    assert_eq!(call(&world, &world.ben, ("GET", "/me/email"), &Value::Null, &[]).status, 200);
}
