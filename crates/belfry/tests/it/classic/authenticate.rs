//! `POST /authenticate`

use std::time::{Duration, Instant};

use belfry::auth::password::Effort;
use serde_json::json;

use crate::person::Person;
use crate::world::{Wish, World};

#[test]
fn a_password_gets_a_token_that_works() {
    let world = World::new();
    let answer = world.ada.logs_in(&world);
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body["user_id"], "ada@belfry.example");
    assert_eq!(body.as_object().unwrap().len(), 2, "{body}");
    let authorization = format!("JWT {}", body["access_token"].as_str().unwrap());
    assert_eq!(world.send("GET", "/issue/", &[("authorization", &authorization)], b"").status, 200);
}

#[test]
fn an_unknown_user_and_a_wrong_password_get_the_same_answer() {
    let world = World::new();
    for (username, password) in
        [("ada", "wrong"), ("nobody", "the password of ada"), ("ada", &"x".repeat(5000)), ("a\0b", "x")]
    {
        let answer = world.post("/authenticate", &json!({ "username": username, "password": password }));
        answer.is(401, json!({ "message": "Invalid credentials", "code": 401 }));
        assert!(!answer.headers("www-authenticate").is_empty());
    }
}

#[test]
fn an_unknown_user_takes_as_long_as_a_wrong_password() {
    let effort = Effort { memory_kib: 8 * 1024, passes: 2, at_once: 1, waiting_max: 8 };
    let world = World::empty(Wish { effort, ..Wish::default() });
    world.ada.registers(&world);
    let took = |username: &str| {
        let began = Instant::now();
        world.post("/authenticate", &json!({ "username": username, "password": "wrong" }));
        began.elapsed()
    };
    // What else the machine does only ever makes a try slower: the quickest of each come to agree, or they differ.
    let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
    let agree = (0..300).any(|_| {
        known = known.min(took("ada"));
        unknown = unknown.min(took("nobody"));
        (0.8..1.25).contains(&(unknown.as_secs_f64() / known.as_secs_f64()))
    });
    assert!(agree, "known {known:?}, unknown {unknown:?}");
}

#[test]
fn missing_null_and_blank_fields_are_named() {
    let world = World::empty(Wish::default());
    let blank = "This field cannot be blank.";
    for body in [json!({}), json!({ "username": null, "password": "" }), json!({ "username": " ", "password": null })] {
        world.post("/authenticate", &body).is(400, json!({ "message": { "username": blank, "password": blank } }));
    }
}

#[test]
fn too_many_at_once_are_asked_to_come_back() {
    let effort = Effort { memory_kib: 19 * 1024, passes: 8, at_once: 1, waiting_max: 0 };
    let world = World::empty(Wish { effort, ..Wish::default() });
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let answer = Person::new("ada").logs_in(&world);
                    if answer.status == 503 {
                        assert!(answer.header("retry-after").is_some());
                        assert!(answer.json()["message"].is_string());
                    }
                    answer.status
                })
            })
            .collect();
        tries.into_iter().map(|each| each.join().unwrap()).collect()
    });
    assert!(statuses.contains(&401) && statuses.contains(&503), "{statuses:?}");
}
