//! Quiet hours: what is due in them comes when they end.

use outbox::State;
use outbox::transport::{Mishap, Phase, Reply};
use serde_json::json;
use store::Timestamp;

use crate::mail::{HOUR, INSTANT, NONE, rows};
use crate::world::{ASSIGN_DELAY, MINUTE, UPDATE_DELAY, World};

/// Noon of a day, in UTC.
fn noon(day: &str) -> Timestamp {
    at(&format!("{day}T12:00:00Z"))
}

fn at(moment: &str) -> Timestamp {
    let moment: jiff::Timestamp = moment.parse().unwrap();
    Timestamp(moment.as_microsecond())
}

/// It is noon of that day, and Ben wants no mail from ten in the evening to seven in the morning in Berlin.
fn world(day: &str) -> World {
    let world = World::new();
    world.wish.clock.set(noon(day));
    world.ben.sets(&world, &json!({ "zone": "Europe/Berlin", "quiet_hours": { "from": "22:00", "until": "07:00" } }));
    world
}

#[test]
fn what_is_due_in_them_rests_until_they_end_and_is_not_late_then() {
    let world = world("2026-01-14");
    world.advance(8 * HOUR + 50 * MINUTE);
    world.ada.opens(&world, "One", &world.ben);
    let mail = rows::only(&world);
    let ends = at("2026-01-15T06:00:00Z");
    assert_eq!((mail.due_at, mail.rests_until, mail.next_at), (at("2026-01-14T21:02:00Z"), Some(ends), ends));
    assert_eq!((mail.state, mail.reason.as_deref()), (State::Pending, Some("quiet hours of its recipient")));
    world.advance(9 * HOUR + 10 * MINUTE - INSTANT);
    assert_eq!(world.arrived(), NONE);
    world.advance(INSTANT);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    let mail = rows::only(&world);
    assert_eq!((mail.rung_at, mail.ready_at(), mail.due_at), (Some(ends), ends, at("2026-01-14T21:02:00Z")));
    let log = rows::log(&world, mail.id);
    assert_eq!(log[0], "rests: until 2026-01-15T06:00:00Z: quiet hours of its recipient");
}

#[test]
fn what_is_due_before_them_or_for_others_is_mailed_at_its_time() {
    let world = world("2026-01-14");
    world.advance(8 * HOUR);
    world.ada.opens(&world, "One", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    world.advance(HOUR);
    world.ada.opens(&world, "Two", &world.dov);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["dov@belfry.example assigned"]);
}

#[test]
fn they_end_by_the_clock_on_the_wall_on_the_nights_on_which_it_is_changed() {
    for (day, ends) in [("2026-03-28", "2026-03-29T05:00:00Z"), ("2026-10-24", "2026-10-25T06:00:00Z")] {
        let world = world(day);
        world.advance(12 * HOUR);
        world.ada.opens(&world, "One", &world.ben);
        assert_eq!(rows::only(&world).rests_until, Some(at(ends)), "{day}");
        world.advance(at(ends).since(world.now()));
        assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
    }
}

#[test]
fn what_was_relieved_meanwhile_never_comes_and_what_was_added_comes_with_it() {
    let world = world("2026-01-14");
    world.advance(12 * HOUR);
    let (one, two) = (world.ada.opens(&world, "One", &world.ben), world.ada.opens(&world, "Two", &world.ben));
    world.advance(HOUR);
    world.ada.changes(&world, &one, json!({ "assigned_to": "dov@belfry.example" }));
    world.ada.changes(&world, &two, json!({ "title": "Two and a half" }));
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.arrived(), ["dov@belfry.example assigned"]);
    world.advance(10 * HOUR);
    let letters = world.mails();
    assert_eq!(letters.len(), 1);
    assert!(letters[0].says("Two and a half"), "{letters:?}");
}

#[test]
fn setting_them_otherwise_counts_for_what_waits() {
    let world = world("2026-01-14");
    world.advance(12 * HOUR);
    world.ada.opens(&world, "One", &world.ben);
    world.advance(HOUR);
    assert_eq!(world.arrived(), NONE);
    world.ben.sets(&world, &json!({ "quiet_hours": { "from": "22:00", "until": "02:30" } }));
    assert_eq!(rows::only(&world).rests_until, Some(at("2026-01-15T01:30:00Z")));
    world.ben.sets(&world, &json!({ "quiet_hours": null }));
    world.work();
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);

    world.ada.opens(&world, "Two", &world.dov);
    world.dov.sets(&world, &json!({ "quiet_hours": { "from": "00:00", "until": "05:00" } }));
    world.advance(3 * HOUR);
    assert_eq!(world.arrived(), NONE);
    world.advance(HOUR);
    assert_eq!(world.arrived(), ["dov@belfry.example assigned"]);
}

#[test]
fn what_is_sent_now_rests_all_the_same() {
    let world = world("2026-01-14");
    world.advance(9 * HOUR - MINUTE);
    world.ada.opens(&world, "One", &world.ben);
    world.advance(2 * MINUTE);
    let authorization = format!("Bearer {}", world.ada.token(&world));
    let path = format!("/api/v1/issues/BEL-1/mails/{}/send-now", rows::only(&world).id);
    let sent = world.send("POST", &path, &[("authorization", &authorization)], b"").json();
    assert_eq!(
        (&sent["due_at"], &sent["rings_at"]),
        (&json!("2026-01-14T21:01:00.000000Z"), &json!("2026-01-15T06:00:00.000000Z"))
    );
    world.advance(UPDATE_DELAY);
    assert_eq!(world.arrived(), NONE);
    world.advance(9 * HOUR);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}

#[test]
fn what_the_relay_put_off_rests_when_its_turn_comes_in_them() {
    let world = world("2026-01-14");
    world.advance(8 * HOUR + 47 * MINUTE);
    world.ada.opens(&world, "One", &world.ben);
    world.memory.fail_next(Mishap::Answer(
        Phase::FinalDot,
        Reply { code: 451, enhanced: Some((4, 3, 0)), text: "not now".to_owned() },
    ));
    world.advance(ASSIGN_DELAY);
    assert_eq!((world.arrived(), rows::only(&world).attempts), (NONE.map(str::to_owned).to_vec(), 1));
    world.advance(HOUR);
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.next_at, mail.rests_until), (State::Pending, at("2026-01-15T06:00:00Z"), None));
    world.advance(9 * HOUR);
    assert_eq!(world.arrived(), ["ben@belfry.example assigned"]);
}
