//! b. No `DATA` is given before a mail is due. f. Lateness is measured, and never negative.

use std::time::Duration;

use outbox::claim::claim;
use outbox::ring::{Rung, Written, ring};
use outbox::{BootId, Letters, MailId, State};
use serde_json::json;

use super::{busy, count, listen, post};
use crate::mail::{HOUR, INSTANT, NONE, SECOND, rows};
use crate::world::{ASSIGN_DELAY, MINUTE, World};

#[test]
fn however_the_clock_is_stepped_nothing_leaves_before_it_is_due_and_everything_leaves() {
    let world = World::new();
    // Nobody goes back to before they had registered.
    world.advance(48 * HOUR);
    let given = listen(&world);
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    // Back and forth by up to half an hour, always the same way: a small generator of numbers (Knuth's).
    let mut number = 1u64;
    for step in 0..300 {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let by = Duration::from_millis((number >> 33) % 1_800_000);
        if (number >> 20) & 1 == 0 {
            world.set_back(by)
        } else {
            world.sleeps(by)
        }
        match step % 10 {
            0 => drop(world.cleo.opens(&world, "The rope is short", &world.dov)),
            3 => world.ada.changes(&world, &issue, json!({ "title": format!("Title {step}") })),
            6 => {
                let to = if step % 20 == 6 { &world.cleo } else { &world.ben };
                world.ada.changes(&world, &issue, json!({ "assigned_to": to.email }));
            }
            _ => {}
        }
        world.work();
    }
    world.advance(48 * HOUR);
    let mails = rows::all(&world);
    for (at, parcel) in given.lock().unwrap().iter() {
        let mail = mails
            .iter()
            .find(|mail| mail.rung_at.is_some() && rows::letter(&world, mail.id).message_id == parcel.message_id);
        assert!(mail.is_some_and(|mail| *at >= mail.due_at), "DATA at {at} of {mail:?}");
    }
    assert!(count(&given) > 30, "it was put to the test: {}", count(&given));
    for mail in &mails {
        let is_planned = mail.kind == outbox::Kind::Digest
            && mail.due_at > world.now()
            && mail.due_at <= world.now() + world.wish.digest_every + DIGEST_AHEAD;
        assert!(mail.state.is_end() || is_planned, "{mail:?}");
        assert!(mail.rung_at.is_none_or(|rung_at| rung_at >= mail.due_at), "{mail:?}");
    }
    let sent = mails.iter().filter(|mail| mail.state == State::Sent).count();
    assert_eq!(sent, count(&given), "each once");
    assert_digests_go_on(&world);
}

/// How far ahead a digest is planned.
const DIGEST_AHEAD: Duration = Duration::from_secs(10);

/// Within one interval everybody who has something open gets one digest.
#[track_caller]
fn assert_digests_go_on(world: &World) {
    world.mails();
    world.advance(world.wish.digest_every);
    let mut told: Vec<_> = world.arrived().into_iter().filter(|mail| mail.ends_with(" digest")).collect();
    told.sort_unstable();
    let has_open = world.read(|db| {
        let sql = "SELECT DISTINCT u.email FROM users u JOIN issues i ON i.assignee_id = u.id
                    WHERE i.is_open = 1 AND i.deleted_at IS NULL ORDER BY u.email";
        db.all(sql, &[], |row| Ok(format!("{} digest", row.get::<String>("email")?)))
    });
    assert_eq!(told, has_open);
}

#[test]
fn a_clock_that_was_ahead_for_a_moment_keeps_no_digest_from_anybody() {
    let every = World::new().wish.digest_every;
    for ahead in [every / 3, every, 30 * every + every / 2, 1_000 * every] {
        for is_planned_only in [false, true] {
            let world = World::new();
            world.ada.opens(&world, "The bell is late", &world.ben);
            world.ada.opens(&world, "The rope is short", &world.cleo);
            world.advance(every / 2);
            // Up to the moment of a slot, or to just before it, where the digest is leased and written.
            world.sleeps(ahead);
            world.advance(if is_planned_only { every / 2 - SECOND } else { every / 2 });
            world.set_back(ahead + every / 2);
            world.work();
            assert_digests_go_on(&world);
            assert_digests_go_on(&world);
        }
    }
}

