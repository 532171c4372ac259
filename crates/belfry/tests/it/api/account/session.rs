//! `/sessions` and `/me/sessions`.

use std::time::Duration;

use belfry::user::{self, Username};
use serde_json::{Value, json};

use super::{cookie_of, delete, get, make_token, send, sign_in, with_cookie, world};
use crate::answer::Answer;
use crate::world::{Wish, World};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn looks(world: &World, cookie: &str) -> Answer {
    with_cookie(world, cookie, ("GET", "/projects"), &Value::Null)
}

#[test]
fn whoever_signs_in_is_known_by_a_cookie_that_no_script_and_no_other_site_sees() {
    let world = world();
    for name in ["ben", "BEN@belfry.example"] {
        let body = json!({ "email": name, "password": world.ben.password() });
        let answer = send(&world, ("POST", "/sessions"), &[], &body);
        assert_eq!((answer.status, &answer.json()["username"]), (201, &json!("ben")));
        let set = answer.header("set-cookie").unwrap();
        assert!(set.starts_with("__Host-belfry=belfry_ses_"), "{set}");
        assert!(set.ends_with("; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax; Secure"), "{set}");
        assert!(!answer.text.contains("belfry_ses_"));
        assert_eq!(looks(&world, &cookie_of(&answer)).status, 200);
    }
    for (name, password) in [("ben", "wrong"), ("nobody", "wrong"), ("nobody@belfry.example", "x"), ("", "")] {
        let answer = send(&world, ("POST", "/sessions"), &[], &json!({ "email": name, "password": password }));
        answer.is_problem(401, "unauthenticated");
        assert_eq!(
            (answer.json()["detail"].as_str(), answer.header("set-cookie")),
            (Some("Invalid credentials"), None)
        );
    }
}

#[test]
fn where_people_do_not_come_over_https_the_cookie_has_a_plain_name() {
    let mut wish = Wish::default();
    wish.rules.base_url = "http://127.0.0.1:8000".to_owned();
    let world = World::with(wish);
    let cookie = sign_in(&world, &world.ben);
    assert!(cookie.starts_with("belfry=belfry_ses_"), "{cookie}");
    assert_eq!(looks(&world, &cookie).status, 200);
}

#[test]
fn a_session_ends_when_it_is_not_used_and_at_the_latest_after_ninety_days() {
    let world = world();
    let (used, unused) = (sign_in(&world, &world.ben), sign_in(&world, &world.ben));
    for _ in 0..8 {
        assert_eq!(looks(&world, &used).status, 200);
        world.advance(11 * DAY);
    }
    looks(&world, &unused).is_problem(401, "unauthenticated");
    assert_eq!(looks(&world, &used).status, 200);
    world.advance(2 * DAY);
    looks(&world, &used).is_problem(401, "unauthenticated");
}

#[test]
fn people_see_where_they_are_signed_in_and_sign_out_there() {
    let world = world();
    let (here, there) = (sign_in(&world, &world.ben), sign_in(&world, &world.ben));
    let eves = sign_in(&world, &world.eve);
    let listed = || with_cookie(&world, &here, ("GET", "/me/sessions"), &Value::Null).json()["items"].clone();
    assert_eq!((listed()[0]["is_current"].clone(), listed()[1]["is_current"].clone()), (json!(false), json!(true)));
    assert_eq!((&listed()[0]["agent"], &listed()[0]["address"]), (&json!("Lynx/2.9"), &json!("127.0.0.1")));
    let path = format!("/me/sessions/{}", listed()[0]["id"]);
    with_cookie(&world, &eves, ("DELETE", &path), &Value::Null).is_problem(404, "not-found");
    assert_eq!(with_cookie(&world, &here, ("DELETE", &path), &Value::Null).status, 204);
    looks(&world, &there).is_problem(401, "unauthenticated");
    let out = with_cookie(&world, &here, ("DELETE", "/sessions/current"), &Value::Null);
    assert_eq!((out.status, cookie_of(&out).as_str()), (204, "__Host-belfry="));
    looks(&world, &here).is_problem(401, "unauthenticated");
    assert_eq!(looks(&world, &eves).status, 200);
    delete(&world, &world.ben, "/sessions/current").is_problem(404, "not-found");
}

#[test]
fn signing_out_everywhere_else_keeps_this_one() {
    let world = world();
    let [here, there, too] = [(); 3].map(|()| sign_in(&world, &world.ben));
    assert_eq!(with_cookie(&world, &here, ("DELETE", "/me/sessions"), &Value::Null).status, 204);
    assert_eq!([&here, &there, &too].map(|cookie| looks(&world, cookie).status), [200, 401, 401]);
    assert_eq!(delete(&world, &world.ben, "/me/sessions").status, 204);
    assert_eq!(looks(&world, &here).status, 401);
}

