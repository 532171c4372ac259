//! Digests as somebody wants them: never, every so often, or by the calendar.

use std::time::Duration;

use outbox::{Kind, State};
use serde_json::json;
use store::Timestamp;

use crate::mail::{HOUR, rows};
use crate::person::Person;
use crate::world::{DIGEST_EVERY, MINUTE, World};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn at(moment: &str) -> Timestamp {
    let moment: jiff::Timestamp = moment.parse().unwrap();
    Timestamp(moment.as_microsecond())
}

/// Ben and Dov have an issue each, about which all mail is sent; it is noon of that day.
fn world(day: &str) -> World {
    let world = World::new();
    world.work();
    world.ada.opens(&world, "One", &world.ben);
    world.ada.opens(&world, "Two", &world.dov);
    world.advance(HOUR);
    world.wish.clock.set(at(&format!("{day}T12:00:00Z")));
    world.work();
    world.mails();
    world
}

/// When digests of this person were due that were sent, since this moment.
fn digests(world: &World, of: &Person, since: Timestamp) -> Vec<String> {
    let id = rows::id_of(world, of).raw();
    let mut mails = rows::all(world);
    mails.retain(|mail| {
        mail.kind == Kind::Digest && mail.state == State::Sent && mail.recipient_id == id && mail.due_at > since
    });
    assert!(mails.iter().all(|mail| mail.rung_at == Some(mail.due_at)), "{mails:?}");
    mails.iter().map(|mail| mail.due_at.to_string()).collect()
}

#[test]
fn one_by_the_calendar_comes_once_a_local_day_through_both_changes_of_the_clock() {
    let wish = json!({ "zone": "Europe/Berlin", "digest": { "rhythm": "calendar", "at": "02:30" } });
    for (day, expected) in [
        // There is no half past two on the 29th: it comes when the gap is over.
        (
            "2026-03-27",
            ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"],
        ),
        // It is half past two twice on the 25th: it comes the first time.
        (
            "2026-10-23",
            ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z", "2026-10-27T01:30:00Z"],
        ),
    ] {
        let world = world(day);
        let began = world.now();
        world.ben.sets(&world, &wish);
        world.advance(4 * DAY);
        assert_eq!(digests(&world, &world.ben, began), expected);
        let letter = world.mails().into_iter().find(|letter| letter.to == world.ben.email).unwrap();
        assert!(letter.says("Sent every day at 02:30 (Europe/Berlin)."), "{}", letter.text);
    }
}

#[test]
fn one_on_some_days_comes_on_those() {
    let world = world("2026-01-14");
    let began = world.now();
    let digest = json!({ "rhythm": "calendar", "at": "17:00", "days": ["monday", "thursday"] });
    world.ben.sets(&world, &json!({ "zone": "America/New_York", "digest": digest }));
    world.advance(9 * DAY);
    assert_eq!(
        digests(&world, &world.ben, began),
        ["2026-01-15T22:00:00Z", "2026-01-19T22:00:00Z", "2026-01-22T22:00:00Z"]
    );
    assert_eq!(digests(&world, &world.dov, began).len(), 9);
}

#[test]
fn slots_of_the_calendar_that_were_missed_collapse_into_the_last() {
    let world = world("2026-01-14");
    let began = world.now();
    world.ben.sets(&world, &json!({ "digest": { "rhythm": "calendar", "at": "09:00" } }));
    world.sleeps(4 * DAY + HOUR);
    world.work();
    let id = rows::id_of(&world, &world.ben).raw();
    let sent: Vec<_> = rows::all(&world)
        .into_iter()
        .filter(|mail| mail.kind == Kind::Digest && mail.recipient_id == id && mail.due_at > began)
        .map(|mail| (mail.due_at, mail.state))
        .collect();
    assert_eq!(sent, [(at("2026-01-18T09:00:00Z"), State::Sent)]);
    world.advance(DAY);
    assert_eq!(digests(&world, &world.ben, at("2026-01-18T12:00:00Z")), ["2026-01-19T09:00:00Z"]);
}

