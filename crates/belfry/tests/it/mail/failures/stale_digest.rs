//! A digest that the relay puts off, and that is no longer true when its next attempt comes: another takes its place.

use std::time::Duration;

use outbox::transport::Transport;
use outbox::{MailId, State, admin};
use serde_json::{Value, json};
use testrelay::{Act, Relay, Rule, Step};

use crate::mail::received::settings;
use crate::mail::{SECOND, received, rows};
use crate::world::{MINUTE, Wish, World};

const EVERY: Duration = Duration::from_secs(600);

/// Ben has two issues, and his digest was due just now.
fn scene(relay: &Relay, rule: Rule) -> (World, String) {
    let transport = Some(Transport::smtp(settings(relay)).unwrap());
    let world = World::with(Wish { transport, digest_every: EVERY, ..Wish::default() });
    world.work();
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.ada.opens(&world, "The rope is short", &world.ben);
    relay.add(rule.once());
    world.advance(EVERY);
    (world, issue)
}

fn put_off(relay: &Relay) -> (World, String) {
    let (world, issue) = scene(relay, Rule::answer(Step::Dot, "451 4.3.0 not now"));
    assert_eq!((rows::last(&world).state, relay.mails().len()), (State::Pending, 0));
    (world, issue)
}

/// Every digest: how it stands, and in which slot.
fn digests(world: &World) -> Vec<(State, Option<i64>)> {
    let digests = rows::all(world).into_iter().filter(|mail| mail.kind == outbox::Kind::Digest);
    digests.map(|mail| (mail.state, mail.slot)).collect()
}

#[test]
fn what_was_closed_given_away_or_renamed_meanwhile_is_not_told_as_it_was() {
    let (closed, renamed) = (json!({ "status": "CLOSE" }), json!({ "title": "The bell is early" }));
    let given = json!({ "assigned_to": "cleo@belfry.example" });
    for (change, is_listed) in [(closed, false), (given, false), (renamed, true)] {
        let relay = Relay::start();
        let (world, issue) = put_off(&relay);
        let (old, now) = (rows::last(&world), world.now());
        world.ada.changes(&world, &issue, change.clone());
        world.advance(2 * MINUTE);
        let letters = received::letters(&relay);
        let letter = letters.iter().find(|letter| letter.reason == "digest").unwrap();
        assert_eq!(letters.iter().filter(|letter| letter.reason == "digest").count(), 1, "{change}");
        assert!(!letter.text.contains("The bell is late") && letter.text.contains("The rope is short"), "{change}");
        assert_eq!(letter.text.contains("The bell is early"), is_listed);
        let slot = old.slot;
        assert_eq!(digests(&world), [(State::Merged, None), (State::Sent, slot)]);
        let (ended, new) =
            (rows::all(&world).into_iter().find(|mail| mail.id == old.id).unwrap(), next(&world, old.id));
        assert_eq!(ended.reason, Some(format!("mail {} took its place: what it lists has changed", new.id)));
        assert_eq!((new.due_at, new.rung_at), (old.due_at, Some(old.next_at)), "it leaves when the old one would have");
        assert!(
            new.rung_at > Some(now)
                && rows::log(&world, new.id).contains(&format!("handled: takes the place of mail {}", old.id))
        );
    }
}

fn next(world: &World, id: MailId) -> outbox::Mail {
    rows::all(world).into_iter().find(|mail| mail.kind == outbox::Kind::Digest && mail.id > id).unwrap()
}

#[test]
fn what_is_as_it_was_goes_out_byte_for_byte() {
    let relay = Relay::start();
    let (world, issue) = put_off(&relay);
    let frozen = rows::letter(&world, rows::last(&world).id).bytes;
    // Somebody changed their mind: the list is the same again.
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.ada.changes(&world, &issue, json!({ "title": "The bell is late" }));
    world.advance(2 * MINUTE);
    let sent = relay.mails().into_iter().find(|mail| received::read(mail).reason == "digest").unwrap();
    assert_eq!(sent.bytes, frozen.to_vec());
    assert_eq!(digests(&world).len(), 1);
}

#[test]
fn where_nothing_is_open_any_more_none_takes_its_place() {
    let relay = Relay::start();
    let (world, issue) = put_off(&relay);
    world.ada.changes(&world, &issue, json!({ "status": "CLOSE" }));
    world.ada.changes(&world, "/issue/2", json!({ "status": "CLOSE" }));
    world.advance(2 * MINUTE);
    assert!(received::letters(&relay).iter().all(|letter| letter.reason != "digest"));
    assert_eq!(digests(&world).iter().map(|(state, _)| *state).collect::<Vec<_>>(), [State::Cancelled]);
    assert!(world.outbox().contains(&"ben digest cancelled nothing is open any more".to_owned()));
}

#[test]
fn one_whose_outcome_is_unknown_and_that_is_let_go_is_told_anew() {
    let relay = Relay::start();
    let (world, issue) = scene(&relay, Rule::new(Step::Dot, Act::HangUp));
    let held = rows::last(&world);
    assert_eq!(held.state, State::Held);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.change(move |tx| Ok(admin::release(tx, held.id)?));
    world.advance(SECOND);
    let letters = received::letters(&relay);
    assert!(letters.iter().any(|letter| letter.reason == "digest" && letter.text.contains("The bell is early")));
    assert_eq!(digests(&world), [(State::Unknown, None), (State::Sent, held.slot)]);
}

#[test]
fn a_retry_by_hand_hastens_what_waits_and_is_refused_where_it_would_tell_what_is_not_so() {
    let relay = Relay::start();
    let (world, issue) = put_off(&relay);
    let old = rows::last(&world);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    assert_eq!(world.change(move |tx| Ok(belfry::post::retry(tx, old.id)?)), admin::Done::Yes);
    world.work();
    assert_eq!(digests(&world), [(State::Merged, None), (State::Sent, old.slot)]);

    let relay = Relay::start();
    let (world, issue) = scene(&relay, Rule::answer(Step::Dot, "554 5.6.0 no"));
    let failed = rows::last(&world);
    assert_eq!(failed.state, State::Failed);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    let tried = world.change(move |tx| Ok(belfry::post::retry(tx, failed.id)?));
    assert_eq!(tried, admin::Done::InVain("what it lists has changed".to_owned()));
}

#[test]
fn the_next_one_comes_in_its_own_slot() {
    let relay = Relay::start();
    let (world, issue) = put_off(&relay);
    let first = rows::last(&world).slot.unwrap();
    let second: Value = json!({ "title": "The bell is early" });
    world.ada.changes(&world, &issue, second);
    world.advance(EVERY);
    let every = i64::try_from(EVERY.as_micros()).unwrap();
    assert_eq!(
        digests(&world),
        [(State::Merged, None), (State::Sent, Some(first)), (State::Sent, Some(first + every))]
    );
}