#[test]
fn one_that_was_leased_and_written_before_the_clock_was_set_back_is_early() {
    let world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY - SECOND);
    let mail = rows::only(&world);
    assert_eq!(mail.state, State::Leased);
    world.set_back(HOUR);
    let boot = BootId::new("boot 1");
    let early = world.change(move |tx| Ok(ring(tx, &boot, mail.id, None, &post())?));
    assert!(matches!(early, Rung::Early(by) if by == HOUR + SECOND), "{early:?}");
    world.advance(HOUR + SECOND - INSTANT);
    assert_eq!(world.arrived(), NONE);
    assert_eq!(rows::only(&world).rung_at, None);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    assert_eq!(rows::only(&world).rung_at, Some(mail.due_at));
}

#[test]
fn a_clock_that_jumps_ahead_makes_what_it_jumped_over_due_and_nothing_else() {
    let world = World::new();
    // Nobody goes back to before they had registered.
    world.advance(2 * HOUR);
    world.ada.opens(&world, "One", &world.ben);
    world.advance(MINUTE);
    world.ada.opens(&world, "Two", &world.cleo);
    world.sleeps(ASSIGN_DELAY - INSTANT);
    world.work();
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.set_back(HOUR);
    world.work();
    assert_eq!(world.arrived(), NONE);
    world.advance(HOUR + INSTANT);
    assert_eq!(world.arrived(), ["cleo@belfry.example assigned"]);
}

/// Leases a mail and rings it, as the dispatcher does; answers with how late it was.
fn lateness(world: &World, id: MailId) -> Option<Duration> {
    let boot = BootId::new("by hand");
    let rung = world.change(move |tx| {
        claim(tx, &boot, 10)?;
        let mail = outbox::admin::find(tx, id)?.unwrap();
        let draft = post().write(tx, &mail, tx.now()).unwrap();
        let written = Written { revision: mail.revision, draft };
        Ok(ring(tx, &boot, id, Some(&written), &post())?)
    });
    match rung {
        Rung::Sending { lateness, .. } => lateness,
        other => panic!("it did not ring: {other:?}"),
    }
}

#[test]
fn lateness_is_the_time_from_due_to_the_point_of_no_return() {
    for late in [Duration::ZERO, INSTANT, 3 * SECOND, 5 * HOUR] {
        let mut world = World::new();
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.sleeps(ASSIGN_DELAY + late);
        let id = rows::only(&world).id;
        assert_eq!(lateness(&world, id), Some(late));
        let mail = rows::only(&world);
        assert_eq!(mail.rung_at.map(|rung_at| rung_at.since(mail.due_at)), Some(late));
        // An attempt after the first has no lateness of its own.
        world.dies();
        world.sleeps(SECOND);
        assert_eq!(lateness(&world, id), None);
        world.dies();
        world.advance(SECOND);
    }
}

#[test]
fn mail_that_an_admin_held_is_late_by_what_it_waited_after_it_was_let_go() {
    let world = World::new();
    world.ada.opens(&world, "The bell is late", &world.ben);
    let id = rows::only(&world).id;
    world.change(move |tx| Ok(outbox::admin::hold(tx, id, "not yet")?));
    world.sleeps(ASSIGN_DELAY + HOUR);
    world.change(move |tx| Ok(outbox::admin::release(tx, id)?));
    world.sleeps(2 * SECOND);
    assert_eq!(lateness(&world, id), Some(2 * SECOND));
    world.change(|tx| Ok(outbox::rescue::rescue(tx, &BootId::new("boot 1"), outbox::rescue::Whose::AllOthers)?));
    world.advance(MINUTE);
}

#[test]
fn a_wait_after_a_refusal_is_kept_to_as_well() {
    let world = World::new();
    let given = listen(&world);
    world.memory.fail_next(busy());
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    let next_at = rows::only(&world).next_at;
    world.set_back(HOUR);
    world.advance(next_at.since(world.now()) - INSTANT);
    assert_eq!(count(&given), 1);
    world.advance(INSTANT);
    assert_eq!(count(&given), 2);
}
