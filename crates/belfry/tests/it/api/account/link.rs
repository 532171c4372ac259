//! The pages that links in mail about an account lead to.

use serde_json::{Value, json};

use super::{link_of, post, send, world};
use crate::answer::Answer;
use crate::world::World;

/// The path of the link in the only mail that arrived.
fn path(world: &World) -> String {
    world.work();
    let [letter] = &world.mails()[..] else { panic!("one mail") };
    assert!(letter.html.contains(&format!("href=\"https://belfry.example{}\"", link_of(letter).0)));
    link_of(letter).0
}

fn submits(world: &World, path: &str, form: &str) -> Answer {
    world.send("POST", path, &[("content-type", "application/x-www-form-urlencoded")], form.as_bytes())
}

fn is_plain_page(answer: &Answer) {
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(answer.header("content-security-policy").unwrap().starts_with("default-src 'none'; style-src 'self';"));
    assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
    assert!(!answer.text.contains("<script") && !answer.text.contains("style="), "{}", answer.text);
}

#[test]
fn opening_the_link_of_a_reset_changes_nothing_and_its_form_does() {
    let world = world();
    send(&world, ("POST", "/password-resets"), &[], &json!({ "email": world.ben.email }));
    let path = path(&world);
    let before = world.dump();
    for _ in 0..3 {
        let page = world.get(&path);
        is_plain_page(&page);
        assert!(page.status == 200 && page.text.contains("<form method=\"post\">") && page.text.contains("ben"));
    }
    assert_eq!(world.dump(), before);
    for form in ["", "password=", "password=short", "password=%20password1%21", "pass=x", "\u{1}"] {
        let again = submits(&world, &path, form);
        is_plain_page(&again);
        assert!(again.status == 422 && again.text.contains("role=\"alert\""), "{form}: {again:?}");
    }
    assert_eq!(submits(&world, &path, &"x".repeat(5000)).status, 413);
    let done = submits(&world, &path, "username=ben&password=drei+W%C3%B6rter%26mehr");
    assert!(done.status == 200 && done.text.contains("Password set"), "{done:?}");
    let body = json!({ "email": "ben", "password": "drei Wörter&mehr" });
    assert_eq!(send(&world, ("POST", "/sessions"), &[], &body).status, 201);
    let used = world.get(&path);
    is_plain_page(&used);
    assert!(used.status == 404 && used.text.contains("This link is of no use"));
    world.work();
}

#[test]
fn opening_the_link_of_a_confirmation_changes_nothing_and_its_button_does() {
    let world = world();
    assert_eq!(post(&world, &world.ben, "/me/email/confirmation", Value::Null).status, 202);
    let path = path(&world);
    let confirmed = || super::get(&world, &world.ben, "/me/email").json()["confirmed_at"].is_string();
    let page = world.get(&path);
    is_plain_page(&page);
    assert!(page.text.contains("ben@belfry.example") && !confirmed());
    assert_eq!(submits(&world, &path, "").status, 200);
    assert!(confirmed());
    assert_eq!(submits(&world, &path, "").status, 404);
}

#[test]
fn a_link_of_nobody_leads_nowhere() {
    let world = world();
    for path in ["/reset/x", "/confirm/x", "/reset/%ff", &format!("/confirm/{}", "A".repeat(43))] {
        assert_eq!(
            (world.get(path).status, submits(&world, path, "password=whatever+it+is").status),
            (404, 404),
            "{path}"
        );
    }
}
