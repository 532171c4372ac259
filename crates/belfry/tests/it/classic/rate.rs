//! How often one address may register or ask for a token.

use std::time::Duration;

use belfry::auth::turnstile::Rate;
use belfry::config::Cidr;
use serde_json::json;

use crate::answer::Answer;
use crate::world::{Wish, World};

/// Behind a proxy that is believed: three goes in three seconds.
fn world() -> World {
    let mut wish = Wish::default();
    wish.rules.auth_rate = Some(Rate { most: 3, per: Duration::from_secs(3) });
    wish.rules.proxies = vec![Cidr::parse("127.0.0.1").unwrap()];
    World::with(wish)
}

fn try_to_log_in(world: &World, from: &str) -> Answer {
    let body = json!({ "username": "ada", "password": "guessed" }).to_string();
    let headers = [("content-type", "application/json"), ("x-forwarded-for", from)];
    world.send("POST", "/authenticate", &headers, body.as_bytes())
}

#[test]
fn an_address_that_guesses_is_told_to_wait_and_no_other() {
    let world = world();
    for _ in 0..3 {
        assert_eq!(try_to_log_in(&world, "192.0.2.1").status, 401);
    }
    let refused = try_to_log_in(&world, "192.0.2.1");
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    assert_eq!(refused.json()["message"], "That was too often from your address. Try again in 1 s.");
    assert_eq!(try_to_log_in(&world, "192.0.2.2").status, 401);
    let body = world.eve.application().to_string();
    let headers = [("content-type", "application/json"), ("x-forwarded-for", "192.0.2.1")];
    assert_eq!(world.send("POST", "/register", &headers, body.as_bytes()).status, 429);
    world.advance(Duration::from_secs(1));
    assert_eq!(try_to_log_in(&world, "192.0.2.1").status, 401);
    assert_eq!(try_to_log_in(&world, "192.0.2.1").status, 429);
}

#[test]
fn whoever_is_on_this_machine_is_not_counted() {
    let world = world();
    for _ in 0..5 {
        assert_eq!(world.ada.logs_in(&world).status, 200);
    }
}
