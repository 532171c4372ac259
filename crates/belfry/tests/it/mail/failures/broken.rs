//! A connection that breaks, or says nothing in time, before the final dot: the mail did not arrive, and nothing is spent.

use std::time::Duration;

use outbox::State;
use outbox::relay::Trouble;
use outbox::transport::{SmtpSettings, Timeouts};
use testrelay::{Act, Relay, Rule, Step};

use super::{SHORT, world, world_with};
use crate::mail::received::settings;
use crate::mail::{HOUR, NONE, SECOND, received, rows};
use crate::world::{ASSIGN_DELAY, MINUTE, World};

/// The steps before the final dot that come after the point of no return.
const STEPS: [Step; 3] = [Step::Mail, Step::Rcpt, Step::Data];

/// Ben's mail is due, its attempt breaks, and the next one succeeds with the same bytes.
fn breaks_and_is_mended(world: &World, relay: &Relay, step: Step) {
    world.ada.opens(world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    let mail = rows::only(world);
    assert_eq!((rows::waits(&mail), mail.attempts, mail.unknowns), (true, 0, 0), "{step:?} {mail:?}");
    assert_eq!((mail.next_at, mail.rung_at), (world.now() + 5 * SECOND, Some(world.now())), "{step:?}");
    assert_eq!((world.trouble(), relay.mails().len()), (None, 0), "one broken connection tells nothing: {step:?}");
    let frozen = rows::letter(world, mail.id);
    world.advance(5 * SECOND);
    let mails = relay.mails();
    assert_eq!(mails.len(), 1, "{step:?}");
    assert_eq!(mails[0].bytes, frozen.bytes.to_vec(), "{step:?}");
    let mail = rows::only(world);
    assert_eq!((mail.state, mail.attempts, mail.unknowns), (State::Sent, 1, 0), "{step:?}");
}

#[test]
fn a_relay_that_hangs_up_before_the_dot_is_tried_again() {
    for step in STEPS {
        let relay = Relay::start();
        relay.add(Rule::new(step, Act::HangUp).once());
        breaks_and_is_mended(&world(&relay), &relay, step);
    }
}

#[test]
fn a_tarpit_is_left_after_the_time_of_its_phase() {
    for step in STEPS {
        let relay = Relay::start();
        relay.add(Rule::new(step, Act::Tarpit(Duration::from_millis(20))).once());
        let mut timeouts = Timeouts::default();
        let each = match step {
            Step::Mail => &mut timeouts.mail,
            Step::Rcpt => &mut timeouts.rcpt,
            _ => &mut timeouts.data,
        };
        *each = SHORT;
        let world = world_with(SmtpSettings { timeouts, ..settings(&relay) });
        breaks_and_is_mended(&world, &relay, step);
    }
}

#[test]
fn a_tarpit_in_the_greeting_costs_no_mail_its_point_of_no_return() {
    for step in [Step::Greeting, Step::Ehlo] {
        let relay = Relay::start();
        relay.add(Rule::new(step, Act::Tarpit(Duration::from_millis(20))).once());
        let timeouts = Timeouts { greeting: SHORT, hello: SHORT, ..Timeouts::default() };
        let world = world_with(SmtpSettings { timeouts, ..settings(&relay) });
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(ASSIGN_DELAY);
        assert_eq!((world.trouble(), rows::only(&world).rung_at), (Some(Trouble::Down), None), "{step:?}");
        world.advance(5 * SECOND);
        assert_eq!(received::gists(&relay), ["ben@belfry.example assigned"], "{step:?}");
    }
}

#[test]
fn connections_that_break_under_two_mails_in_a_row_are_a_relay_that_is_away() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::new(Step::Rcpt, Act::HangUp));
    for to in [&world.ben, &world.cleo, &world.dov] {
        world.ada.opens(&world, "The bell is late", to);
        world.advance(SECOND);
    }
    world.advance(ASSIGN_DELAY - 3 * SECOND);
    // The second connection was made ready for the second mail, which is due in a second.
    assert_eq!((world.trouble(), relay.connections()), (None, 2));
    world.advance(SECOND);
    assert_eq!((world.trouble(), relay.connections()), (Some(Trouble::Down), 2));
    world.advance(SECOND);
    assert_eq!((relay.connections(), rows::last(&world).rung_at), (2, None), "the third is not even tried");
    relay.behave();
    world.advance(MINUTE);
    assert_eq!(
        received::gists(&relay),
        ["ben@belfry.example assigned", "cleo@belfry.example assigned", "dov@belfry.example assigned"]
    );
    assert!(rows::all(&world).iter().all(|mail| (mail.state, mail.attempts) == (State::Sent, 1)));
}

