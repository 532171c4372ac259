//! e. Every mail reaches exactly one recorded end, and nothing is ever dropped.

use std::time::Duration;

use outbox::transport::{Mishap, Phase};
use outbox::{Kind, State, admin};
use serde_json::json;

use super::unwanted;
use crate::mail::{HOUR, SECOND, rows};
use crate::world::{ASSIGN_DELAY, BASE_URL, DIGEST_EVERY, World};

/// Ada gives Ben an issue, and its mail comes to this end.
fn assigned(world: &World, title: &str, mishaps: &[Mishap]) -> String {
    let issue = world.ada.opens(world, title, &world.ben);
    for mishap in mishaps {
        world.memory.fail_next(mishap.clone());
    }
    world.advance(ASSIGN_DELAY + 2 * SECOND);
    issue
}

#[test]
fn there_are_six_ends_and_every_mail_comes_to_one_of_them() {
    let world = World::new();
    world.work();
    let began = world.now();
    assigned(&world, "Sent", &[]);
    let stop = world.mails().pop().unwrap().stop;
    assigned(&world, "Failed", &[unwanted()]);
    assigned(&world, "Unknown", &[Mishap::Lost(Phase::FinalDot), Mishap::LostAfterTaking]);
    let cancelled = world.ada.opens(&world, "Cancelled", &world.ben);
    assert_eq!(world.ada.deletes(&world, &cancelled).status, 200);
    let stopped = world.post(stop.strip_prefix(BASE_URL).unwrap(), &json!({}));
    assert_eq!(stopped.status, 200);
    world.ada.changes(&world, "/issue/1", json!({ "title": "Suppressed" }));
    world.advance((began + DIGEST_EVERY).since(world.now()) - SECOND);
    let digest = rows::last(&world).id;
    world.change(move |tx| Ok(admin::hold(tx, digest, "not yet")?));
    world.advance(DIGEST_EVERY);
    let ends: Vec<State> = rows::all(&world).iter().map(|mail| mail.state).collect();
    let all = [State::Sent, State::Failed, State::Unknown, State::Cancelled, State::Suppressed, State::Merged];
    assert_eq!(ends[..6], all);
    // Each with its time and its reason; and nothing moves any more.
    let mails = rows::all(&world);
    for mail in &mails[..6] {
        assert!(mail.ended_at.is_some() && mail.reason.as_ref().is_some_and(|reason| !reason.is_empty()), "{mail:?}");
    }
    world.advance(3 * DIGEST_EVERY + HOUR);
    let later = rows::all(&world);
    for (mail, later) in mails[..6].iter().zip(&later) {
        assert_eq!(format!("{mail:?}"), format!("{later:?}"));
    }
}

#[test]
fn with_the_relay_up_nothing_stays_overdue_and_nothing_stays_leased_or_sending() {
    let mut world = World::new();
    world.memory.refuse_connections(true);
    for title in ["One", "Two", "Three"] {
        for to in [&world.ben, &world.cleo, &world.dov] {
            world.ada.opens(&world, title, to);
        }
        world.advance(ASSIGN_DELAY);
    }
    let overdue = world.read(outbox::gauges).oldest_overdue;
    assert_eq!(overdue, 2 * ASSIGN_DELAY);
    world.dies();
    world.memory.refuse_connections(false);
    world.work();
    assert_eq!(world.read(outbox::gauges).oldest_overdue, Duration::ZERO);
    assert_eq!(world.arrived().len(), 9);
    assert!(rows::all(&world).iter().all(|mail| mail.state == State::Sent || mail.kind == Kind::Digest));
}
