//! The one click that stops mail (RFC 8058): taken from a letter as it was received.

use serde_json::json;

use crate::answer::Answer;
use crate::mail::{NONE, SECOND, in_data, rows};
use crate::world::{ASSIGN_DELAY, BASE_URL, DIGEST_EVERY, UPDATE_DELAY, World};

fn path(stop: &str) -> String {
    stop.strip_prefix(BASE_URL).unwrap().to_owned()
}

/// What a mail client sends.
fn one_click(world: &World, path: &str) -> Answer {
    let kind = [("content-type", "application/x-www-form-urlencoded")];
    world.send("POST", path, &kind, b"List-Unsubscribe=One-Click")
}

/// Ada's issue, of which Ben was told; and the link in that letter.
fn told() -> (World, String, String) {
    let world = World::new();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    let letters = world.mails();
    assert_eq!(letters.len(), 1);
    let link = path(&letters[0].stop);
    (world, issue, link)
}

#[test]
fn what_waits_is_taken_back_and_what_comes_is_recorded_and_not_sent() {
    let (world, issue, link) = told();
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    // The letter is written already.
    world.advance(UPDATE_DELAY - SECOND);
    for _ in 0..2 {
        assert_eq!(one_click(&world, &link).status, 200);
    }
    world.ada.changes(&world, &issue, json!({ "title": "The bell is right" }));
    world.advance(10 * UPDATE_DELAY);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(
        world.outbox()[1..],
        [
            "ben updated cancelled its recipient stopped such mail",
            "ben updated suppressed its recipient stopped mail about this issue",
        ]
    );
}

#[test]
fn given_the_issue_again_they_are_not_told() {
    let (world, issue, link) = told();
    assert_eq!(one_click(&world, &link).status, 200);
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.cleo.email }));
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"], "it is Ben's wish alone");
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.ben.email }));
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(world.outbox()[2], "ben assigned suppressed its recipient stopped mail about this issue");
}

#[test]
fn other_issues_and_the_digest_go_on() {
    let (world, _, link) = told();
    assert_eq!(one_click(&world, &link).status, 200);
    world.ada.opens(&world, "The rope is short", &world.ben);
    world.advance(DIGEST_EVERY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned", "ben@belfry.example digest"]);
}

#[test]
fn looking_at_the_link_stops_nothing() {
    let (world, issue, link) = told();
    let before = world.dump();
    assert_eq!(world.get(&link).status, 200);
    assert_eq!(world.send("HEAD", &link, &[], b"").status, 200);
    assert_eq!(world.dump(), before);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(UPDATE_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example updated"]);
}

#[test]
fn a_link_that_is_not_ours_is_not_found_and_stops_nothing() {
    let (world, _, link) = told();
    let before = world.dump();
    let last = if link.ends_with('A') { "B" } else { "A" };
    let forged = format!("{}{last}", &link[..link.len() - 1]);
    let middle = link.len() - 20;
    let shifted = format!("{}{}", &link[..middle], &link[middle + 1..]);
    for wrong in [forged, shifted, "/stop/x".to_owned(), format!("{link}A")] {
        assert_eq!(one_click(&world, &wrong).status, 404, "{wrong}");
    }
    assert_eq!(world.dump(), before);
}

#[test]
fn the_click_that_comes_while_the_mail_is_sent_stops_its_repeats() {
    let (world, issue, link) = told();
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.sleeps(UPDATE_DELAY);
    world.memory.fail_next(outbox::transport::Mishap::Lost(outbox::transport::Phase::FinalDot));
    in_data::meanwhile(&world, || assert_eq!(one_click(&world, &link).status, 200));
    world.advance(10 * UPDATE_DELAY);
    assert_eq!(world.arrived(), NONE);
    let mail = rows::last(&world);
    assert_eq!((mail.state, mail.unknowns), (outbox::State::Unknown, 1));
}

#[test]
fn a_click_in_a_digest_stops_the_digests_alone() {
    let (world, issue, _) = told();
    world.advance(DIGEST_EVERY);
    let link = path(&world.mails()[0].stop);
    assert_eq!(one_click(&world, &link).status, 200);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(3 * DIGEST_EVERY);
    assert_eq!(world.arrived(), ["ben@belfry.example updated"]);
}
