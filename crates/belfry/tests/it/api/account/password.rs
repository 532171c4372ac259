//! `/me/password` and `/password-resets`

use std::time::Duration;

use serde_json::{Value, json};

use super::{cookie_of, link_of, make_token, put, send, sign_in, with_cookie, with_token, world};
use crate::answer::Answer;
use crate::world::World;

const ANOTHER: &str = "another password of ben";

fn signs_in(world: &World, password: &str) -> u16 {
    send(world, ("POST", "/sessions"), &[], &json!({ "email": "ben", "password": password })).status
}

fn asks(world: &World, email: &str) -> Answer {
    send(world, ("POST", "/password-resets"), &[], &json!({ "email": email }))
}

fn redeems(world: &World, link: &str, password: &str) -> Answer {
    send(world, ("POST", "/password-resets/redeem"), &[], &json!({ "token": link, "password": password }))
}

/// The link that Ben was sent just now.
fn bens_link(world: &World) -> String {
    assert_eq!(asks(world, "ben@belfry.example").status, 202);
    world.work();
    let [letter] = &world.mails()[..] else { panic!("one mail") };
    link_of(letter).1
}

#[test]
fn whoever_knows_the_present_password_sets_another_and_is_told() {
    let world = world();
    let (here, there) = (sign_in(&world, &world.ben), sign_in(&world, &world.ben));
    let (jwt, script) = (world.ben.token(&world), make_token(&world, &world.ben, &["read"]));
    world.sleeps(Duration::from_millis(1));
    let wish = |present: &str, password: &str| {
        let body = json!({ "present": present, "password": password });
        with_cookie(&world, &here, ("PUT", "/me/password"), &body)
    };
    let refused = wish("wrong", ANOTHER);
    refused.is_problem(422, "invalid");
    assert_eq!(refused.json()["errors"][0]["field"], "present");
    for bad in ["short", "password1", "ben@belfry.example", ""] {
        let refused = wish(&world.ben.password(), bad);
        refused.is_problem(422, "invalid");
        assert_eq!(refused.json()["errors"][0]["field"], "password", "{bad}");
    }
    let changed = wish(&world.ben.password(), ANOTHER);
    assert_eq!(changed.status, 204);
    let status = |cookie: &str| with_cookie(&world, cookie, ("GET", "/projects"), &Value::Null).status;
    assert_eq!((status(&here), status(&there), status(&cookie_of(&changed))), (401, 401, 200));
    let jwt = format!("Bearer {jwt}");
    assert_eq!(send(&world, ("GET", "/projects"), &[("authorization", &jwt)], &Value::Null).status, 401);
    assert_eq!(with_token(&world, &script, ("GET", "/projects"), &Value::Null).status, 200);
    assert_eq!((signs_in(&world, &world.ben.password()), signs_in(&world, ANOTHER)), (401, 201));
    world.work();
    let [letter] = &world.mails()[..] else { panic!("one mail") };
    assert_eq!(
        (letter.gist().as_str(), letter.subject.as_str()),
        ("ben@belfry.example account", "Your password was changed")
    );
    assert!(letter.stop.is_empty() && !letter.text.contains(ANOTHER));
}

#[test]
fn no_token_sets_a_password_and_guessing_the_present_one_ends_soon() {
    let world = world();
    let token = make_token(&world, &world.ben, &["read", "issues:write", "projects:write", "inbox", "outbox"]);
    let body = json!({ "present": world.ben.password(), "password": ANOTHER });
    with_token(&world, &token, ("PUT", "/me/password"), &body).is_problem(403, "insufficient-scope");
    for _ in 0..10 {
        put(&world, &world.ben, "/me/password", json!({ "present": "?", "password": ANOTHER }))
            .is_problem(422, "invalid");
    }
    put(&world, &world.ben, "/me/password", body).is_problem(429, "locked-out");
    assert_eq!(signs_in(&world, &world.ben.password()), 201);
}

#[test]
fn a_link_by_mail_sets_another_password_once_and_ends_everything() {
    let world = world();
    let cookie = sign_in(&world, &world.ben);
    for _ in 0..10 {
        assert_eq!(signs_in(&world, "wrong"), 401);
    }
    assert_eq!(signs_in(&world, &world.ben.password()), 429);
    let link = bens_link(&world);
    for bad in ["short", "12345678"] {
        redeems(&world, &link, bad).is_problem(422, "invalid");
    }
    assert_eq!(redeems(&world, &link, ANOTHER).status, 204);
    redeems(&world, &link, "yet another password").is_problem(404, "not-found");
    assert_eq!(with_cookie(&world, &cookie, ("GET", "/projects"), &Value::Null).status, 401);
    assert_eq!((signs_in(&world, ANOTHER), signs_in(&world, &world.ben.password())), (201, 401));
    world.work();
    assert_eq!(world.mails()[0].subject, "Your password was changed");
}

#[test]
fn asking_says_nothing_of_whether_there_is_such_an_account() {
    let world = world();
    let (known, unknown) = (asks(&world, "ben@belfry.example"), asks(&world, "nobody@belfry.example"));
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    assert_eq!(known.status, 202);
    asks(&world, "no address").is_problem(422, "invalid");
    world.work();
    let letters = world.mails();
    assert_eq!(letters.iter().map(|letter| letter.gist()).collect::<Vec<_>>(), ["ben@belfry.example account"]);
    assert_eq!(letters[0].subject, "Set another password");
    assert!(letters[0].says("If it was not you, do nothing: the password stays as it is."));
}

#[test]
fn a_link_is_good_for_an_hour_and_until_the_next() {
    let world = world();
    let first = bens_link(&world);
    let second = bens_link(&world);
    redeems(&world, &first, ANOTHER).is_problem(404, "not-found");
    world.advance(Duration::from_secs(3600));
    redeems(&world, &second, ANOTHER).is_problem(404, "not-found");
    let third = bens_link(&world);
    world.advance(Duration::from_secs(3599));
    assert_eq!(redeems(&world, &third, ANOTHER).status, 204);
    world.work();
    for nonsense in ["", "x", &third[1..], &format!("{third}A"), &"A".repeat(10_000)] {
        redeems(&world, nonsense, ANOTHER).is_problem(404, "not-found");
    }
}

#[test]
fn nobody_is_sent_more_than_three_links_an_hour() {
    let world = world();
    for _ in 0..5 {
        assert_eq!(asks(&world, "BEN@belfry.example").status, 202);
        world.work();
    }
    assert_eq!(world.mails().len(), 3);
    world.advance(Duration::from_secs(3600));
    assert_eq!(asks(&world, "ben@belfry.example").status, 202);
    world.work();
    assert_eq!(world.mails().len(), 1);
}

#[test]
fn a_link_that_is_of_no_use_any_more_is_not_sent() {
    let world = world();
    asks(&world, "ben@belfry.example");
    asks(&world, "ben@belfry.example");
    world.work();
    assert_eq!(world.mails().len(), 1);
    let states = world.outbox();
    assert_eq!(states, ["ben account cancelled its link is of no use any more", "ben account sent"]);
}

#[test]
fn what_is_kept_of_a_link_is_not_the_link() {
    let world = world();
    let link = bens_link(&world);
    let kept: Vec<String> = world.read(|db| db.all("SELECT hash FROM account_letters", &[], |row| row.get("hash")));
    assert!(kept.iter().all(|kept| *kept != link));
}
