//! `/inbox`.

use std::time::Duration;

use super::{Browser, CANARY, attribute, texts, world};
use crate::world::{MINUTE, World};

const COMMENTS: &str = "/api/v1/issues/BEL-2/comments";
const HOUR: Duration = Duration::from_secs(3600);

/// Ben was given one issue, and somebody spoke to him about another that he opened.
fn told() -> World {
    let world = world();
    world.ada.opens(&world, "Cancel the pending mail", &world.ben);
    world.ben.opens(&world, CANARY, &world.cleo);
    world.advance(26 * HOUR);
    let (cleo, json) = (format!("JWT {}", world.cleo.token(&world)), ("content-type", "application/json"));
    let said = world.send("POST", COMMENTS, &[("authorization", &cleo), json], br#"{"text":"Look here."}"#);
    assert_eq!(said.status, 201, "{said:?}");
    world.advance(MINUTE);
    world
}

#[test]
fn the_inbox_tells_by_day_who_did_what() {
    let world = told();
    let page = Browser::of(&world, &world.ben).gets("/inbox");
    assert_eq!((page.status, texts(&page, ".bar .quiet")), (200, vec!["2 unread".to_owned()]));
    assert_eq!(texts(&page, ".group-head h2"), ["Today 1", "Yesterday 1"]);
    assert_eq!(texts(&page, ".row-key"), ["BEL-2", "BEL-1"]);
    assert_eq!(texts(&page, ".row-side"), ["commented", "assigned you"]);
    assert_eq!(texts(&page, ".row.unread .row-title")[0], format!("{CANARY} (unread)"));
    assert!(!page.text.contains("<img"));
    assert_eq!(attribute(&page, ".row .avatar", "aria-label").as_deref(), Some("Cleo"));
    assert_eq!(texts(&page, ".tabs a"), ["All 2", "Assigned 1", "Mentions", "Watching 1", "Snoozed", "Done"]);
    let assigned = Browser::of(&world, &world.ben).gets("/inbox?show=assigned");
    assert_eq!(texts(&assigned, ".row-key"), ["BEL-1"]);
}

#[test]
fn what_becomes_of_a_row_is_said_and_can_be_undone() {
    let world = told();
    let browser = Browser::of(&world, &world.ben);
    let rows = |show: &str| texts(&browser.gets(&format!("/inbox?show={show}")), ".row-key");
    let unread = || texts(&browser.gets("/inbox"), ".row.unread .row-key");
    let marks = |word: &str| {
        let answer = browser.posts("/inbox/mark", &[("key", "BEL-1"), ("do", word), ("next", "/inbox?show=open")]);
        assert_eq!((answer.status, answer.header("location")), (303, Some("/inbox?show=open")), "{answer:?}");
        let page = browser.gets("/inbox");
        (texts(&page, ".flash").remove(0), page)
    };
    for (word, said, place) in [
        ("read", "BEL-1 is read Undo", "open"),
        ("done", "Done with BEL-1 Undo", "done"),
        ("tomorrow", "BEL-1 is snoozed Undo", "snoozed"),
    ] {
        let (flash, page) = marks(word);
        assert_eq!(flash, said);
        assert!(rows(place).contains(&"BEL-1".to_owned()), "{word}");
        assert_eq!(unread(), ["BEL-2"]);
        let value = |name: &str| attribute(&page, &format!(".flash input[name={name}]"), "value").unwrap();
        let (action, undo) = (attribute(&page, ".flash form", "action").unwrap(), value("do"));
        let answer = browser.posts(&action, &[("key", &value("key")), ("do", &undo), ("undo", "1")]);
        assert_eq!(answer.status, 303);
        assert_eq!(
            (rows("open"), unread()),
            (vec!["BEL-2".into(), "BEL-1".into()], vec!["BEL-2".into(), "BEL-1".into()])
        );
    }
}

#[test]
fn what_is_put_off_until_tomorrow_is_back_in_the_morning_of_whoever_reads() {
    let world = told();
    let browser = Browser::of(&world, &world.ben);
    browser.posts("/settings/notifications", &[("digest", "off"), ("tz", "Europe/Madrid")]);
    browser.posts("/inbox/mark", &[("key", "BEL-1"), ("do", "tomorrow")]);
    let page = browser.gets("/inbox?show=snoozed");
    assert_eq!(texts(&page, ".row-side"), ["back tomorrow 09:00"]);
    world.advance(24 * HOUR);
    assert_eq!(texts(&browser.gets("/inbox?show=open"), ".row-key"), ["BEL-2", "BEL-1"]);
}

#[test]
fn all_is_read_at_once_but_for_what_came_after_the_page() {
    let world = told();
    let browser = Browser::of(&world, &world.ben);
    let until = attribute(&browser.gets("/inbox"), ".bar input[name=until]", "value").unwrap();
    world.advance(MINUTE);
    world.ada.opens(&world, "Third", &world.ben);
    let answer = browser.posts("/inbox/read", &[("until", &until)]);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/inbox")));
    let page = browser.gets("/inbox");
    assert_eq!(
        (texts(&page, ".row.unread .row-key"), texts(&page, ".flash").remove(0)),
        (vec!["BEL-3".into()], "All 2 are read Undo".into())
    );
    browser.posts("/inbox/mark", &[("key", "BEL-1"), ("key", "BEL-2"), ("do", "open-unread"), ("undo", "1")]);
    assert_eq!(texts(&browser.gets("/inbox"), ".row.unread").len(), 3);
    world.advance(12 * MINUTE);
}

#[test]
fn what_is_no_row_of_ones_own_is_refused() {
    let world = told();
    let browser = Browser::of(&world, &world.eve);
    let empty = browser.gets("/inbox");
    assert_eq!((texts(&empty, ".empty h2"), texts(&empty, ".bar button").len()), (vec!["Nothing rang".into()], 0));
    assert_eq!(browser.posts("/inbox/mark", &[("key", "BEL-1"), ("do", "done")]).status, 404);
    assert_eq!(browser.posts("/inbox/mark", &[("key", CANARY), ("do", "done")]).status, 422);
    assert_eq!(browser.posts("/inbox/mark", &[("key", "BEL-1"), ("do", CANARY)]).status, 422);
    let elsewhere = browser.posts("/inbox/read", &[("next", "//evil.example")]);
    assert_eq!(elsewhere.header("location"), Some("/inbox"));
}

#[test]
fn a_long_inbox_is_shown_piece_by_piece() {
    let world = world();
    for number in 0..53 {
        world.ada.opens(&world, &format!("Issue {number}"), &world.ben);
    }
    let browser = Browser::of(&world, &world.ben);
    let first = browser.gets("/inbox");
    let next = attribute(&first, ".more a", "href").unwrap();
    let second = browser.gets(&next);
    assert_eq!((texts(&first, ".row").len(), texts(&second, ".row").len()), (50, 3));
    assert!(texts(&second, ".more").is_empty());
    world.advance(12 * MINUTE);
}
