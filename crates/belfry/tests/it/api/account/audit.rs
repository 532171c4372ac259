//! `/audit`

use serde_json::{Value, json};

use super::{call, delete, get, join, make_token, open_project, patch, post, put, send, sign_in, with_token, world};
use crate::world::World;

/// The lines about Ben's account or by him, oldest first: what, by whom, to whom, and the words.
fn lines(world: &World) -> Vec<String> {
    let items = get(world, &world.ada, "/audit?limit=100").json()["items"].as_array().unwrap().clone();
    let line = |item: &Value| {
        let word = |name: &str| item[name].as_str().unwrap_or("-").to_owned();
        [word("kind"), word("actor"), word("subject"), word("project"), word("detail")].join(" ")
    };
    items.iter().rev().filter(|item| item["subject"] == "ben" || item["actor"] == "ben").map(line).collect()
}

#[test]
fn what_happens_to_an_account_is_written_down_with_who_did_it() {
    let world = world();
    open_project(&world, "MOB", "private");
    sign_in(&world, &world.ben);
    send(&world, ("POST", "/sessions"), &[], &json!({ "email": "ben", "password": "hush hush" }));
    let made = post(&world, &world.ben, "/me/tokens", json!({ "name": "build", "scopes": ["read"] })).json();
    delete(&world, &world.ben, &format!("/me/tokens/{}", made["id"]));
    delete(&world, &world.ben, "/me/sessions");
    join(&world, "MOB", &world.ben, "maintainer");
    patch(&world, &world.ben, "/projects/MOB", json!({ "visibility": "internal", "name": "Mobile" }));
    delete(&world, &world.ada, "/projects/MOB/members/ada");
    put(&world, &world.ada, "/projects/MOB/members/eve", json!({ "role": "maintainer" }));
    delete(&world, &world.ada, "/projects/MOB/members/ben");
    for change in [json!({ "is_admin": true }), json!({ "is_admin": false }), json!({ "is_disabled": true })] {
        assert_eq!(patch(&world, &world.ada, "/users/ben", change).status, 200);
    }
    patch(&world, &world.ada, "/users/ben", json!({ "is_disabled": false }));
    patch(&world, &world.ada, "/users/ben", json!({ "is_disabled": false }));
    assert_eq!(
        lines(&world),
        [
            "signed_in ben ben - ",
            "sign_in_failed - ben - ",
            "signed_in ben ben - ",
            "token_made ben ben - build: read",
            "token_revoked ben ben - build",
            "session_ended ben ben - 1 others",
            "role_changed ada ben MOB maintainer",
            "visibility_changed ben - MOB internal",
            "role_changed ada ben MOB none",
            "admin_made ada ben - ",
            "admin_unmade ada ben - ",
            "user_disabled ada ben - ",
            "user_enabled ada ben - ",
        ]
    );
    let text = get(&world, &world.ada, "/audit?limit=100").text;
    assert!(text.contains("\"address\":\"127.0.0.1\""));
    for secret in ["hush", made["token"].as_str().unwrap(), "password of", "belfry_ses_"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn a_name_that_nobody_has_is_not_written_down() {
    let world = world();
    send(&world, ("POST", "/sessions"), &[], &json!({ "email": "my secret", "password": "ben" }));
    let answer = get(&world, &world.ada, "/audit");
    let first = &answer.json()["items"][1];
    assert_eq!(
        (&first["kind"], &first["subject"], &first["actor"]),
        (&json!("sign_in_failed"), &json!(null), &json!(null))
    );
    assert!(!answer.text.contains("my secret"));
}

#[test]
fn the_log_is_read_by_admins_page_by_page_and_changed_by_nobody() {
    let world = world();
    for _ in 0..5 {
        sign_in(&world, &world.eve);
    }
    get(&world, &world.ben, "/audit").is_problem(403, "forbidden");
    let reader = make_token(&world, &world.ada, &["read"]);
    with_token(&world, &reader, ("GET", "/audit"), &Value::Null).is_problem(403, "insufficient-scope");
    let admin = make_token(&world, &world.ada, &["admin"]);
    let (mut path, mut ids) = ("/audit?limit=2".to_owned(), Vec::new());
    loop {
        let page = with_token(&world, &admin, ("GET", &path), &Value::Null).json();
        ids.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/audit?limit=2&after={next}");
    }
    assert!(ids.len() >= 7 && ids.is_sorted_by(|one, next| one > next), "{ids:?}");
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        assert_eq!(call(&world, &world.ada, (method, "/audit"), &json!({}), &[]).status, 405);
    }
}
