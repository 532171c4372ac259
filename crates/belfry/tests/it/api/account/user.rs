//! `/users`

use serde_json::{Value, json};

use super::{get, make_token, patch, sign_in, with_cookie, with_token, world};
use crate::person::Person;
use crate::world::World;

fn names(world: &World, by: &Person, query: &str) -> Vec<String> {
    let answer = get(world, by, &format!("/users{query}"));
    assert_eq!(answer.status, 200, "{answer:?}");
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["username"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn people_are_found_by_what_they_are_called() {
    let world = world();
    let mut zoe = Person::new("zoe").application();
    (zoe["first_name"], zoe["last_name"]) = (json!("Zoë"), json!("Ångström"));
    assert_eq!(world.post("/register", &zoe).status, 201);
    assert_eq!(names(&world, &world.eve, ""), ["ada", "ben", "cleo", "dov", "eve", "zoe"]);
    assert_eq!(names(&world, &world.eve, "?q=E&limit=2"), ["ben", "cleo"]);
    assert_eq!(names(&world, &world.eve, "?q=%C3%85NGSTR"), ["zoe"]);
    assert!(
        names(&world, &world.eve, "?q=%25").is_empty() && names(&world, &world.eve, "?q=belfry.example").is_empty()
    );
    let page = get(&world, &world.eve, "/users?q=e&limit=2").json();
    let next = page["next"].as_str().unwrap();
    assert_eq!(names(&world, &world.eve, &format!("?q=e&limit=2&after={next}")), ["eve", "zoe"]);
    get(&world, &world.eve, "/users?limit=0").is_problem(422, "invalid");
}

#[test]
fn addresses_are_for_their_owners_and_admins() {
    let world = world();
    let items = |by| get(&world, by, "/users").json()["items"].clone();
    let (eves, adas) = (items(&world.eve), items(&world.ada));
    assert!(eves[0]["email"].is_null() && eves[4]["email"] == "eve@belfry.example");
    assert!(adas.as_array().unwrap().iter().all(|item| item["email"].is_string()));
    let token = make_token(&world, &world.ada, &["read"]);
    let seen = with_token(&world, &token, ("GET", "/users"), &Value::Null).json()["items"].clone();
    assert!(seen[0]["email"].is_string() && seen[1]["email"].is_null(), "{seen}");
}

#[test]
fn a_closed_account_ends_everything_at_once_and_is_shown_to_admins_only() {
    let world = world();
    let (cookie, token) = (sign_in(&world, &world.ben), make_token(&world, &world.ben, &["read"]));
    let jwt = format!("Bearer {}", world.ben.token(&world));
    let statuses = || {
        [
            with_cookie(&world, &cookie, ("GET", "/projects"), &Value::Null).status,
            with_token(&world, &token, ("GET", "/projects"), &Value::Null).status,
            super::send(&world, ("GET", "/projects"), &[("authorization", &jwt)], &Value::Null).status,
        ]
    };
    assert_eq!(statuses(), [200; 3]);
    patch(&world, &world.eve, "/users/ben", json!({ "is_disabled": true })).is_problem(403, "forbidden");
    patch(&world, &world.eve, "/users/nobody", json!({ "is_disabled": true })).is_problem(403, "forbidden");
    patch(&world, &world.ada, "/users/nobody", json!({ "is_disabled": true })).is_problem(404, "not-found");
    patch(&world, &world.ada, "/users/ben", json!({ "is_boss": true })).is_problem(400, "unreadable");
    world.sleeps(std::time::Duration::from_millis(1));
    let closed = patch(&world, &world.ada, "/users/ben", json!({ "is_disabled": true }));
    assert!(closed.json()["disabled_at"].is_string(), "{closed:?}");
    assert_eq!(statuses(), [401; 3]);
    assert_eq!(world.ben.logs_in(&world).status, 401);
    assert!(!names(&world, &world.eve, "").contains(&"ben".to_owned()));
    assert!(names(&world, &world.ada, "").contains(&"ben".to_owned()));
}

#[test]
fn the_last_admin_stays_one() {
    let world = world();
    for change in [json!({ "is_admin": false }), json!({ "is_disabled": true })] {
        patch(&world, &world.ada, "/users/ada", change).is_problem(409, "conflict");
    }
    assert_eq!(patch(&world, &world.ada, "/users/ben", json!({ "is_admin": true })).json()["is_admin"], true);
    assert_eq!(patch(&world, &world.ben, "/users/ada", json!({ "is_admin": false })).json()["is_admin"], false);
    patch(&world, &world.ada, "/users/ben", json!({ "is_admin": false })).is_problem(403, "forbidden");
    patch(&world, &world.ben, "/users/ben", json!({ "is_disabled": true })).is_problem(409, "conflict");
}

#[test]
fn a_token_governs_with_the_scope_for_it_only() {
    let world = world();
    let change = json!({ "is_disabled": true });
    let reader = make_token(&world, &world.ada, &["read", "issues:write", "projects:write"]);
    with_token(&world, &reader, ("PATCH", "/users/ben"), &change).is_problem(403, "insufficient-scope");
    let admin = make_token(&world, &world.ada, &["admin"]);
    assert_eq!(with_token(&world, &admin, ("PATCH", "/users/ben"), &change).status, 200);
}
