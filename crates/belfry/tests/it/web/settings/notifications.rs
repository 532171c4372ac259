//! `/settings/notifications`.

use serde_json::json;

use crate::answer::Answer;
use crate::person::Person;
use crate::web::{Browser, CANARY, attribute, texts, world};
use crate::world::{MINUTE, World};

const PATH: &str = "/settings/notifications";
/// The form as it is sent where nothing was set.
const USUAL: [(&str, &str); 5] =
    [("delay", ""), ("update", ""), ("digest", "instance"), ("tz", "UTC"), ("own-assignments", "on")];

/// The form with these fields instead of the usual ones.
fn with<'f>(fields: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let is_other = |name: &str| fields.iter().any(|(other, _)| *other == name);
    USUAL.into_iter().filter(|(name, _)| !is_other(name)).chain(fields.iter().copied()).collect()
}

fn told(world: &World, who: &Person) -> serde_json::Value {
    who.gets(world, "/api/v1/me/mail-settings").json()
}

fn checked(page: &Answer, name: &str) -> Option<String> {
    attribute(page, &format!("input[name={name}][checked]"), "value")
}

#[test]
fn what_is_set_is_set_for_mail_and_shown_again() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    let page = browser.gets(PATH);
    assert_eq!((page.status, checked(&page, "update").as_deref()), (200, Some("")));
    assert_eq!(attribute(&page, "#f-delay", "placeholder").as_deref(), Some("12"));
    let answer = browser.posts(
        PATH,
        &with(&[
            ("delay", "1.5"),
            ("update", "900"),
            ("digest", "calendar"),
            ("at", "07:45"),
            ("day", "monday"),
            ("day", "friday"),
            ("tz", "Europe/Madrid"),
            ("qfrom", "20:00"),
            ("quntil", "07:30"),
            ("own-changes", "on"),
            ("w-BEL", "all"),
        ]),
    );
    assert_eq!((answer.status, answer.header("location")), (303, Some(PATH)), "{answer:?}");
    let set = told(&world, &world.ben);
    assert_eq!((&set["assign_delay_s"], &set["update_delay_s"]), (&json!(90), &json!(900)));
    assert_eq!(set["digest"], json!({ "rhythm": "calendar", "at": "07:45", "days": ["monday", "friday"] }));
    assert_eq!(set["quiet_hours"], json!({ "from": "20:00", "until": "07:30" }));
    assert_eq!((&set["zone"], &set["own_changes"]), (&json!("Europe/Madrid"), &json!(true)));
    assert_eq!(world.ben.gets(&world, "/api/v1/projects/BEL/watch").json()["level"], "all");
    let page = browser.gets(PATH);
    assert_eq!(texts(&page, ".flash"), ["Notifications saved"]);
    assert_eq!(attribute(&page, "#f-delay", "value").as_deref(), Some("1.5"));
    assert_eq!(checked(&page, "update").as_deref(), Some("900"));
    assert_eq!(checked(&page, "w-BEL").as_deref(), Some("all"));
    assert_eq!(texts(&page, "#f-tz option[selected]"), ["Europe/Madrid"]);
    assert_eq!(texts(&page, ".day text.strong"), ["07:45 digest"]);
    let told = attribute(&page, ".day svg", "aria-label").unwrap();
    assert_eq!(told, "Quiet hours from 20:00 to 07:30, mail at any other time. Digest at 07:45.");
}

#[test]
fn what_cannot_be_set_is_said_and_what_was_typed_comes_back() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    let before = told(&world, &world.ben);
    for name in ["delay", "update", "digest", "at", "tz", "qfrom", "quntil", "every", "day", "w-BEL"] {
        let mut fields = with(&[("digest", "calendar"), ("qfrom", "20:00"), ("delay", "-1"), ("w-BEL", "none")]);
        fields.retain(|(known, _)| *known != name);
        fields.push((name, CANARY));
        let answer = browser.posts(PATH, &fields);
        assert_eq!(answer.status, 422, "{name}: {answer:?}");
        assert!(!answer.text.contains("<img"), "{name}");
        assert!(!texts(&answer, "p.error").is_empty(), "{name}");
    }
    let answer = browser.posts(PATH, &with(&[("delay", CANARY), ("digest", "calendar"), ("w-BEL", "none")]));
    assert_eq!(attribute(&answer, "#f-delay", "value").as_deref(), Some(CANARY));
    assert_eq!(attribute(&answer, "#f-delay", "aria-describedby").as_deref(), Some("e-delay"));
    assert_eq!(checked(&answer, "w-BEL").as_deref(), Some("none"));
    assert_eq!(texts(&answer, "#f-dig option[selected]"), ["On these days"]);
    assert_eq!(told(&world, &world.ben), before);
}

#[test]
fn digests_that_were_stopped_by_a_link_come_again_when_they_are_asked_for_here() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    world.change(|tx| {
        let ben = belfry::user::find_by_username(tx, &belfry::user::Username::parse("ben").unwrap())?.unwrap().id;
        let stop = belfry::user::Stop { user_id: ben, kind: outbox::Kind::Digest, topic_id: 0 };
        belfry::user::stop(tx, &stop)
    });
    let page = browser.gets(PATH);
    assert_eq!(texts(&page, "#f-dig option[selected]"), ["Never"]);
    assert_eq!(texts(&page, ".note").len(), 1);
    browser.posts(PATH, &with(&[("digest", "off")]));
    assert_eq!(told(&world, &world.ben)["is_digest_stopped"], true);
    browser.posts(PATH, &with(&[]));
    assert_eq!(told(&world, &world.ben)["is_digest_stopped"], false);
    assert!(texts(&browser.gets(PATH), ".note").is_empty());
}

#[test]
fn a_test_mail_goes_to_whoever_asks_three_times_an_hour_at_the_most() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    let asks = || {
        let answer = browser.posts(PATH, &with(&[("do", "test"), ("delay", "not saved")]));
        assert_eq!(answer.status, 303, "{answer:?}");
        world.advance(MINUTE);
        texts(&browser.gets(PATH), ".flash").remove(0)
    };
    for _ in 0..3 {
        assert_eq!(asks(), "A test mail is on its way");
    }
    assert!(asks().starts_with("You were sent three test mails"));
    let mails = world.mails();
    assert_eq!(mails.len(), 3);
    assert!(mails.iter().all(|mail| mail.gist() == "ben@belfry.example account"), "{mails:?}");
}
