//! `/board`

use serde_json::json;

use super::{Browser, CANARY, attribute, texts, world};
use crate::answer::Answer;
use crate::world::{ASSIGN_DELAY, MINUTE, World};

/// The keys of the cards in the column of this status.
fn cards(page: &Answer, status: &str) -> Vec<String> {
    texts(page, &format!("section[aria-labelledby=col-{status}] .card .top > span:nth-of-type(3)"))
}

/// Opens an issue by the API, which says more than the classic one.
#[track_caller]
fn opens(world: &World, body: serde_json::Value) {
    let token = format!("Bearer {}", world.ada.token(world));
    let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
    let answer = world.send("POST", "/api/v1/issues", &headers, body.to_string().as_bytes());
    assert_eq!(answer.status, 201, "{answer:?}");
}

fn story() -> World {
    let world = world();
    opens(&world, json!({ "title": CANARY, "assignee": "ben", "status": "in_progress" }));
    opens(&world, json!({ "title": "Two", "priority": "low" }));
    opens(&world, json!({ "title": "Three", "priority": "urgent" }));
    opens(&world, json!({ "title": "Four", "status": "done" }));
    world
}

#[test]
fn the_board_has_a_column_for_each_status_in_the_order_of_the_query() {
    let world = story();
    let page = Browser::of(&world, &world.ada).gets("/board");
    assert_eq!(texts(&page, ".col h2"), ["Backlog", "To do", "In progress", "In review", "Done"]);
    assert_eq!(texts(&page, ".col header .n"), ["0", "2", "1", "0", "1"]);
    let found = ["backlog", "todo", "in_progress", "in_review", "done"].map(|status| cards(&page, status).join(" "));
    assert_eq!(found, ["", "BEL-3 BEL-2", "BEL-1", "", "BEL-4"]);
    assert!(texts(&page, "#card-BEL-1")[0].contains("Mail to Ben is due in 12:00"), "{page:?}");
    assert!(!page.text.contains("<img") && texts(&page, "#card-BEL-1 .title") == [CANARY], "{page:?}");
    let page = Browser::of(&world, &world.ada).gets("/board?q=two");
    assert_eq!(texts(&page, ".card .title"), ["Two"]);
    let page = Browser::of(&world, &world.ada).gets("/board?q=lable:x");
    assert_eq!((page.status, attribute(&page, ".q-in", "value").as_deref()), (422, Some("lable:x")));
    assert!(texts(&page, "#e-q")[0].contains("column 1"));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn a_card_is_moved_by_its_menu_and_put_back() {
    let world = story();
    let browser = Browser::of(&world, &world.ada);
    let moved = browser.posts("/board/move", &[("key", "BEL-1"), ("to", "in_review"), ("back", "/board?q=is:open")]);
    assert_eq!((moved.status, moved.header("location")), (303, Some("/board?q=is:open")));
    let page = browser.gets("/board");
    assert_eq!(
        (cards(&page, "in_review").join(""), texts(&page, ".flash")),
        ("BEL-1".to_owned(), vec!["BEL-1 changed. Undo".to_owned()])
    );
    let was = attribute(&page, ".flash input[name=was]", "value").unwrap();
    assert_eq!(browser.posts("/issues/undo", &[("was", &was), ("back", "/board")]).header("location"), Some("/board"));
    assert_eq!(cards(&browser.gets("/board"), "in_progress"), ["BEL-1"]);
    // Closing it takes the mail back that waits.
    browser.posts("/board/move", &[("key", "BEL-1"), ("to", "done")]);
    world.advance(ASSIGN_DELAY + MINUTE);
    assert!(world.mails().is_empty(), "{:?}", world.outbox());
    for (typed, status) in [
        ([("key", "BEL-99"), ("to", "done")], 404),
        ([("key", "x"), ("to", "done")], 404),
        ([("key", "BEL-1"), ("to", "eaten")], 422),
    ] {
        assert_eq!(browser.posts("/board/move", &typed).status, status, "{typed:?}");
    }
    let eve = Browser::of(&world, &world.eve);
    assert_eq!(eve.posts("/board/move", &[("key", "BEL-2"), ("to", "done")]).status, 422);
    assert_eq!(cards(&eve.gets("/board"), "todo"), ["BEL-3", "BEL-2"]);
}

#[test]
fn what_a_selection_has_in_its_bar_waits_on_the_board_for_its_cards() {
    let world = story();
    let browser = Browser::of(&world, &world.ada);
    let page = browser.gets("/board");
    assert_eq!(super::page::faults(&page), Vec::<String>::new());
    assert!(page.text.contains("<template id=\"of-cards\">"));
    let back = ("back", "/board?q=sort:key");
    for (field, shown) in
        [(("assignee", "cleo"), ".avatar"), (("priority", "high"), ".pr.high"), (("watch", "1"), ".title")]
    {
        let base = attribute(&browser.gets("/board"), "#card-BEL-1 input[name=base]", "value").unwrap();
        let done = browser.posts("/issues/bulk", &[("key", "BEL-1"), ("base", &base), back, field]);
        assert_eq!((done.status, done.header("location")), (303, Some("/board?q=sort:key")), "{field:?}");
        let page = browser.gets("/board?q=sort:key");
        assert_eq!(texts(&page, &format!("#card-BEL-1 {shown}")).len(), 1, "{field:?}");
        assert_eq!(texts(&page, ".flash button"), ["Undo"], "{field:?}");
    }
    world.advance(ASSIGN_DELAY);
}

#[test]
fn the_board_holds_nothing_that_its_reader_may_not_see() {
    let world = story();
    opens(&world, json!({ "title": "Private", "is_private": true }));
    let [ada, eve] = [&world.ada, &world.eve].map(|who| texts(&Browser::of(&world, who).gets("/board"), ".card").len());
    assert_eq!((ada, eve), (5, 4));
    world.advance(ASSIGN_DELAY);
}

#[test]
fn statuses_are_called_and_ordered_as_the_project_has_it() {
    let world = story();
    let browser = Browser::of(&world, &world.ada);
    let named = [("todo", "Next"), ("backlog", "Some day"), ("in_progress", "Doing")];
    let places: Vec<(String, String)> = (1..)
        .zip(["todo", "backlog", "in_progress", "in_review", "done", "cancelled"])
        .flat_map(|(place, status)| {
            let name = named
                .iter()
                .find(|(known, _)| *known == status)
                .map_or(status.replace('_', " "), |(_, name)| (*name).to_owned());
            [(format!("place-{status}"), place.to_string()), (format!("name-{status}"), name)]
        })
        .collect();
    let fields: Vec<(&str, &str)> = places.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(browser.posts("/p/BEL/settings/statuses", &fields).status, 303);
    let page = browser.gets("/board");
    assert_eq!(texts(&page, "#card-BEL-2 [name=to]")[..3], ["Some day", "Next", "Doing"]);
    assert_eq!(texts(&page, ".col h2")[..2], ["Backlog", "To do"], "there may be other projects on it");
    let page = browser.gets("/board?q=project:BEL");
    assert_eq!(texts(&page, ".col h2")[..3], ["Next", "Some day", "Doing"]);
    assert_eq!(cards(&page, "todo"), ["BEL-3", "BEL-2"]);
    // So are the limits.
    let limited = [fields.as_slice(), &[("limit-todo", "1"), ("limit-in_progress", "1")]].concat();
    assert_eq!(browser.posts("/p/BEL/settings/statuses", &limited).status, 303);
    let page = browser.gets("/board?q=project:BEL");
    assert_eq!(texts(&page, ".col header .n")[..3], ["2 of 1, over the limit", "0", "1 of 1"]);
    assert_eq!(texts(&page, ".col header .over").len(), 1);
    assert_eq!(texts(&browser.gets("/board"), ".col header .over").len(), 0);
    let odd = [fields.as_slice(), &[("limit-todo", CANARY)]].concat();
    let odd = browser.posts("/p/BEL/settings/statuses", &odd);
    assert_eq!((odd.status, odd.text.contains("<img"), texts(&odd, "#e-todo").len()), (422, false, 1));
    world.advance(ASSIGN_DELAY);
}
