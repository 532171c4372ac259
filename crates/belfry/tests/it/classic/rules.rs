//! The rules for all calls: methods, slashes, JSON, headers.

use std::time::Duration;

use serde_json::json;

use crate::world::{Wish, World};

const PATHS: [(&str, &str); 7] = [
    ("/register", "GET, HEAD, POST, OPTIONS"),
    ("/authenticate", "POST, OPTIONS"),
    ("/issue", "GET, HEAD, POST, OPTIONS"),
    ("/issue/1", "GET, HEAD, PUT, DELETE, OPTIONS"),
    ("/healthz", "GET, HEAD, OPTIONS"),
    ("/readyz", "GET, HEAD, OPTIONS"),
    ("/metrics", "GET, HEAD, OPTIONS"),
];

#[test]
fn every_path_answers_with_and_without_the_trailing_slash() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    for path in ["/issue", "/issue/", &issue, &format!("{issue}/")] {
        assert_eq!(world.ada.gets(&world, path).status, 200, "{path}");
    }
    assert_eq!(world.ada.puts(&world, &format!("{issue}/"), &json!({ "title": "x" })).status, 200);
    assert_eq!(world.post("/authenticate/", &json!({})).status, 400);
    assert_eq!(world.post("/register/", &json!({})).status, 400);
    let wish = json!({ "title": "x", "description": "x", "assigned_to": world.ben.email });
    assert_eq!(world.ada.posts(&world, "/issue", &wish).status, 201);
    assert_eq!(world.ada.deletes(&world, &format!("{issue}/")).status, 200);
}

#[test]
fn another_method_gets_405_with_allow() {
    let world = World::empty(Wish::default());
    for (path, allow) in PATHS {
        for method in ["PATCH", "TRACE", "PROPFIND", "BREW"] {
            for path in [path.to_owned(), format!("{path}/")] {
                let answer = world.send(method, &path, &[], b"");
                assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)), "{method} {path}");
                assert!(answer.json()["message"].is_string());
            }
        }
    }
    assert_eq!(world.get("/authenticate").status, 405);
    assert_eq!(world.send("DELETE", "/issue/", &[], b"").status, 405);
}

#[test]
fn options_tell_what_is_possible() {
    let world = World::empty(Wish::default());
    for (path, allow) in PATHS {
        let answer = world.send("OPTIONS", path, &[], b"");
        assert_eq!((answer.status, answer.header("allow"), answer.text.as_str()), (204, Some(allow), ""), "{path}");
    }
}

#[test]
fn head_is_get_without_the_body() {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let authorization = format!("JWT {}", world.ada.token(&world));
    for path in ["/issue/", &issue, "/healthz"] {
        let headers = [("authorization", authorization.as_str())];
        let (get, head) = (world.send("GET", path, &headers, b""), world.send("HEAD", path, &headers, b""));
        assert_eq!((head.status, head.text.as_str()), (200, ""));
        assert_eq!(head.header("content-length"), Some(get.text.len().to_string().as_str()));
    }
}

#[test]
fn an_unknown_path_is_not_found_in_json() {
    let world = World::empty(Wish::default());
    for path in ["/nothing", "/issue/1/2", "/issues/1/2", "//", "/issue//1", "/%00", "/%ff"] {
        world.get(path).is(404, json!({ "message": "There is nothing at this path." }));
    }
}

#[test]
fn json_is_read_whatever_the_content_type_says() {
    let world = World::new();
    let body = json!({ "username": "ada", "password": world.ada.password() }).to_string();
    for kind in ["application/json", "text/plain", "application/x-www-form-urlencoded", "what/ever", ""] {
        assert_eq!(
            world.send("POST", "/authenticate", &[("content-type", kind)], body.as_bytes()).status,
            200,
            "{kind}"
        );
    }
    assert_eq!(world.send("POST", "/authenticate", &[], body.as_bytes()).status, 200);
}

#[test]
fn answers_are_json_in_utf_8_that_nobody_keeps_or_guesses_about() {
    let world = World::new();
    for answer in [world.ada.gets(&world, "/issue/"), world.get("/nothing"), world.ada.gets(&world, "/issue/7")] {
        assert_eq!(answer.header("content-type"), Some("application/json"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
    }
}

#[test]
fn a_request_id_is_ours_and_new_each_time() {
    let world = World::empty(Wish::default());
    let ask = || world.send("GET", "/healthz", &[("x-request-id", "mine")], b"");
    let (first, second) = (ask(), ask());
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    assert_ne!(first.header("x-request-id"), Some("mine"));
}

#[test]
fn a_disabled_account_can_do_nothing() {
    let world = World::new();
    let token = world.ada.token(&world);
    world.change(|tx| belfry::user::disable(tx, belfry::user::UserId(1)));
    let authorization = format!("JWT {token}");
    for (method, path, body) in [("GET", "/issue/", ""), ("POST", "/issue/", "{}"), ("PUT", "/issue/1", "not json")] {
        let answer = world.send(method, path, &[("authorization", &authorization)], body.as_bytes());
        assert_eq!(answer.status, 401, "{method}");
    }
    assert_eq!(world.ada.logs_in(&world).status, 401);
    let wish = json!({ "title": "x", "description": "x", "assigned_to": world.ada.email });
    let said = "user : ada@belfry.example is not registered !";
    world.ben.posts(&world, "/issue/", &wish).refuses(400, said);
    world.advance(Duration::from_secs(1));
}
