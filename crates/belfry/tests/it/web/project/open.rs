//! `/projects` and `/projects/new`.

use crate::web::{Browser, CANARY, attribute, texts, world};

#[test]
fn a_project_is_opened_and_listed_for_those_who_see_it() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    let new = [("name", "Ringer"), ("key", ""), ("description", ""), ("visibility", "private")];
    let answer = ada.posts("/projects/new", &new);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/p/RIN/settings")), "{answer:?}");
    assert_eq!(texts(&ada.gets("/p/RIN/settings"), ".flash"), ["Ringer is open"]);
    let listed = |browser: &Browser<'_>| texts(&browser.gets("/projects"), ".opt-row .tag");
    assert_eq!(listed(&ada), ["BEL", "RIN"]);
    assert_eq!(listed(&Browser::of(&world, &world.ben)), ["BEL"]);
}

#[test]
fn what_opens_no_project_is_said_and_what_was_typed_comes_back() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    let long = CANARY.repeat(9);
    let typed = [("name", long.as_str()), ("key", CANARY), ("description", CANARY), ("visibility", CANARY)];
    let answer = ada.posts("/projects/new", &typed);
    assert_eq!((answer.status, texts(&answer, "p.error").len()), (422, 3));
    assert_eq!(attribute(&answer, "#name", "value"), Some(long.clone()));
    assert_eq!(
        (attribute(&answer, "#key", "value").as_deref(), texts(&answer, "#description")),
        (Some(CANARY), vec![CANARY.to_owned()])
    );
    assert!(!answer.text.contains("<img"));
    let taken = ada.posts("/projects/new", &[("name", "Other"), ("key", "bel"), ("visibility", "public")]);
    assert_eq!((taken.status, texts(&taken, "#e-key")), (422, vec!["Another project has, or had, this key.".into()]));
}

#[test]
fn who_maintains_none_opens_none() {
    let world = world();
    let ben = Browser::of(&world, &world.ben);
    assert!(!ben.gets("/projects").text.contains("/projects/new"));
    assert_eq!(ben.gets("/projects/new").status, 403);
    assert_eq!(ben.posts("/projects/new", &[("name", "Mine"), ("visibility", "public")]).status, 403);
}
