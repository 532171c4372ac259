//! `/healthz`, `/readyz`, `/metrics` and `/`.

use belfry::config::{Cidr, Secret};
use serde_json::json;
use store::ground::Ground;

use crate::answer::Answer;
use crate::world::{ASSIGN_DELAY, Wish, World};

#[test]
fn a_process_that_works_is_alive_and_ready() {
    let world = World::empty(Wish::default());
    let answer = world.get("/healthz");
    assert_eq!(answer.text, "{\"status\":\"alive\"}\n", "an answer is a line of its own");
    world.get("/readyz").is(200, json!({ "status": "ready" }));
}

#[test]
fn without_its_database_it_is_alive_and_not_ready() {
    let world = World::empty(Wish::default());
    world.store.close();
    world.get("/healthz").is(200, json!({ "status": "alive" }));
    let answer = world.get("/readyz");
    assert_eq!((answer.status, &answer.json()["status"]), (503, &json!("not ready")));
    assert_eq!(answer.header("retry-after"), Some("1"));
    for answer in [world.post("/register", &world.ada.application()), world.get("/metrics"), world.get("/stop/x")] {
        assert!(matches!(answer.status, 503 | 404), "{answer:?}");
    }
    let answer = world.ada.logs_in(&world);
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    std::mem::forget(world);
}

#[test]
fn once_a_trouble_is_over_it_is_ready_again_though_nobody_writes() {
    let world = World::empty(Wish { ground: Ground::on_sqlite, ..Wish::default() });
    let failed = world.tries(|tx| {
        store::ground::check_references_at_the_commit(tx)?;
        let sql = "INSERT INTO mutes (user_id, kind, topic_id, muted_at) VALUES (99, 'digest', 0, 0)";
        Ok(tx.run(sql, &[])?)
    });
    assert!(matches!(failed, Err(belfry::Error::Unavailable(_))), "{failed:?}");
    assert!(world.store.trouble().is_some());
    world.get("/readyz").is(200, json!({ "status": "ready" }));
}

#[test]
fn metrics_count_requests_by_route_and_mail_by_state() {
    let world = World::new();
    world.ada.opens(&world, "One", &world.ben);
    world.ada.opens(&world, "Two", &world.ben);
    world.advance(ASSIGN_DELAY);
    let two = 2;
    world.ada.opens(&world, "Three", &world.ben);
    assert_eq!(world.ada.gets(&world, "/issue/1").status, 200);
    assert_eq!(world.arrived().len(), two);
    let answer = world.get("/metrics");
    assert_eq!(answer.status, 200);
    for line in [
        "belfry_http_requests_seconds_count{route=\"/issue/{id}\",method=\"GET\",status=\"200\"}",
        "belfry_outbox_mails{state=\"sent\"} 2",
        "belfry_outbox_mails{state=\"pending\"} 1",
        "belfry_outbox_mails{state=\"failed\"} 0",
        "belfry_outbox_oldest_overdue_seconds 0",
        "belfry_mail_lateness_seconds_bucket{le=\"0.001\"}",
        "belfry_store_write_batch_size_bucket{le=\"1\"}",
    ] {
        assert!(answer.text.contains(line), "{line}\n{}", answer.text);
    }
}

/// Asks for the metrics as a proxy on this machine would for this client.
fn metrics(world: &World, forwarded: &str, authorization: &str) -> Answer {
    world.send("GET", "/metrics", &[("x-forwarded-for", forwarded), ("authorization", authorization)], b"")
}

#[test]
fn other_machines_see_metrics_with_the_token_only() {
    let mut wish = Wish::default();
    wish.rules.proxies = vec![Cidr::parse("127.0.0.1").unwrap()];
    wish.rules.metrics_token = Some(Secret::new("open sesame"));
    let world = World::empty(wish);
    assert_eq!(metrics(&world, "127.0.0.1", "").status, 200);
    assert_eq!(metrics(&world, "203.0.113.9", "").status, 403);
    assert_eq!(metrics(&world, "127.0.0.1, 203.0.113.9", "").status, 403);
    assert_eq!(metrics(&world, "203.0.113.9", "Bearer open sesam").status, 403);
    assert_eq!(metrics(&world, "203.0.113.9", "Bearer open sesame").status, 200);
}

#[test]
fn a_proxy_that_was_not_named_opens_the_metrics_to_nobody() {
    let world = World::empty(Wish::default());
    assert_eq!(metrics(&world, "203.0.113.9", "").status, 403);
    assert_eq!(metrics(&world, "203.0.113.9", "Bearer ").status, 403);
}

#[test]
fn the_home_page_says_what_this_is() {
    let world = World::empty(Wish::default());
    assert_eq!(world.get("/").json()["name"], "Belfry");
    let page = world.send("GET", "/", &[("accept", "text/html,*/*;q=0.8")], b"");
    assert_eq!((page.status, page.header("location")), (303, Some("/issues")));
    assert!(world.get("/page.css").header("content-type").unwrap().starts_with("text/css"));
}
