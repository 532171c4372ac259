//! Lost after the final dot: nobody knows whether it arrived. It is repeated once, the same to the byte, and no more.

use outbox::State;
use outbox::transport::{SmtpSettings, Timeouts};
use serde_json::json;
use testrelay::{Act, Received, Relay, Rule, Step};

use super::{FOREVER, SHORT, world, world_with};
use crate::mail::received::settings;
use crate::mail::{HOUR, INSTANT, SECOND, received, rows};
use crate::world::{ASSIGN_DELAY, UPDATE_DELAY, World};

/// Ben's mail is due and lost after the dot; its repeat a second later is answered. What the relay has then.
fn lost_and_repeated(world: &World, relay: &Relay) -> Vec<Received> {
    world.ada.opens(world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    let mail = rows::only(world);
    assert_eq!((rows::waits(&mail), mail.attempts, mail.unknowns), (true, 0, 1));
    assert_eq!(mail.next_at, world.now() + SECOND);
    assert!(rows::log(world, mail.id)[1].starts_with("lost: "), "{:?}", rows::log(world, mail.id));
    let before = relay.mails().len();
    world.advance(SECOND - INSTANT);
    assert_eq!(relay.mails().len(), before);
    world.advance(INSTANT);
    let mail = rows::only(world);
    assert_eq!((mail.state, mail.attempts, mail.unknowns), (State::Sent, 1, 1));
    world.advance(30 * HOUR);
    relay.mails()
}

#[test]
fn one_that_was_not_kept_arrives_by_its_repeat() {
    let relay = Relay::start();
    relay.add(Rule::new(Step::Dot, Act::HangUp).once());
    let world = world(&relay);
    let mails = lost_and_repeated(&world, &relay);
    assert_eq!((mails.len(), relay.data_commands().len()), (1, 2));
    assert_eq!(world.trouble(), None);
}

#[test]
fn one_that_was_kept_arrives_twice_the_same_to_the_byte() {
    let relay = Relay::start();
    relay.add(Rule::new(Step::Dot, Act::KeepAndHangUp).once());
    let mails = lost_and_repeated(&world(&relay), &relay);
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].bytes, mails[1].bytes);
    assert_eq!((&mails[0].from, &mails[0].to), (&mails[1].from, &mails[1].to));
    for header in ["Message-ID", "Date"] {
        assert!(mails[0].header(header).is_some_and(|value| mails[1].header(header) == Some(value)), "{header}");
    }
}

#[test]
fn no_answer_in_time_is_a_loss_too() {
    let relay = Relay::start();
    relay.add(Rule::new(Step::Dot, Act::Wait(FOREVER)).once());
    let timeouts = Timeouts { dot: SHORT, ..Timeouts::default() };
    let world = world_with(SmtpSettings { timeouts, ..settings(&relay) });
    assert_eq!(lost_and_repeated(&world, &relay).len(), 2);
}

#[test]
fn nonsense_after_the_dot_is_a_loss_too() {
    for nonsense in [&b"what?\r\n"[..], b"199 maybe\r\n", b"\xff\xfe\r\n"] {
        let relay = Relay::start();
        relay.add(Rule::new(Step::Dot, Act::Raw(nonsense.to_vec())).once());
        assert_eq!(lost_and_repeated(&world(&relay), &relay).len(), 2, "{nonsense:?}");
    }
}

#[test]
fn lost_twice_it_is_given_up_as_unknown() {
    for act in [Act::HangUp, Act::KeepAndHangUp] {
        let relay = Relay::start();
        let world = world(&relay);
        relay.add(Rule::new(Step::Dot, act.clone()));
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(ASSIGN_DELAY);
        world.advance(SECOND);
        let mail = rows::only(&world);
        assert_eq!((mail.state, mail.unknowns, mail.ended_at), (State::Unknown, 2, Some(world.now())), "{act:?}");
        relay.behave();
        world.advance(30 * HOUR);
        assert_eq!(relay.data_commands().len(), 2, "{act:?}");
        assert_eq!(rows::only(&world).state, State::Unknown);
    }
}

#[test]
fn a_mail_about_changes_is_repeated_once_too_and_takes_no_further_change_in() {
    let relay = Relay::start();
    let world = world(&relay);
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    relay.take_mails();
    relay.add(Rule::new(Step::Dot, Act::KeepAndHangUp).once());
    world.ada.changes(&world, &issue, json!({ "title": "The bell is early" }));
    world.advance(UPDATE_DELAY);
    world.ada.changes(&world, &issue, json!({ "title": "The bell is right" }));
    world.advance(SECOND);
    let mails = relay.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].bytes, mails[1].bytes);
    relay.take_mails();
    world.advance(UPDATE_DELAY);
    let letters = received::letters(&relay);
    assert_eq!(letters.len(), 1);
    assert!(letters[0].says("The bell is right (was The bell is early)"), "{}", letters[0].text);
}

#[test]
fn put_off_after_it_was_lost_it_is_tried_until_somebody_answers() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::new(Step::Dot, Act::HangUp).once());
    relay.add(Rule::answer(Step::Rcpt, "451 4.7.1 greylisted").mail(2));
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    world.advance(SECOND);
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.attempts, mail.unknowns), (State::Pending, 1, 1));
    world.advance(HOUR);
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.attempts, mail.unknowns, relay.mails().len()), (State::Sent, 2, 1, 1));
}

#[test]
fn refused_for_good_after_it_was_lost_it_failed() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::new(Step::Dot, Act::KeepAndHangUp).once());
    relay.add(Rule::answer(Step::Dot, "554 5.6.0 this is not a message"));
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    world.advance(HOUR);
    let mail = rows::only(&world);
    assert_eq!((mail.state, mail.attempts, mail.unknowns, relay.mails().len()), (State::Failed, 1, 1, 1));
}
