//! Rate limits and pages of other sites.

use std::time::Duration;

use belfry::auth::turnstile::Rate;
use belfry::config::Cidr;

use super::get;
use crate::answer::Answer;
use crate::world::{Wish, World};

/// Behind a proxy that is believed: four calls in four seconds.
fn world() -> World {
    let mut wish = Wish::default();
    wish.rules.api_rate = Some(Rate { most: 4, per: Duration::from_secs(4) });
    wish.rules.proxies = vec![Cidr::parse("127.0.0.1").unwrap()];
    World::with(wish)
}

fn from(world: &World, address: &str, token: Option<&str>) -> Answer {
    let authorization = format!("Bearer {}", token.unwrap_or_default());
    let mut headers = vec![("x-forwarded-for", address)];
    headers.extend(token.map(|_| ("authorization", authorization.as_str())));
    world.send("GET", "/api/v1/me", &headers, b"")
}

#[test]
fn every_answer_says_how_many_calls_are_left_and_too_many_are_refused() {
    let world = world();
    for (left, reset) in [(3, 1), (2, 2), (1, 3), (0, 4)] {
        let answer = get(&world, &world.ben, "/me");
        assert_eq!((answer.status, answer.header("ratelimit-policy")), (200, Some("\"default\";q=4;w=4")));
        assert_eq!(answer.header("ratelimit"), Some(format!("\"default\";r={left};t={reset}").as_str()));
    }
    let refused = get(&world, &world.ben, "/me");
    refused.is_problem(429, "too-many");
    assert_eq!((refused.header("retry-after"), refused.header("ratelimit")), (Some("1"), Some("\"default\";r=0;t=1")));
    assert_eq!(get(&world, &world.dov, "/me").status, 200);
    assert_eq!(world.get("/healthz").header("ratelimit"), None);
    world.sleeps(Duration::from_secs(1));
    assert_eq!(get(&world, &world.ben, "/me").status, 200);
}

#[test]
fn who_shows_no_good_token_is_counted_by_address_and_so_is_who_guesses() {
    let world = world();
    let good = world.ben.token(&world);
    for _ in 0..4 {
        assert_eq!(from(&world, "192.0.2.1", None).status, 401);
    }
    assert_eq!(from(&world, "192.0.2.1", None).status, 429);
    assert_eq!(from(&world, "192.0.2.2", Some(&good)).status, 200);
    for guess in ["a", "b", "c", "d"] {
        assert_eq!(from(&world, "192.0.2.3", Some(guess)).status, 401);
    }
    assert_eq!(from(&world, "192.0.2.3", Some("e")).status, 429);
    assert_eq!(from(&world, "192.0.2.2", Some(&good)).status, 200);
}

#[test]
fn where_there_is_no_limit_nothing_is_said_of_one() {
    let world = World::new();
    assert_eq!(get(&world, &world.ben, "/me").header("ratelimit"), None);
}

#[test]
fn pages_of_other_sites_are_let_in_only_where_they_are_named_and_never_with_cookies() {
    let mut wish = Wish::default();
    wish.rules.cors_origins = vec!["https://board.example".to_owned()];
    let world = World::with(wish);
    let asked = |world: &World, origin: &str| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "authorization,idempotency-key"),
        ];
        world.send("OPTIONS", "/api/v1/issues", &headers, b"")
    };
    let named = asked(&world, "https://board.example");
    assert_eq!(named.header("access-control-allow-origin"), Some("https://board.example"));
    assert!(named.header("access-control-allow-headers").unwrap().contains("idempotency-key"), "{named:?}");
    assert_eq!(named.header("access-control-allow-credentials"), None);
    assert_eq!(asked(&world, "https://evil.example").header("access-control-allow-origin"), None);
    let token = format!("Bearer {}", world.ben.token(&world));
    let headers = [("origin", "https://board.example"), ("authorization", token.as_str())];
    let answer = world.send("GET", "/api/v1/me", &headers, b"");
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://board.example"));
    assert!(answer.header("access-control-expose-headers").unwrap().contains("etag"), "{answer:?}");
    assert_eq!(world.send("GET", "/healthz", &headers, b"").header("access-control-allow-origin"), None);
    let off = World::new();
    assert_eq!(asked(&off, "https://board.example").header("access-control-allow-origin"), None);
}
