//! `/admin/users`.

use crate::web::{Browser, CANARY, attribute, texts, world};

const PATH: &str = "/admin/users";

#[test]
fn people_are_listed_and_found_by_a_part_of_a_name() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    let names = |query: &str| texts(&ada.gets(&format!("{PATH}{query}")), "form button[value=disable] .vh");
    assert_eq!(names(""), ["ada", "ben", "cleo", "dov", "eve"]);
    assert_eq!(names("?q=LE"), ["cleo"]);
    let none = ada.gets(&format!("{PATH}?q=%22%27%3E%3Cimg%20src%3Dx%20onerror%3D1%3E"));
    assert_eq!((attribute(&none, "#q", "value").as_deref(), none.text.contains("<img")), (Some(CANARY), false));
    assert_eq!(texts(&none, ".opt-row")[0], "Nobody is called so.");
}

#[test]
fn an_account_is_disabled_when_that_is_meant_and_enabled_again() {
    let world = world();
    let (ada, ben) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.ben));
    let does = |word: &str, sure: &str| ada.posts("/admin/users/govern", &[("who", "ben"), ("do", word), (sure, "1")]);
    let asked = does("disable", "not-sure");
    assert_eq!((asked.status, ben.gets("/keys").status), (200, 200));
    assert_eq!(texts(&asked, ".settings-body h2"), ["Disable the account of ben"]);
    assert_eq!((does("disable", "sure").status, ben.gets("/keys").status), (303, 303));
    let page = ada.gets(PATH);
    assert_eq!(
        (texts(&page, ".flash"), texts(&page, ".label-text .tag")),
        (vec!["ben is disabled Undo".into()], vec!["admin".to_owned(), "disabled".to_owned()])
    );
    assert_eq!(does("enable", "sure").status, 303);
    assert_eq!(Browser::of(&world, &world.ben).gets("/keys").status, 200);
    assert_eq!(ada.posts("/admin/users/govern", &[("who", "ben"), ("do", CANARY)]).status, 422);
    assert_eq!(ada.posts("/admin/users/govern", &[("who", CANARY), ("do", "admin")]).status, 404);
}

#[test]
fn an_admin_is_made_and_unmade_and_the_last_stays() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    let does = |who: &str, word: &str| ada.posts("/admin/users/govern", &[("who", who), ("do", word)]);
    let last = does("ada", "no-admin");
    assert_eq!((last.status, texts(&last, ".note.bad").len()), (422, 1));
    assert_eq!(does("ben", "admin").status, 303);
    assert_eq!(Browser::of(&world, &world.ben).gets(PATH).status, 200);
    let page = ada.gets(PATH);
    let undo = attribute(&page, ".flash input[name=do]", "value").unwrap();
    assert_eq!(does("ben", &undo).status, 303);
    assert_eq!(Browser::of(&world, &world.ben).gets(PATH).status, 403);
}

#[test]
fn somebody_is_invited_by_a_link_that_is_shown_once() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    let wrong = ada.posts("/admin/users/invite", &[("email", CANARY)]);
    assert_eq!((wrong.status, attribute(&wrong, "#email", "value").as_deref()), (422, Some(CANARY)));
    assert_eq!((texts(&wrong, "#e-email").len(), wrong.text.contains("<img")), (1, false));
    let answer = ada.posts("/admin/users/invite", &[("email", "")]);
    let link = attribute(&answer, "#made", "value").unwrap();
    assert_eq!((answer.status, answer.header("cache-control")), (200, Some("no-store")));
    let (_, way) = link.split_once("belfry.example").unwrap();
    assert_eq!(Browser::new(&world).gets(way).status, 200);
    assert!(!ada.gets(PATH).text.contains(&link));
}
