//! `/settings/profile`.

use crate::web::{Browser, CANARY, attribute, texts, world};
use crate::world::MINUTE;

const PATH: &str = "/settings/profile";

#[test]
fn somebody_is_called_otherwise_and_lives_elsewhere() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    assert_eq!(attribute(&browser.gets(PATH), "#first", "value").as_deref(), Some("Ben"));
    let answer = browser.posts(PATH, &[("first", "Benedikt"), ("last", "Okafor"), ("tz", "Europe/Madrid")]);
    assert_eq!((answer.status, answer.header("location")), (303, Some(PATH)));
    let page = browser.gets(PATH);
    assert_eq!(texts(&page, ".me"), ["BO Benedikt Okafor"]);
    assert_eq!(
        (texts(&page, ".flash"), texts(&page, "#tz option[selected]")),
        (vec!["Profile saved".into()], vec!["Europe/Madrid".into()])
    );
}

#[test]
fn what_is_wrong_is_said_in_its_place_and_what_was_typed_comes_back() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    let long = CANARY.repeat(9);
    let answer = browser.posts(PATH, &[("first", ""), ("last", &long), ("tz", CANARY)]);
    assert_eq!((answer.status, texts(&answer, "p.error").len()), (422, 3));
    assert_eq!(attribute(&answer, "#last", "value"), Some(long));
    assert_eq!(attribute(&answer, "#first", "aria-describedby").as_deref(), Some("e-first"));
    assert!(!answer.text.contains("<img"));
    let answer = browser.posts("/settings/profile/email", &[("email", CANARY), ("password", CANARY)]);
    assert_eq!((answer.status, attribute(&answer, "#email", "value").as_deref()), (422, Some(CANARY)));
    assert_eq!(attribute(&answer, "#password", "value"), None);
}

#[test]
fn another_address_is_had_by_the_link_that_is_sent_to_it() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    let asks = |password: &str| {
        browser.posts("/settings/profile/email", &[("email", "okafor@belfry.example"), ("password", password)])
    };
    let wrong = asks("no password of mine");
    assert_eq!((wrong.status, texts(&wrong, "#e-password")), (422, vec!["This is not your password.".into()]));
    assert_eq!(attribute(&wrong, "#email", "value").as_deref(), Some("okafor@belfry.example"));
    assert_eq!(asks(&world.ben.password()).status, 303);
    world.advance(MINUTE);
    assert_eq!(world.arrived(), ["okafor@belfry.example account"]);
    assert_eq!(texts(&browser.gets(PATH), ".flash"), ["The link is on its way to the new address"]);
    assert_eq!(browser.posts("/settings/profile/email/confirm", &[]).status, 303);
    world.advance(MINUTE);
    assert_eq!(world.arrived(), ["ben@belfry.example account"]);
}

#[test]
fn another_password_ends_every_other_session_and_keeps_this_one() {
    let world = world();
    let (browser, other) = (Browser::of(&world, &world.ben), Browser::of(&world, &world.ben));
    let sets = |old: &str, new: &str| {
        browser.posts("/settings/profile/password", &[("old-password", old), ("new-password", new)])
    };
    let short = sets(&world.ben.password(), "tiny-1");
    assert_eq!((short.status, texts(&short, "#e-new-password").len()), (422, 1));
    let wrong = sets("wrong", "four plain words here");
    assert_eq!((wrong.status, texts(&wrong, "#e-old-password").len()), (422, 1));
    assert!(!wrong.text.contains("four plain words here"));
    assert_eq!(sets(&world.ben.password(), "four plain words here").status, 303);
    assert_eq!((browser.gets(PATH).status, other.gets(PATH).status), (200, 303));
    world.advance(MINUTE);
    assert_eq!(world.arrived(), ["ben@belfry.example account"]);
}

#[test]
fn language_and_theme_are_kept_by_the_browser() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    let answer = browser.posts("/settings/profile/look", &[("language", "de"), ("theme", "dark")]);
    assert_eq!(answer.status, 303);
    let page = browser.gets(PATH);
    let html = |name| attribute(&page, "html", name);
    assert_eq!((html("lang").as_deref(), html("data-theme").as_deref()), (Some("de"), Some("dark")));
    assert_eq!(attribute(&page, "input[name=theme][checked]", "value").as_deref(), Some("dark"));
    assert_eq!(texts(&page, ".flash"), ["Profil gespeichert"]);
}
