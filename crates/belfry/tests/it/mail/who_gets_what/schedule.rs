//! When digests come: by whole intervals, whatever happens in between.

use std::time::Duration;

use outbox::{Kind, Mail, State};
use store::Timestamp;

use crate::mail::{HOUR, INSTANT, NONE, SECOND, rows};
use crate::person::Person;
use crate::world::{Wish, World};

const EVERY: Duration = Duration::from_secs(10);

/// A world with a digest every ten seconds, counted from now; Ben has an issue.
fn world() -> (World, Timestamp) {
    let world = World::with(Wish { digest_every: EVERY, ..Wish::default() });
    world.work();
    world.ada.opens(&world, "One", &world.ben);
    let began = world.now();
    (world, began)
}

/// The digests that were sent.
fn sent(world: &World) -> Vec<Mail> {
    let mut mails = rows::all(world);
    mails.retain(|mail| mail.kind == Kind::Digest && mail.state == State::Sent);
    mails
}

#[test]
fn slots_that_were_missed_collapse_into_one() {
    let (world, began) = world();
    world.sleeps(HOUR + 3 * SECOND);
    world.work();
    let mails = sent(&world);
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].due_at, mails[0].rung_at), (began + HOUR, Some(world.now())));
    world.advance(7 * SECOND - INSTANT);
    assert_eq!(sent(&world).len(), 1);
    world.advance(INSTANT);
    assert_eq!(sent(&world).len(), 2);
    assert_eq!(sent(&world)[1].due_at, began + HOUR + EVERY);
}

#[test]
fn however_late_the_work_is_done_the_times_do_not_drift() {
    let (world, began) = world();
    // Never on the second, never twice as late.
    for step in 1..=400u64 {
        world.sleeps(Duration::from_micros(3_700_000 + 7_919 * (step % 13)));
        world.work();
    }
    let mails = sent(&world);
    let passed = world.now().since(began).as_secs() / EVERY.as_secs();
    assert_eq!(u64::try_from(mails.len()).unwrap(), passed);
    for (number, mail) in (1u32..).zip(&mails) {
        assert_eq!(mail.due_at, began + number * EVERY, "{mail:?}");
        assert_eq!(mail.slot, Some(mail.due_at.as_micros()));
        assert!(mail.rung_at >= Some(mail.due_at));
    }
}

#[test]
fn a_restart_in_between_moves_nothing() {
    let (mut world, began) = world();
    world.advance(15 * SECOND);
    world.restarts();
    world.advance(8 * SECOND);
    world.dies();
    world.advance(17 * SECOND);
    let due: Vec<Timestamp> = sent(&world).iter().map(|mail| mail.due_at).collect();
    assert_eq!(due, (1..=4).map(|number| began + number * EVERY).collect::<Vec<_>>());
    assert!(sent(&world).iter().all(|mail| mail.rung_at == Some(mail.due_at)), "and nothing late");
}

#[test]
fn one_that_was_planned_before_the_process_was_down_is_not_followed_by_those_that_were_missed() {
    let (mut world, began) = world();
    world.advance(25 * SECOND);
    assert_eq!(rows::last(&world).due_at, began + 3 * EVERY, "planned");
    world.dies();
    world.sleeps(HOUR);
    for _ in 0..3 {
        world.work();
    }
    assert_eq!(world.mails().len(), 4, "the assignment, two in time, and one late");
    world.advance(5 * SECOND);
    assert_eq!(world.arrived(), ["ben@belfry.example digest"]);
    assert_eq!(sent(&world).last().unwrap().due_at, began + HOUR + 3 * EVERY);
}

#[test]
fn who_registers_later_is_counted_from_then() {
    let (world, _) = world();
    world.advance(Duration::from_millis(13_333));
    world.mails();
    let frank = Person::new("frank");
    frank.registers(&world);
    let registered_at = world.now();
    world.ada.opens(&world, "Two", &frank);
    world.advance(EVERY - INSTANT);
    assert!(world.arrived().iter().all(|mail| mail.starts_with("ben@")));
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["frank@belfry.example digest"]);
    assert_eq!(sent(&world).last().unwrap().due_at, registered_at + EVERY);
}

#[test]
fn another_interval_is_counted_from_when_it_was_set() {
    let (mut world, _) = world();
    world.advance(15 * SECOND);
    world.mails();
    world.wish.digest_every = HOUR;
    world.restarts();
    let set_at = world.now();
    world.advance(HOUR - INSTANT);
    assert_eq!(world.arrived().iter().filter(|mail| mail.ends_with("digest")).count(), 1, "the one that was planned");
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example digest"]);
    assert_eq!(sent(&world).last().unwrap().due_at, set_at + HOUR);
}

#[test]
fn weeks_are_as_good_as_seconds() {
    let weeks = 3 * 7 * 24 * HOUR;
    let world = World::with(Wish { digest_every: weeks, ..Wish::default() });
    world.work();
    world.ada.opens(&world, "One", &world.ben);
    world.advance(weeks - INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example digest"]);
    world.advance(weeks - INSTANT);
    assert_eq!(world.arrived(), NONE);
}

#[test]
fn a_clock_that_is_set_back_sends_no_slot_twice() {
    let (world, began) = world();
    world.advance(25 * SECOND);
    assert_eq!(sent(&world).len(), 2);
    world.set_back(15 * SECOND);
    world.advance(45 * SECOND);
    let due: Vec<Timestamp> = sent(&world).iter().map(|mail| mail.due_at).collect();
    assert_eq!(due, (1..=5).map(|number| began + number * EVERY).collect::<Vec<_>>());
}
