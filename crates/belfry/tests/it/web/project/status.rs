//! `/p/BEL/settings/statuses`.

use crate::web::{Browser, CANARY, attribute, texts, world};

const PATH: &str = "/p/BEL/settings/statuses";
const WORDS: [&str; 6] = ["backlog", "todo", "in_progress", "in_review", "done", "cancelled"];

/// The form: every status by this name in its place, but for one.
fn form(word: &str, name: &str, place: &str) -> Vec<(String, String)> {
    let usual = |(at, known): (usize, &&str)| {
        let (name, place) = if *known == word {
            (name.to_owned(), place.to_owned())
        } else {
            (format!("Name {known}"), at.to_string())
        };
        [(format!("name-{known}"), name), (format!("place-{known}"), place)]
    };
    (1..).zip(WORDS.iter()).flat_map(usual).collect()
}

fn sent(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[test]
fn statuses_are_named_and_put_in_order() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    let fields = form("done", CANARY, "0");
    assert_eq!(ada.posts(PATH, &sent(&fields)).status, 303);
    let page = ada.gets(PATH);
    assert_eq!(
        (attribute(&page, ".opt-row input", "value").as_deref(), page.text.contains("<img")),
        (Some(CANARY), false)
    );
    assert_eq!(texts(&page, ".flash"), ["Statuses saved"]);
}

#[test]
fn what_cannot_be_a_name_is_said_in_its_place_and_comes_back() {
    let world = world();
    let ada = Browser::of(&world, &world.ada);
    let fields = form("todo", "", "2");
    let answer = ada.posts(PATH, &sent(&fields));
    assert_eq!((answer.status, texts(&answer, "#e-todo").len()), (422, 1));
    assert_eq!(attribute(&answer, "input[name=name-done]", "value").as_deref(), Some("Name done"));
    let fields = form("todo", "Name done", "2");
    let double = ada.posts(PATH, &sent(&fields));
    assert_eq!((double.status, texts(&double, ".note.bad").len()), (422, 1));
    let fields = form("todo", "Next", CANARY);
    let odd = ada.posts(PATH, &sent(&fields));
    assert_eq!((odd.status, odd.text.contains("<img"), texts(&odd, "#e-todo").len()), (422, false, 1));
}
