//! The bell of an issue, beyond what waits: what failed, what somebody took themselves, and what was read.

use super::{Browser, attribute, texts, world};
use crate::world::{ASSIGN_DELAY, World};

fn story() -> World {
    let world = world();
    world.ada.opens(&world, "Mail goes out twice", &world.ben);
    world
}

#[test]
fn a_mail_that_failed_is_tried_again_by_an_admin_and_found_in_the_outbox() {
    let world = story();
    world.change(|tx| {
        let sql = "UPDATE mails SET state = 'failed', ended_at = due_at, attempts = 5, reason = '550 5.1.1 no'";
        Ok(tx.run(sql, &[])?)
    });
    let ada = Browser::of(&world, &world.ada);
    let page = ada.gets("/BEL-1");
    assert_eq!(texts(&page, "#bell .acts > *"), ["Try again", "Open in outbox"]);
    assert_eq!(attribute(&page, "#bell a", "href").as_deref(), Some("/outbox?state=failed#mail-1"));
    assert_eq!(attribute(&ada.gets("/outbox?state=failed"), "tr[data-live]", "id").as_deref(), Some("mail-1"));
    // Its recipient finds it; to try it again is not for them.
    let ben = Browser::of(&world, &world.ben);
    assert_eq!(texts(&ben.gets("/BEL-1"), "#bell .acts > *"), ["Open in outbox"]);
    assert_eq!(ben.posts("/BEL-1/bell/1", &[("do", "retry")]).status, 403);
    assert_eq!(Browser::of(&world, &world.eve).posts("/BEL-1/bell/1", &[("do", "retry")]).status, 404);
    let tried = ada.posts("/BEL-1/bell/1", &[("do", "retry")]);
    assert_eq!((tried.status, tried.header("location")), (303, Some("/BEL-1")));
    assert_eq!(texts(&ada.gets("/BEL-1"), ".flash"), ["The mail about BEL-1 is tried again"]);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn who_takes_an_issue_is_told_so_in_words_that_fit() {
    let world = world();
    world.ada.opens(&world, "Mine", &world.ada);
    let ada = Browser::of(&world, &world.ada);
    let page = ada.gets("/BEL-1");
    assert!(texts(&page, "#log .ev")[0].starts_with("You opened this and took it"), "{page:?}");
    let said = texts(&page, "#bell .sub").remove(0);
    assert_eq!(said, "You took this at 16:00. Until 16:12 you can still change your mind.");
    let ben = Browser::of(&world, &world.ben);
    assert!(texts(&ben.gets("/BEL-1"), "#log .ev")[0].starts_with("Ada opened this and took it"));
    assert_eq!(ada.posts("/BEL-1", &[("assignee", "")]).status, 303);
    assert_eq!(ada.posts("/BEL-1", &[("assignee", "ben")]).status, 303);
    let lines = texts(&ben.gets("/BEL-1"), "#log .ev");
    assert!(lines[1].starts_with("Ada put it down") && lines[2].contains("Ada assigned you"), "{lines:?}");
    ada.has_cookie("language", "de");
    let lines = texts(&ada.gets("/BEL-1"), "#log .ev");
    assert!(lines[0].starts_with("Du: eröffnet und übernommen"), "{lines:?}");
    ben.has_cookie("language", "de");
    let lines = texts(&ben.gets("/BEL-1"), "#log .ev");
    assert!(lines[2].contains("Ada: dir zugewiesen"), "{lines:?}");
    world.advance(ASSIGN_DELAY);
}

#[test]
fn what_became_of_a_mail_is_shown_where_the_page_was_open_and_not_where_it_is_opened() {
    let world = story();
    let ada = Browser::of(&world, &world.ada);
    let since = attribute(&ada.gets("/BEL-1"), "html", "data-now").unwrap();
    world.advance(ASSIGN_DELAY);
    let page = ada.gets_with("/BEL-1", &[("belfry-since", &since)]);
    assert_eq!(attribute(&page, "#bell", "data-state").as_deref(), Some("mailed"));
    assert_eq!(texts(&page, "#bell .sub").len(), 1);
    assert_eq!(texts(&page, "#rung[role=status]"), [""]);
    assert!(texts(&ada.gets("/BEL-1"), "#bell").is_empty());
}

#[test]
fn opening_an_issue_reads_its_row_of_the_inbox() {
    let world = story();
    world.ada.opens(&world, "Cut the release", &world.ben);
    let ben = Browser::of(&world, &world.ben);
    let unread = |path: &str| texts(&ben.gets(path), "[data-live='me.unread']").remove(0);
    assert_eq!(unread("/inbox"), ", unread: 2");
    // What a browser fetches in advance, nobody has read.
    assert_eq!(ben.gets_with("/BEL-1", &[("sec-purpose", "prefetch;prerender")]).status, 200);
    assert_eq!(unread("/inbox"), ", unread: 2");
    assert_eq!(unread("/BEL-1"), ", unread: 1");
    assert_eq!(unread("/inbox"), ", unread: 1");
    assert_eq!(texts(&ben.gets("/inbox"), ".row.unread .row-key"), ["BEL-2"]);
    world.advance(ASSIGN_DELAY);
}
