//! Who asks: the token in `Authorization`.

use std::time::Duration;

use serde_json::json;

use crate::answer::Answer;
use crate::world::World;

const HOUR: Duration = Duration::from_secs(3600);

fn list(world: &World, authorization: &str) -> Answer {
    world.send("GET", "/issue/", &[("authorization", authorization)], b"")
}

#[test]
fn both_schemes_are_taken_in_any_letter_case() {
    let world = World::new();
    let token = world.ada.token(&world);
    for scheme in ["JWT", "Bearer", "jwt", "BEARER"] {
        assert_eq!(list(&world, &format!("{scheme} {token}")).status, 200, "{scheme}");
    }
}

#[test]
fn every_call_about_issues_needs_a_token() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    for (method, path) in [
        ("POST", "/issue/"),
        ("GET", "/issue/"),
        ("GET", &issue),
        ("PUT", &issue),
        ("DELETE", &issue),
        ("GET", "/issue/999"),
        ("PUT", "/issue/x"),
    ] {
        let answer = world.send(method, path, &[], b"");
        let body = answer.json();
        assert_eq!((answer.status, &body["code"]), (401, &json!(401)), "{method} {path}");
        assert!(body["message"].is_string());
        assert!(answer.headers("www-authenticate").iter().any(|value| value.starts_with("JWT")));
    }
}

#[test]
fn a_token_of_another_making_is_refused() {
    let world = World::new();
    let token = world.ada.token(&world);
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
    // {"alg":"none","typ":"JWT"} and {"alg":"HS512","typ":"JWT"}
    let (none, other) = ("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0", "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9");
    let reversed: String = signature.chars().rev().collect();
    for wrong in [
        String::new(),
        "x".to_owned(),
        "a.b.c".to_owned(),
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{signature}"),
        format!("{other}.{payload}.{signature}"),
        format!("{header}.{payload}.{reversed}"),
        format!("{header}.{payload}x.{signature}"),
        format!("{header}.{payload}"),
        "x".repeat(8000),
    ] {
        let answer = list(&world, &format!("JWT {wrong}"));
        assert_eq!((answer.status, &answer.json()["code"]), (401, &json!(401)), "{wrong}");
    }
    for header in [token.clone(), format!("Basic {token}"), format!("JWT{token}")] {
        assert_eq!(list(&world, &header).status, 401, "{header}");
    }
}

#[test]
fn a_token_holds_the_claims_of_the_contract_and_lives_an_hour() {
    use base64::Engine as _;
    let world = World::new();
    let token = world.ada.token(&world);
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&payload).unwrap();
    let now = world.now().as_micros() / 1_000_000;
    assert_eq!((claims["identity"].as_i64(), claims["iat"].as_i64()), (Some(1), Some(now)));
    assert_eq!((claims["nbf"].as_i64(), claims["exp"].as_i64()), (Some(now), Some(now + 3600)));

    world.advance(HOUR - Duration::from_secs(1));
    assert_eq!(list(&world, &format!("JWT {token}")).status, 200);
    world.advance(Duration::from_secs(1));
    assert_eq!(list(&world, &format!("JWT {token}")).status, 401);
}

#[test]
fn a_token_of_the_future_is_refused() {
    let world = World::new();
    world.advance(HOUR);
    let token = world.ada.token(&world);
    world.set_back(HOUR);
    assert_eq!(list(&world, &format!("JWT {token}")).status, 401);
}
