//! Whatever can be undone is, from the flash of the page that follows, with script and without.

use super::{Browser, attribute, texts, world};
use crate::answer::Answer;
use crate::world::{ASSIGN_DELAY, World};

fn story() -> World {
    let world = world();
    world.ada.opens(&world, "Mail goes out twice", &world.ben);
    world.ada.opens(&world, "Cut the release", &world.ben);
    world
}

/// Presses the button of the flash that this page shows.
#[track_caller]
fn undo(browser: &Browser<'_>, page: &Answer) -> Answer {
    let action = attribute(page, ".flash form", "action").unwrap_or_else(|| panic!("nothing undoes it: {page:?}"));
    let field = |index: usize, name: &str| attribute(page, &format!(".flash input:nth-of-type({index})"), name);
    let fields: Vec<(String, String)> =
        (1..9).map_while(|index| Some((field(index, "name")?, field(index, "value")?))).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let undone = browser.posts(&action, &fields);
    assert_eq!(undone.status, 303, "{undone:?}");
    undone
}

/// Sends a form, sees that it does something, and undoes it.
#[track_caller]
fn does_and_undoes(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)], selector: &str) {
    let before = texts(&browser.gets("/BEL-1"), selector);
    let done = browser.posts(path, fields);
    assert_eq!(done.status, 303, "{fields:?}: {done:?}");
    let page = browser.gets("/BEL-1");
    assert_ne!(texts(&page, selector), before, "{fields:?}");
    undo(browser, &page);
    assert_eq!(texts(&browser.gets("/BEL-1"), selector), before, "{fields:?}");
}

#[test]
fn what_was_done_to_an_issue_is_undone() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    assert_eq!(ada.posts("/p/BEL/settings/labels", &[("name", "bug"), ("hue", "1")]).status, 303);
    does_and_undoes(&ada, "/BEL-1", &[("labels", "1"), ("had", ""), ("label", "bug")], "#p-labels .label");
    does_and_undoes(&ada, "/BEL-1", &[("parent", "BEL-2")], ".issue-meta a[href='/BEL-2']");
    does_and_undoes(&ada, "/BEL-1/relations", &[("relation", "blocks"), ("other", "BEL-2")], ".rel .k");
    does_and_undoes(&ada, "/BEL-1", &[("watch", "0")], ".bar-acts button[name=watch]");
    does_and_undoes(&ada, "/BEL-1/bell/1", &[("do", "hold")], "#bell button");
    does_and_undoes(&ada, "/BEL-1/comments", &[("text", "Said."), ("also", "")], ".comment .prose");
    does_and_undoes(
        &ada,
        "/BEL-1/comments",
        &[("text", "Said."), ("also", "close")],
        "#p-status .val, .comment .prose",
    );
    let base = attribute(&ada.gets("/BEL-1/edit"), "input[name=base]", "value").unwrap();
    let text = [("title", "Mail goes out twice"), ("text", "Else."), ("base", base.as_str())];
    does_and_undoes(&ada, "/BEL-1", &text, "#text");
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_was_done_to_a_comment_is_undone() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    assert_eq!(ada.posts("/BEL-1/comments", &[("text", "First."), ("also", "")]).status, 303);
    does_and_undoes(&ada, "/BEL-1/comments/1", &[("text", "Better."), ("base", "1")], "#c1 .prose");
    does_and_undoes(&ada, "/BEL-1/comments/1/delete", &[], ".comment .prose");
    let lines = texts(&ada.gets("/BEL-1"), "#log .ev");
    assert!(lines.last().unwrap().starts_with("You brought a comment back"), "{lines:?}");
    world.advance(ASSIGN_DELAY);
}

#[test]
fn a_relation_that_was_taken_away_stands_again() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    let relation = [("relation", "blocks"), ("other", "BEL-2")];
    assert_eq!(ada.posts("/BEL-1/relations", &relation).status, 303);
    does_and_undoes(&ada, "/BEL-1/relations/delete", &relation, ".rel .k");
    world.advance(ASSIGN_DELAY);
}

#[test]
fn an_issue_that_was_just_opened_can_be_taken_away_and_brought_back() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    let opened = ada.posts("/issues", &[("project", "BEL"), ("title", "A slip"), ("text", "")]);
    assert_eq!(opened.header("location"), Some("/BEL-3"));
    undo(&ada, &ada.gets("/BEL-3"));
    let page = ada.gets("/p/BEL/issues");
    assert_eq!(ada.gets("/BEL-3").status, 404);
    undo(&ada, &page);
    assert_eq!(ada.gets("/BEL-3").status, 200);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn a_script_offers_to_undo_in_the_page_that_is_there() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    let swapped = ada.swaps("/BEL-1", &[("status", "done"), ("base", "1")]);
    assert_eq!(texts(&swapped, ".flash button"), ["Undo"]);
    let event = attribute(&swapped, ".flash input[name=event]", "value").unwrap();
    let undone = ada.swaps("/BEL-1/undo", &[("event", &event)]);
    assert_eq!((undone.status, texts(&undone, ".flash")), (200, vec!["Undone.".to_owned()]));
    assert_eq!(texts(&undone, "#p-status .val"), ["Change status: To do"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_was_changed_since_or_by_somebody_else_is_not_undone() {
    let world = story();
    let (ada, ben) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.ben));
    assert_eq!(ada.posts("/BEL-1", &[("status", "done")]).status, 303);
    let event = attribute(&ada.gets("/BEL-1"), ".flash input[name=event]", "value").unwrap();
    // It is Ada's to undo.
    assert_eq!(ben.posts("/BEL-1/undo", &[("event", &event)]).status, 303);
    let late = "BEL-1 was changed since, and stays as it is";
    let page = ben.gets("/BEL-1");
    assert_eq!(
        (texts(&page, ".flash"), texts(&page, "#p-status .val")),
        (vec![late.to_owned()], vec!["Change status: Done".to_owned()])
    );
    assert_eq!(ben.posts("/BEL-1", &[("status", "in_review")]).status, 303);
    assert_eq!(ada.posts("/BEL-1/undo", &[("event", &event)]).status, 303);
    let page = ada.gets("/BEL-1");
    assert_eq!(
        (texts(&page, ".flash"), texts(&page, "#p-status .val")),
        (vec![late.to_owned()], vec!["Change status: In review".to_owned()])
    );
    assert_eq!(ada.posts("/BEL-1/undo", &[("event", "x")]).status, 303);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_waits_to_be_said_is_said_on_a_page_and_not_to_the_script_that_looks() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    assert_eq!(ada.posts("/BEL-1", &[("status", "done")]).status, 303);
    for piece in [("belfry-since", "2026-03-02T09:00:00Z"), ("belfry-partial", "dialog"), ("hx-request", "true")] {
        let looked = ada.gets_with("/BEL-1", &[piece]);
        assert_eq!(texts(&looked, ".flash"), [""; 0], "{piece:?}");
    }
    undo(&ada, &ada.gets("/BEL-1"));
    assert_eq!(texts(&ada.gets("/BEL-2"), ".flash").len(), 1);
    assert_eq!(texts(&ada.gets("/BEL-2"), ".flash"), [""; 0], "it is said once");
}
