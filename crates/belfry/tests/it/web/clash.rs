//! Two at once: a form that was made of an older version than there is.

use super::{Browser, attribute, texts, world};
use crate::world::{ASSIGN_DELAY, World};

fn story() -> World {
    let world = world();
    world.ada.opens(&world, "Mail goes out twice", &world.ben);
    world.ada.opens(&world, "Cut the release", &world.ben);
    world
}

#[test]
fn a_change_that_was_not_seen_is_not_undone_unseen() {
    let world = story();
    let (ada, ben) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.ben));
    let base = attribute(&ada.gets("/BEL-1"), "#p-status input[name=base]", "value").unwrap();
    assert_eq!(base, "1");
    assert_eq!(ben.posts("/BEL-1", &[("status", "done")]).status, 303);
    let clash = ada.posts("/BEL-1", &[("status", "in_progress"), ("base", &base)]);
    assert_eq!((clash.status, texts(&clash, "h1")), (409, vec!["Ben changed BEL-1 while you were looking".to_owned()]));
    let told = texts(&clash, ".prose p").remove(0);
    assert!(told.starts_with("BEL-1 Ben set Status to Done. You want In progress."), "{told}");
    assert_eq!(texts(&clash, "button.primary"), ["Change it to In progress all the same"]);
    assert_eq!(super::page::faults(&clash), Vec::<String>::new());
    assert_eq!(texts(&ada.gets("/BEL-1"), "#p-status .val"), ["Change status: Done"]);
    // Something else goes through, from the same form.
    assert_eq!(ada.posts("/BEL-1", &[("priority", "high"), ("base", &base)]).status, 303);
    // And so does the same once it was seen.
    let base = attribute(&clash, "input[name=base]", "value").unwrap();
    assert_eq!(attribute(&clash, "input[name=status]", "value").as_deref(), Some("in_progress"));
    assert_eq!(ada.posts("/BEL-1", &[("status", "in_progress"), ("base", &base)]).status, 303);
    assert_eq!(texts(&ada.gets("/BEL-1"), "#p-status .val"), ["Change status: In progress"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn a_script_is_told_of_it_in_the_page_that_is_there() {
    let world = story();
    let (ada, ben) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.ben));
    assert_eq!(ben.posts("/BEL-1", &[("assignee", "cleo")]).status, 303);
    let clash = ada.swaps("/BEL-1", &[("assignee", ""), ("base", "1")]);
    assert!(clash.status == 200 && clash.text.contains("hx-target=\"#props\""), "{clash:?}");
    let said = texts(&clash, ".flash[role=alert]").remove(0);
    assert!(said.starts_with("Not changed. Ben set Assignee to Cleo. You want Nobody."), "{said}");
    assert_eq!(attribute(&clash, ".flash input[name=base]", "value").as_deref(), Some("2"));
    let done = ada.swaps("/BEL-1", &[("assignee", ""), ("base", "2")]);
    assert_eq!(texts(&done, ".flash[role=status] button"), ["Undo"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn labels_are_given_and_taken_one_by_one_whoever_else_does_so() {
    let world = story();
    let (ada, ben) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.ben));
    for name in ["bug", "delivery", "docs"] {
        let made = ada.posts("/p/BEL/settings/labels", &[("name", name), ("hue", "1")]);
        assert_eq!(made.status, 303, "{made:?}");
    }
    assert_eq!(ada.posts("/BEL-1", &[("labels", "1"), ("label", "bug")]).status, 303);
    // Ben sees bug, Ada adds docs meanwhile; he takes bug and gives delivery.
    assert_eq!(
        ada.posts("/BEL-1", &[("labels", "1"), ("had", "bug"), ("label", "bug"), ("label", "docs")]).status,
        303
    );
    let answer =
        ben.posts("/BEL-1", &[("labels", "1"), ("had", ""), ("had", "bug"), ("label", "delivery"), ("base", "2")]);
    assert_eq!(answer.status, 303, "{answer:?}");
    assert_eq!(texts(&ada.gets("/BEL-1"), "#p-labels .label"), ["delivery", "docs"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn many_are_not_changed_where_one_was_changed_unseen() {
    let world = story();
    let (ada, ben) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.ben));
    let list = ada.gets("/issues");
    let bases: Vec<String> = ["BEL-1", "BEL-2"]
        .iter()
        .map(|key| attribute(&list, &format!("#{key} input[name=base]"), "value").unwrap())
        .collect();
    assert_eq!(bases, ["BEL-1.1", "BEL-2.1"]);
    assert_eq!(ben.posts("/BEL-2", &[("priority", "urgent")]).status, 303);
    let both = [("key", "BEL-1"), ("key", "BEL-2"), ("base", "BEL-1.1"), ("base", "BEL-2.1"), ("back", "/issues")];
    let clash = ada.posts("/issues/bulk", &[&both[..], &[("priority", "low")]].concat());
    assert_eq!((clash.status, texts(&clash, ".prose p").len()), (409, 1));
    assert_eq!(texts(&ada.gets("/BEL-1"), "#p-priority .val"), ["Change priority: No priority"]);
    assert!(attribute(&clash, "input[name=base]", "value").is_none());
    // Another thing is no clash, and neither is what was decided.
    assert_eq!(ada.posts("/issues/bulk", &[&both[..], &[("status", "done")]].concat()).status, 303);
    let decided = [("key", "BEL-1"), ("key", "BEL-2"), ("back", "/issues"), ("priority", "low")];
    assert_eq!(ada.posts("/issues/bulk", &decided).status, 303);
    assert_eq!(texts(&ada.gets("/BEL-2"), "#p-priority .val"), ["Change priority: Low"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn a_card_that_somebody_moved_meanwhile_is_not_moved_back_unseen() {
    let world = story();
    let (ada, ben) = (Browser::of(&world, &world.ada), Browser::of(&world, &world.ben));
    let board = ada.gets("/board");
    let base = attribute(&board, "#card-BEL-1 input[name=base]", "value").unwrap();
    assert_eq!(base, "BEL-1.1");
    assert_eq!(ben.posts("/board/move", &[("key", "BEL-1"), ("to", "done")]).status, 303);
    let moving = [("key", "BEL-1"), ("to", "in_review"), ("back", "/board?q=mail")];
    let clash = ada.posts("/board/move", &[&moving[..], &[("base", &base)]].concat());
    assert_eq!((clash.status, texts(&clash, "h1")), (409, vec!["Ben changed BEL-1 while you were looking".to_owned()]));
    let told = texts(&clash, ".prose p").remove(0);
    assert!(told.starts_with("BEL-1 Ben set Status to Done. You want In review."), "{told}");
    assert_eq!(super::page::faults(&clash), Vec::<String>::new());
    assert_eq!(texts(&ada.gets("/BEL-1"), "#p-status .val"), ["Change status: Done"]);
    // What answers a form holds still.
    let still = [&board, &clash].map(|page| attribute(page, "html", "data-still"));
    assert_eq!(still, [None, Some(String::new())]);
    // It is offered to move it all the same.
    assert_eq!(attribute(&clash, "form.issue-main", "action").as_deref(), Some("/board/move"));
    assert_eq!(attribute(&clash, "input[name=to]", "value").as_deref(), Some("in_review"));
    assert_eq!(attribute(&clash, "input[name=base]", "value"), None);
    let decided = ada.posts("/board/move", &moving);
    assert_eq!((decided.status, decided.header("location")), (303, Some("/board?q=mail")));
    // Another thing that changed is no clash.
    assert_eq!(ben.posts("/BEL-2", &[("priority", "urgent")]).status, 303);
    assert_eq!(ada.posts("/board/move", &[("key", "BEL-2"), ("to", "done"), ("base", "BEL-2.1")]).status, 303);
    world.advance(ASSIGN_DELAY);
}
