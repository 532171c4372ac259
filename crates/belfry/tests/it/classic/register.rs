//! `POST /register`

use belfry::config::Registration;
use belfry::user;
use serde_json::{Value, json};

use crate::person::Person;
use crate::world::{Wish, World};

const BLANK: &str = "This field cannot be blank.";

fn application(changes: &[(&str, Value)]) -> Value {
    let mut application = Person::new("fay").application();
    for (field, value) in changes {
        application[field] = value.clone();
    }
    application
}

#[test]
fn somebody_new_is_created() {
    let world = World::empty(Wish::default());
    let answer = world.post("/register", &application(&[("last_name", json!("Lovelace"))]));
    answer.is(201, json!({ "message": "User created successfully." }));
    assert_eq!(Person::new("fay").logs_in(&world).status, 200);
}

#[test]
fn an_email_can_be_registered_once() {
    let world = World::empty(Wish::default());
    Person::new("fay").registers(&world);
    for email in ["fay@belfry.example", "FAY@Belfry.Example"] {
        let again = application(&[("username", json!("other")), ("email", json!(email))]);
        world.post("/register", &again).is(400, json!({ "message": "A User with this email already exists" }));
    }
}

#[test]
fn a_username_can_be_registered_once() {
    let world = World::empty(Wish::default());
    Person::new("fay").registers(&world);
    for username in ["fay", "FAY"] {
        let again = application(&[("email", json!("other@belfry.example")), ("username", json!(username))]);
        world.post("/register", &again).is(400, json!({ "message": "A user with that username already exists" }));
    }
}

#[test]
fn each_missing_null_or_blank_field_is_named() {
    let world = World::empty(Wish::default());
    for value in [Value::Null, json!(""), json!(" \t")] {
        for field in ["email", "username", "password", "first_name"] {
            let answer = world.post("/register", &application(&[(field, value.clone())]));
            answer.is(400, json!({ "message": { field: BLANK } }));
        }
    }
    let all = json!({ "email": BLANK, "username": BLANK, "password": BLANK, "first_name": BLANK });
    world.post("/register", &json!({})).is(400, json!({ "message": all }));
}

#[test]
fn the_last_name_may_be_missing_null_or_blank() {
    let world = World::empty(Wish::default());
    for (index, last_name) in [Value::Null, json!(""), json!("  ")].into_iter().enumerate() {
        let email = json!(format!("fay{index}@belfry.example"));
        let changes = [("last_name", last_name), ("email", email), ("username", json!(format!("fay{index}")))];
        assert_eq!(world.post("/register", &application(&changes)).status, 201);
    }
    assert_eq!(world.post("/register", &application(&[])).status, 201);
}

#[test]
fn what_is_no_email_address_is_refused() {
    let world = World::empty(Wish::default());
    for email in ["fay", "fay@", "@belfry.example", "fay@a@b.example", "Fay <fay@belfry.example>"] {
        let answer = world.post("/register", &application(&[("email", json!(email))]));
        assert_eq!(answer.status, 400, "{email}");
        assert!(answer.json()["message"]["email"].is_string(), "{answer:?}");
    }
}

fn world_with(registration: Registration) -> World {
    let mut wish = Wish::default();
    wish.rules.registration = registration;
    World::empty(wish)
}

#[test]
fn where_registration_is_closed_it_says_so() {
    let world = world_with(Registration::Closed);
    let said = "Registration is closed here. Ask an admin for an account.";
    world.post("/register", &application(&[])).refuses(403, said);
    world.post("/register", &application(&[("invite", json!("x"))])).refuses(403, said);
}

#[test]
fn an_invite_lets_one_person_register() {
    let world = world_with(Registration::Invite);
    let said = "Registration is by invite here. Ask an admin for one, and send its code as \"invite\".";
    world.post("/register", &application(&[])).refuses(403, said);
    let wrong = world.post("/register", &application(&[("invite", json!("wrong"))]));
    assert_eq!(wrong.status, 400);
    assert!(wrong.json()["message"]["invite"].as_str().unwrap().contains("Ask for a new one"), "{wrong:?}");
    let ttl = std::time::Duration::from_secs(3600);
    let code = world.change(move |tx| user::invite(tx, None, ttl));
    assert_eq!(world.post("/register", &application(&[("invite", json!(code))])).status, 201);
    let again = [("invite", json!(code)), ("email", json!("gus@belfry.example")), ("username", json!("gus"))];
    assert_eq!(world.post("/register", &application(&again)).status, 400);
}

#[test]
fn a_password_is_not_stored_as_typed() {
    let world = World::empty(Wish::default());
    Person::new("fay").registers(&world);
    assert!(!world.dump().iter().any(|row| row.contains("the password of fay")));
}