#[test]
fn another_password_and_a_closed_account_end_every_session() {
    let world = world();
    let cookie = sign_in(&world, &world.ben);
    let does = |what: fn(&store::Tx<'_>, user::UserId) -> Result<(), belfry::Error>| {
        world.change(move |tx| what(tx, user::find_by_username(tx, &Username::parse("ben").unwrap())?.unwrap().id));
    };
    does(user::disable);
    looks(&world, &cookie).is_problem(401, "unauthenticated");
    does(user::enable);
    looks(&world, &cookie).is_problem(401, "unauthenticated");
    let cookie = sign_in(&world, &world.ben);
    does(|tx, ben| user::set_password(tx, ben, "none"));
    looks(&world, &cookie).is_problem(401, "unauthenticated");
}

#[test]
fn a_page_of_another_site_changes_nothing_with_the_cookie() {
    let world = world();
    let cookie = sign_in(&world, &world.ben);
    let title = json!({ "title": "Forged" });
    let wishes = [
        ("POST", "/issues", title.clone()),
        ("PATCH", "/issues/BEL-1", title),
        ("PUT", "/projects/BEL/members/eve", json!({ "role": "member" })),
        ("DELETE", "/issues/BEL-1", Value::Null),
        ("POST", "/me/tokens", json!({ "name": "x", "scopes": ["read"] })),
        ("DELETE", "/me/sessions", Value::Null),
        ("DELETE", "/sessions/current", Value::Null),
    ];
    let before = world.dump();
    for (method, path, body) in &wishes {
        for says in [
            &[("sec-fetch-site", "cross-site")][..],
            &[("sec-fetch-site", "same-site"), ("origin", "https://belfry.example")],
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[],
        ] {
            let headers = [&[("cookie", cookie.as_str())], says].concat();
            send(&world, (method, path), &headers, body).is_problem(403, "cross-site");
        }
    }
    assert_eq!(world.dump(), before);
    assert_eq!(looks(&world, &cookie).status, 200);
    let ours = [("cookie", cookie.as_str()), ("origin", "https://belfry.example")];
    assert_eq!(send(&world, ("POST", "/issues"), &ours, &json!({ "title": "Ours" })).status, 201);
}

#[test]
fn a_page_of_another_site_signs_nobody_in() {
    let world = world();
    let body = json!({ "email": "ben", "password": world.ben.password() });
    let answer = send(&world, ("POST", "/sessions"), &[("origin", "https://evil.example")], &body);
    answer.is_problem(403, "cross-site");
    assert_eq!(answer.header("set-cookie"), None);
}

#[test]
fn a_header_that_says_who_asks_outweighs_the_cookie() {
    let world = world();
    let (cookie, token) = (sign_in(&world, &world.ben), make_token(&world, &world.eve, &["read"]));
    let headers = |authorization: &str| {
        send(&world, ("GET", "/me/tokens"), &[("cookie", &cookie), ("authorization", authorization)], &Value::Null)
    };
    headers(&format!("Bearer {token}")).is_problem(403, "insufficient-scope");
    headers("Bearer nonsense").is_problem(401, "unauthenticated");
    assert_eq!(get(&world, &world.ben, "/me/tokens").status, 200);
}

#[test]
fn ten_wrong_passwords_keep_everybody_out_for_a_while_but_not_whoever_is_in() {
    let world = world();
    let cookie = sign_in(&world, &world.ben);
    let token = world.ben.token(&world);
    let tries = |email: &str, password: &str| {
        send(&world, ("POST", "/sessions"), &[], &json!({ "email": email, "password": password }))
    };
    for name in ["ben", "nobody"] {
        for turn in 0..10 {
            let name = if turn % 2 == 0 { name.to_owned() } else { name.to_uppercase() };
            tries(&name, "wrong").is_problem(401, "unauthenticated");
        }
        let refused = tries(name, "wrong");
        refused.is_problem(429, "locked-out");
        assert_eq!(refused.header("retry-after"), Some("900"));
    }
    tries("ben@belfry.example", &world.ben.password()).is_problem(429, "locked-out");
    let classic = world.ben.logs_in(&world);
    assert_eq!((classic.status, classic.header("retry-after")), (429, Some("900")));
    assert_eq!(looks(&world, &cookie).status, 200);
    let authorization = format!("Bearer {token}");
    assert_eq!(send(&world, ("GET", "/projects"), &[("authorization", &authorization)], &Value::Null).status, 200);
    assert_eq!(tries("eve", &world.eve.password()).status, 201);
    world.advance(Duration::from_secs(900));
    assert_eq!(tries("ben", &world.ben.password()).status, 201);
}
