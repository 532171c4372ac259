//! `/settings/tokens`.

use crate::web::{Browser, CANARY, attribute, texts, world};

const PATH: &str = "/settings/tokens";

#[test]
fn a_token_is_shown_once_and_does_what_its_scopes_say_until_it_is_revoked() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    let answer = browser.posts(PATH, &[("name", CANARY), ("scope", "read"), ("scope", "inbox"), ("days", "30")]);
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    let secret = attribute(&answer, "#made", "value").unwrap();
    let calls = |path: &str| world.send("GET", path, &[("authorization", &format!("Bearer {secret}"))], b"").status;
    assert_eq!((calls("/api/v1/inbox"), calls("/api/v1/outbox")), (200, 403));
    let page = browser.gets(PATH);
    assert!(!page.text.contains(&secret) && !page.text.contains("<img"));
    assert!(texts(&page, ".opt-row")[0].starts_with(CANARY));
    let id = attribute(&page, "button[name=id]", "value").unwrap();
    let asked = browser.posts("/settings/tokens/revoke", &[("id", &id)]);
    assert_eq!((asked.status, calls("/api/v1/inbox")), (200, 200));
    assert_eq!(texts(&asked, ".settings-body h2"), [format!("Revoke the token {CANARY}")]);
    assert_eq!(attribute(&asked, ".settings-body input[name=id]", "value"), Some(id.clone()));
    let done = browser.posts("/settings/tokens/revoke", &[("id", &id), ("sure", "1")]);
    assert_eq!((done.status, calls("/api/v1/inbox")), (303, 401));
    assert_eq!(texts(&browser.gets(PATH), "button[name=id]").len(), 0);
}

#[test]
fn what_makes_no_token_is_said_and_what_was_typed_comes_back() {
    let world = world();
    let browser = Browser::of(&world, &world.ben);
    let answer = browser.posts(PATH, &[("name", ""), ("days", "9999")]);
    assert_eq!((answer.status, texts(&answer, "p.error").len()), (422, 3));
    let answer = browser.posts(PATH, &[("name", CANARY), ("scope", CANARY), ("days", CANARY)]);
    assert_eq!((answer.status, attribute(&answer, "#name", "value").as_deref()), (422, Some(CANARY)));
    assert!(!answer.text.contains("<img"));
    let answer = browser.posts(PATH, &[("name", "mine"), ("scope", "admin"), ("days", "7")]);
    assert_eq!((answer.status, texts(&answer, "p.error").len()), (422, 1), "Ben is no admin");
    assert_eq!(texts(&answer, "#days option[selected]"), ["7 days"]);
    assert!(texts(&browser.gets(PATH), "button[name=id]").is_empty());
}

#[test]
fn nobody_revokes_the_token_of_another() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    ada.posts(PATH, &[("name", "hers"), ("scope", "admin"), ("days", "0")]);
    let id = attribute(&ada.gets(PATH), "button[name=id]", "value").unwrap();
    let taken = Browser::of(&world, &world.ben).posts("/settings/tokens/revoke", &[("id", &id), ("sure", "1")]);
    assert_eq!((taken.status, texts(&ada.gets(PATH), "button[name=id]").len()), (404, 1));
}
