//! The digest: everything that is open for one person, in one mail, each interval.

use std::time::Duration;

use serde_json::json;

use crate::mail::{INSTANT, NONE, SECOND, rows};
use crate::world::{ASSIGN_DELAY, Wish, World};

const EVERY: Duration = Duration::from_secs(10);

/// A world with a digest every ten seconds, counted from now.
fn world() -> World {
    let world = World::with(Wish { digest_every: EVERY, ..Wish::default() });
    world.work();
    world
}

/// The digests that arrived since the last look, by whom they were for; other mail is left out.
fn digests(world: &World) -> Vec<String> {
    world.mails().into_iter().filter(|letter| letter.reason == "digest").map(|letter| letter.to).collect()
}

#[test]
fn each_interval_everything_open_is_in_one_mail() {
    let world = world();
    world.ada.opens(&world, "One", &world.ben);
    world.cleo.opens(&world, "Two", &world.ben);
    world.ada.opens(&world, "Of Dov", &world.dov);
    world.advance(EVERY - INSTANT);
    assert_eq!(world.arrived(), NONE);
    world.advance(INSTANT);
    let mut letters = world.mails();
    letters.sort_by(|a, b| a.to.cmp(&b.to));
    assert_eq!(
        letters.iter().map(|letter| letter.gist()).collect::<Vec<_>>(),
        ["ben@belfry.example digest", "dov@belfry.example digest"]
    );
    assert_eq!(letters[0].subject, "Your 2 open issues");
    assert!(letters[0].text.contains("One") && letters[0].text.contains("Two") && !letters[0].text.contains("Dov"));
    assert!(letters[0].text.contains("every 10 seconds"), "{}", letters[0].text);
    world.advance(3 * EVERY);
    assert_eq!(digests(&world).len(), 6);
}

#[test]
fn without_an_open_issue_there_is_no_mail_and_no_record_of_one() {
    let world = world();
    let issue = world.ada.opens(&world, "One", &world.ben);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    let deleted = world.ada.opens(&world, "Two", &world.ben);
    assert_eq!(world.ada.deletes(&world, &deleted).status, 200);
    world.advance(10 * EVERY);
    assert_eq!(world.arrived(), NONE);
    assert!(rows::all(&world).iter().all(|mail| mail.kind != outbox::Kind::Digest));
}

#[test]
fn it_shows_what_is_open_in_the_moment_it_leaves() {
    let world = world();
    let issue = world.ada.opens(&world, "One", &world.ben);
    world.ada.opens(&world, "Two", &world.ben);
    world.advance(EVERY - SECOND);
    world.ada.changes(&world, &issue, json!({ "title": "Uno" }));
    world.ada.opens(&world, "Three", &world.ben);
    world.advance(SECOND);
    let letters = world.mails();
    assert_eq!(letters[0].subject, "Your 3 open issues");
    assert!(letters[0].text.contains("Uno") && letters[0].text.contains("Three"), "{}", letters[0].text);
}

#[test]
fn closed_in_the_last_moment_the_digest_that_was_planned_has_nothing_to_say() {
    let world = world();
    let issue = world.ada.opens(&world, "One", &world.ben);
    world.advance(EVERY - SECOND);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    world.advance(10 * EVERY);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(world.outbox()[1..], ["ben digest cancelled nothing is open any more"]);
}

#[test]
fn given_to_another_in_the_last_moment_it_is_in_the_digest_of_the_other() {
    let world = world();
    let issue = world.ada.opens(&world, "One", &world.ben);
    world.advance(EVERY - SECOND);
    world.ada.changes(&world, &issue, json!({ "assigned_to": world.cleo.email }));
    world.advance(SECOND);
    assert_eq!(digests(&world), ["cleo@belfry.example"]);
}

#[test]
fn the_digest_goes_on_beside_other_mail() {
    let world = world();
    world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY);
    let letters = world.mails();
    assert_eq!(letters.iter().filter(|letter| letter.reason == "assigned").count(), 1);
    assert_eq!(letters.iter().filter(|letter| letter.reason == "digest").count(), 72);
}