#[test]
fn one_mail_that_breaks_every_connection_holds_no_other_up() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::new(Step::Data, Act::HangUp).to(&world.ben.email));
    world.ada.opens(&world, "The poison", &world.ben);
    for _ in 0..10 {
        world.ada.opens(&world, "The bell is late", &world.cleo);
        world.advance(MINUTE);
    }
    let mut arrived = 0;
    world.advance(ASSIGN_DELAY - 10 * MINUTE);
    for _ in 0..10 {
        arrived += received::gists(&relay).len();
        world.advance(MINUTE);
    }
    assert_eq!(arrived, 10);
    let late: Vec<_> = rows::all(&world).into_iter().skip(1).filter(|mail| mail.rung_at != Some(mail.due_at)).collect();
    assert!(late.is_empty(), "{late:?}");
    assert_eq!(rows::all(&world)[0].attempts, 0);
    relay.behave();
    world.advance(HOUR);
    assert_eq!(received::gists(&relay), ["ben@belfry.example assigned"]);
    world.advance(HOUR);
    assert_eq!(received::gists(&relay), NONE);
}

#[test]
fn a_mail_that_breaks_every_connection_is_given_up_after_a_day_in_which_others_were_taken() {
    let relay = Relay::start();
    let world = world(&relay);
    for act in [Act::HangUp, Act::Answer("421 4.3.0 I die of this".to_owned())] {
        relay.add(Rule::new(Step::Data, act.clone()).to(&world.ben.email));
        world.ada.opens(&world, "The poison", &world.ben);
        world.advance(ASSIGN_DELAY);
        let first = rows::last(&world);
        assert!(first.rung_at.is_some(), "{act:?} {first:?}");
        for _ in 0..48 {
            let mail = rows::all(&world).into_iter().find(|mail| mail.id == first.id).unwrap();
            assert!(rows::waits(&mail), "{act:?} {mail:?}");
            world.ada.opens(&world, "The bell is late", &world.cleo);
            world.advance(HOUR / 2);
        }
        world.ada.opens(&world, "The bell is late", &world.cleo);
        world.advance(HOUR);
        let mail = rows::all(&world).into_iter().find(|mail| mail.id == first.id).unwrap();
        assert_eq!((mail.state, world.trouble()), (State::Failed, None), "{act:?} {mail:?}");
        assert_eq!(received::gists(&relay).len(), 49, "{act:?}");
        relay.behave();
    }
}

#[test]
fn a_mail_that_broke_off_over_a_relay_that_was_away_for_days_is_not_given_up() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::new(Step::Data, Act::HangUp).to(&world.ben.email).times(2));
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    relay.refuse_connections(true);
    for _ in 0..60 {
        world.advance(HOUR / 2);
    }
    world.ada.opens(&world, "The rope is short", &world.cleo);
    world.advance(ASSIGN_DELAY);
    relay.refuse_connections(false);
    for _ in 0..6 {
        world.advance(5 * MINUTE);
    }
    let states: Vec<_> = rows::all(&world).iter().map(|mail| (mail.state, mail.attempts)).collect();
    assert_eq!(states, [(State::Sent, 1), (State::Sent, 1)]);
}
