//! `/p/BEL/settings/members`.

use crate::web::{Browser, CANARY, attribute, texts, world};

const PATH: &str = "/p/BEL/settings/members";

#[test]
fn somebody_is_taken_in_gets_another_role_and_goes_and_each_can_be_undone() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    assert_eq!(ada.posts(PATH, &[("who", "ada"), ("role", "maintainer")]).status, 303);
    let role = || {
        let page = ada.gets(PATH);
        let rows = texts(&page, ".opt-row").len();
        let ben =
            page.text.split("value=\"ben\"").nth(1).map(|rest| rest.split("selected>").nth(1).unwrap().to_owned());
        (rows, ben.map(|rest| rest.split('<').next().unwrap().to_owned()))
    };
    let (before, was) = role();
    let sets = |role: &str| ada.posts(PATH, &[("who", "ben"), ("role", role)]);
    assert_eq!(sets("reader").status, 303);
    assert_eq!(sets("maintainer").status, 303);
    let page = ada.gets(PATH);
    assert_eq!(texts(&page, ".flash"), ["ben has the role Undo"]);
    assert_eq!(attribute(&page, ".flash input[name=role]", "value").as_deref(), Some("reader"));
    assert_eq!(role().1.as_deref(), Some("Maintainer"));
    assert_eq!(ada.posts("/p/BEL/settings/members/remove", &[("who", "ben")]).status, 303);
    let page = ada.gets(PATH);
    let value = |name: &str| attribute(&page, &format!(".flash input[name={name}]"), "value").unwrap();
    assert_eq!((value("who").as_str(), value("role").as_str()), ("ben", "maintainer"));
    let action = attribute(&page, ".flash form", "action").unwrap();
    assert_eq!(ada.posts(&action, &[("who", &value("who")), ("role", &value("role"))]).status, 303);
    let (after, is) = role();
    assert_eq!(is.as_deref(), Some("Maintainer"));
    assert_eq!(after, if was.is_some() { before } else { before + 1 });
}

#[test]
fn who_cannot_be_taken_in_is_said_and_what_was_typed_comes_back() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    for who in [CANARY, "nobody-here", ""] {
        let answer = ada.posts(PATH, &[("who", who), ("role", "reporter")]);
        assert_eq!((answer.status, texts(&answer, "#e-who").len(), answer.text.contains("<img")), (422, 1, false));
        assert_eq!(attribute(&answer, "#who", "value").unwrap_or_default(), who);
        assert_eq!(texts(&answer, "#role option[selected]"), ["Reporter"]);
    }
    assert_eq!(ada.posts(PATH, &[("who", "ben"), ("role", CANARY)]).status, 422);
}

#[test]
fn the_last_who_maintains_it_stays() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    ada.posts(PATH, &[("who", "ada"), ("role", "maintainer")]);
    for who in ["ben", "cleo", "dov", "eve"] {
        ada.posts(PATH, &[("who", who), ("role", "reader")]);
    }
    let answer = ada.posts("/p/BEL/settings/members/remove", &[("who", "ada")]);
    assert_eq!(
        (answer.status, texts(&answer, ".note.bad")),
        (422, vec!["Nobody else maintains this project. Give somebody else that role first.".into()])
    );
}