#[test]
fn an_interval_of_ones_own_counts_from_when_it_was_set_and_off_is_off() {
    let world = world("2026-01-14");
    let began = world.now();
    world.ben.sets(&world, &json!({ "digest": { "rhythm": "interval", "every_s": 10800 } }));
    world.dov.sets(&world, &json!({ "digest": { "rhythm": "off" } }));
    world.advance(7 * HOUR);
    assert_eq!(digests(&world, &world.ben, began), ["2026-01-14T15:00:00Z", "2026-01-14T18:00:00Z"]);
    world.advance(3 * DAY);
    assert!(digests(&world, &world.dov, began).is_empty());
    let began = world.now();
    world.dov.sets(&world, &json!({ "digest": null }));
    world.work();
    world.advance(DIGEST_EVERY);
    assert_eq!(digests(&world, &world.dov, began), [(began + DIGEST_EVERY).to_string()]);
}

#[test]
fn a_start_with_another_interval_leaves_rhythms_of_ones_own_alone() {
    let mut world = world("2026-01-14");
    let began = world.now();
    world.ben.sets(&world, &json!({ "digest": { "rhythm": "calendar", "at": "09:00" } }));
    world.dov.sets(&world, &json!({ "digest": { "rhythm": "off" } }));
    world.wish.digest_every = HOUR;
    world.restarts();
    world.advance(DAY);
    assert_eq!(digests(&world, &world.ben, began), ["2026-01-15T09:00:00Z"]);
    assert!(digests(&world, &world.dov, began).is_empty());
}

#[test]
fn a_clock_that_was_ahead_takes_no_slot_of_the_calendar_away() {
    let world = world("2026-01-14");
    world.ben.sets(&world, &json!({ "digest": { "rhythm": "calendar", "at": "09:00" } }));
    world.sleeps(100 * DAY);
    world.work();
    world.set_back(100 * DAY);
    world.work();
    world.advance(DAY);
    let right = rows::all(&world).into_iter().find(|mail| mail.due_at == at("2026-01-15T09:00:00Z"));
    assert_eq!(right.and_then(|mail| mail.rung_at), Some(at("2026-01-15T09:00:00Z")));
}

#[test]
fn a_digest_due_in_quiet_hours_comes_when_they_end() {
    let world = world("2026-01-14");
    let began = world.now();
    let quiet = json!({ "from": "22:00", "until": "07:00" });
    world.ben.sets(&world, &json!({ "digest": { "rhythm": "calendar", "at": "05:00" }, "quiet_hours": quiet }));
    world.advance(19 * HOUR - MINUTE);
    world.mails();
    world.advance(MINUTE);
    let id = rows::id_of(&world, &world.ben).raw();
    let mail =
        rows::all(&world).into_iter().rfind(|mail| mail.kind == Kind::Digest && mail.recipient_id == id).unwrap();
    assert_eq!((mail.due_at, mail.rung_at), (at("2026-01-15T05:00:00Z"), Some(at("2026-01-15T07:00:00Z"))));
    assert!(mail.due_at > began);
}

#[test]
fn asking_for_digests_starts_those_again_that_a_link_stopped() {
    let world = world("2026-01-14");
    world.advance(DAY);
    let letter = world.mails().into_iter().find(|letter| letter.gist() == "ben@belfry.example digest").unwrap();
    let path = letter.stop.strip_prefix(crate::world::BASE_URL).unwrap();
    assert_eq!(world.send("POST", path, &[], b"").status, 200);
    let set = world.ben.sets(&world, &json!({}));
    assert_eq!(set["is_digest_stopped"], true);
    let began = world.now();
    let set = world.ben.sets(&world, &json!({ "digest": { "rhythm": "calendar", "at": "09:00" } }));
    assert_eq!(set["is_digest_stopped"], false);
    world.advance(DAY);
    assert_eq!(digests(&world, &world.ben, began), ["2026-01-16T09:00:00Z"]);
}
