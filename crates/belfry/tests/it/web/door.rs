//! Doors: signing in and out, making an account, setting up.

use belfry::config::Registration;
use belfry::user::{self, Email};

use super::{Browser, CANARY, attribute, texts, world};
use crate::world::{Wish, World};

#[test]
fn whoever_signs_in_is_let_in_and_who_signs_out_is_not() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    assert_eq!(browser.gets("/keys").status, 200);
    let answer = browser.posts("/sign-out", &[]);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/sign-in")));
    let page = browser.gets("/sign-in");
    assert_eq!(texts(&page, ".flash"), ["You are signed out."]);
    assert!(texts(&browser.gets("/sign-in"), ".flash").is_empty(), "said once");
    assert_eq!(browser.gets("/keys").status, 303);
}

#[test]
fn a_wrong_password_is_not_told_from_an_unknown_name_and_what_was_typed_comes_back() {
    let world = world();
    for (email, password) in [("ben", "wrong"), ("nobody@belfry.example", "wrong"), (CANARY, CANARY), ("", "")] {
        let answer =
            Browser::new(&world).posts("/sign-in", &[("email", email), ("password", password), ("next", "/keys")]);
        assert_eq!(answer.status, 422, "{answer:?}");
        let said = "We know nobody with this e-mail and this password. Try again, or set another password.";
        assert_eq!(texts(&answer, "p.error"), [said]);
        assert_eq!(attribute(&answer, "input[name=email]", "value").unwrap_or_default(), email);
        assert_eq!(attribute(&answer, "input[name=password]", "value"), None);
        assert_eq!(attribute(&answer, "input[name=next]", "value").as_deref(), Some("/keys"));
        assert!(!answer.text.contains("<img") && answer.header("set-cookie").is_none());
    }
}

#[test]
fn a_forgotten_password_is_answered_the_same_for_everybody() {
    let world = world();
    let asks = |email: &str| Browser::new(&world).posts("/sign-in/forgot", &[("email", email)]);
    for email in [world.ben.email.as_str(), "nobody@belfry.example"] {
        let answer = asks(email);
        assert_eq!((answer.status, texts(&answer, ".note").len()), (200, 1));
    }
    world.work();
    assert_eq!(world.mails().len(), 1);
    let answer = asks(CANARY);
    assert_eq!((answer.status, attribute(&answer, "input[name=email]", "value").as_deref()), (422, Some(CANARY)));
}

#[test]
fn somebody_makes_an_account_in_a_browser_and_is_in() {
    let world = world();
    let browser = Browser::new(&world);
    let good = [
        ("name", "Mei Tanaka"),
        ("email", "mei@tidewater.example"),
        ("password", "a few plain words"),
        ("tz", "Europe/Madrid"),
    ];
    let answer = browser.posts("/register", &good);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")), "{answer:?}");
    assert_eq!(texts(&browser.gets("/keys"), ".me"), ["MT Mei Tanaka"]);
    let again = Browser::new(&world).posts("/register", &good);
    assert_eq!((again.status, texts(&again, "p.error")[0].starts_with("Somebody has an account")), (422, true));
}

#[test]
fn what_is_wrong_with_an_application_is_said_and_what_was_typed_comes_back() {
    let world = world();
    let typed = [("name", CANARY), ("email", CANARY), ("password", "tiny-1"), ("tz", CANARY)];
    let answer = Browser::new(&world).posts("/register", &typed);
    assert_eq!(answer.status, 422);
    assert_eq!(attribute(&answer, "input[name=name]", "value").as_deref(), Some(CANARY));
    assert_eq!(attribute(&answer, "input[name=email]", "value").as_deref(), Some(CANARY));
    assert_eq!(attribute(&answer, "input[name=password]", "value"), None);
    assert_eq!(texts(&answer, "p.error").len(), 3, "{answer:?}");
    assert!(!answer.text.contains("<img") && !answer.text.contains("tiny-1"));
}

/// A world in which accounts are made so.
fn world_with(registration: Registration) -> World {
    let mut wish = Wish::default();
    wish.rules.registration = registration;
    World::empty(wish)
}

#[test]
fn where_accounts_are_made_by_invite_its_link_lets_one_person_in() {
    let world = world_with(Registration::Invite);
    let without = Browser::new(&world).gets("/register");
    assert_eq!((texts(&without, "form").len(), texts(&without, ".note").len()), (0, 1));
    let mei = Email::parse("mei@tidewater.example").unwrap();
    let week = std::time::Duration::from_secs(7 * 24 * 3600);
    let code = world.change(move |tx| user::invite(tx, Some(&mei), week));
    let page = Browser::new(&world).gets(&format!("/register?invite={code}"));
    assert_eq!(attribute(&page, "input[name=invite]", "value").as_deref(), Some(code.as_str()));
    let joins = |email: &str, invite: &str| {
        let fields = [("name", "Mei"), ("email", email), ("password", "a few plain words"), ("invite", invite)];
        Browser::new(&world).posts("/register", &fields)
    };
    assert_eq!(joins("eve@tidewater.example", &code).status, 422);
    assert_eq!(joins("mei@tidewater.example", "wrong").status, 422);
    assert_eq!(joins("mei@tidewater.example", &code).status, 303);
    assert_eq!(joins("mei@tidewater.example", &code).status, 422);
}

#[test]
fn where_accounts_are_closed_a_browser_makes_none() {
    let world = world_with(Registration::Closed);
    assert_eq!(texts(&Browser::new(&world).gets("/register"), "form").len(), 0);
    let fields = [("name", "Mei"), ("email", "mei@tidewater.example"), ("password", "a few plain words")];
    assert_eq!(Browser::new(&world).posts("/register", &fields).status, 403);
}

#[test]
fn without_the_link_that_is_printed_nobody_sets_up() {
    let world = World::empty(Wish::default());
    let fields =
        [("name", "Mei"), ("email", "mei@tidewater.example"), ("password", "a few plain words"), ("project", "P1")];
    for path in ["/setup/", "/setup/x", "/setup/belfry"] {
        assert_eq!(Browser::new(&world).gets(path).status, 404, "{path}");
        let answer = Browser::new(&world).posts(path, &fields);
        assert_eq!(answer.status, 404, "{path}");
    }
    let answer = Browser::new(&world).gets("/setup");
    assert!(texts(&answer, "main")[0].contains("Open the link that the server printed"), "{answer:?}");
    assert_eq!(world.read(|db| db.one("SELECT COUNT(*) AS n FROM users", &[], |row| row.get::<i64>("n"))), 0);
}

#[test]
fn an_old_client_registers_as_ever_whatever_it_says_that_it_sends() {
    let world = World::empty(Wish::default());
    for (name, kind) in
        [("ada", "application/json"), ("ben", "application/x-www-form-urlencoded"), ("dov", "text/plain")]
    {
        let body = format!(
            r#"{{"email": "{name}@belfry.example", "username": "{name}", "password": "a few plain words", "first_name": "X"}}"#
        );
        let answer = world.send("POST", "/register", &[("content-type", kind), ("accept", "*/*")], body.as_bytes());
        assert_eq!(
            (answer.status, answer.json()["message"].as_str()),
            (201, Some("User created successfully.")),
            "{kind}"
        );
    }
}
