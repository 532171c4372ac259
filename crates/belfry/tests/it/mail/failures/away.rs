//! A relay that is away: it is left alone and probed, mail waits, and no attempt is spent.

use std::time::Duration;

use outbox::State;
use outbox::relay::Trouble;
use outbox::transport::{SmtpSettings, TlsMode};
use testrelay::{Options, Relay, Rule, Step};

use super::{world, world_with};
use crate::mail::received::settings;
use crate::mail::{HOUR, INSTANT, NONE, SECOND, received, rows};
use crate::web::{Browser, rule, texts};
use crate::world::{ASSIGN_DELAY, MINUTE, World};

/// Ada gives an issue each to Ben, Cleo and Dov, at once.
fn three(world: &World) {
    for to in [&world.ben, &world.cleo, &world.dov] {
        world.ada.opens(world, "The bell is late", to);
    }
}

const THREE: [&str; 3] = ["ben@belfry.example assigned", "cleo@belfry.example assigned", "dov@belfry.example assigned"];

/// Nothing was spent on any mail: none rang, none was attempted.
#[track_caller]
fn assert_unspent(world: &World) {
    for mail in rows::all(world) {
        assert!(rows::waits(&mail), "{mail:?}");
        assert_eq!((mail.rung_at, mail.attempts, mail.unknowns, mail.next_at), (None, 0, 0, mail.due_at), "{mail:?}");
    }
}

#[test]
fn it_is_probed_with_one_mail_after_5_seconds_doubling_to_5_minutes() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.refuse_connections(true);
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(SECOND);
    for to in [&world.cleo, &world.dov] {
        world.ada.opens(&world, "The bell is late", to);
    }
    world.advance(ASSIGN_DELAY - SECOND);
    assert_eq!((world.trouble(), relay.connections()), (Some(Trouble::Down), 1));
    for (number, wait) in (1..).zip([5, 10, 20, 40, 80, 160, 300, 300, 300]) {
        world.advance(Duration::from_secs(wait) - INSTANT);
        assert_eq!(relay.connections(), number, "before probe {number}");
        world.advance(INSTANT);
        assert_eq!(relay.connections(), 1 + number, "at probe {number}");
        assert_eq!(world.trouble(), Some(Trouble::Down));
        assert_unspent(&world);
    }
    relay.refuse_connections(false);
    world.advance(5 * MINUTE - INSTANT);
    assert_eq!(received::gists(&relay), NONE);
    world.advance(INSTANT);
    assert_eq!((world.trouble(), received::gists(&relay)), (None, THREE.map(str::to_owned).to_vec()));
    for mail in rows::all(&world) {
        assert_eq!((mail.state, mail.attempts, mail.unknowns, mail.rung_at), (State::Sent, 1, 0, Some(world.now())));
    }
}

#[test]
fn after_it_was_back_the_waits_begin_anew() {
    let relay = Relay::start();
    let world = world(&relay);
    for _ in 0..2 {
        relay.refuse_connections(true);
        relay.hang_up();
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(ASSIGN_DELAY);
        let before = relay.connections();
        world.advance(5 * SECOND);
        assert_eq!(relay.connections(), before + 1);
        relay.refuse_connections(false);
        world.advance(10 * SECOND);
        assert_eq!(received::gists(&relay), ["ben@belfry.example assigned"]);
    }
}

#[test]
fn a_port_on_which_nobody_listens_is_a_relay_that_is_away() {
    let relay = Relay::start();
    let (world, address) = (world(&relay), relay.address());
    relay.stop();
    three(&world);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.trouble(), Some(Trouble::Down));
    assert_unspent(&world);
    let relay = Relay::start_at(address, Options::default()).unwrap();
    world.advance(5 * SECOND);
    assert_eq!(received::gists(&relay), THREE);
    assert!(rows::all(&world).iter().all(|mail| mail.attempts == 1));
}

#[test]
fn a_name_without_an_address_is_a_relay_that_is_away() {
    let world = world_with(SmtpSettings::new("no-such-host.invalid", 25, TlsMode::Off));
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.trouble(), Some(Trouble::Down));
    assert_unspent(&world);
    assert_eq!(world.ada.deletes(&world, &issue).status, 200);
    assert_eq!(world.outbox(), ["ben assigned cancelled deleted by Ada before it was sent"]);
}

#[test]
fn a_relay_without_the_encryption_it_should_have_is_away() {
    let relay = Relay::start();
    let world = world_with(SmtpSettings { tls: TlsMode::Implicit, ..settings(&relay) });
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    assert_eq!(world.trouble(), Some(Trouble::Down));
    assert_unspent(&world);
    assert_eq!(relay.data_commands().len(), 0);
    assert_eq!(world.ada.deletes(&world, &issue).status, 200);
}

#[test]
fn a_421_at_any_step_is_a_relay_that_goes_away_and_spends_nothing() {
    for step in [Step::Greeting, Step::Ehlo, Step::Mail, Step::Rcpt, Step::Data, Step::Dot] {
        let relay = Relay::start();
        let world = world(&relay);
        relay.add(Rule::answer(step, "421 4.3.2 going down").once());
        world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(ASSIGN_DELAY);
        let mail = rows::only(&world);
        assert_eq!(world.trouble(), Some(Trouble::Down), "{step:?}");
        assert!(rows::waits(&mail), "{step:?} {mail:?}");
        assert_eq!((mail.attempts, mail.unknowns, relay.mails().len()), (0, 0, 0), "{step:?}");
        let rang = !matches!(step, Step::Greeting | Step::Ehlo);
        assert_eq!(mail.rung_at.is_some(), rang, "{step:?}");
        world.advance(5 * SECOND - INSTANT);
        assert_eq!(relay.mails().len(), 0, "{step:?}");
        world.advance(INSTANT);
        assert_eq!(received::gists(&relay), ["ben@belfry.example assigned"], "{step:?}");
        let mail = rows::only(&world);
        assert_eq!((mail.state, mail.attempts, mail.unknowns), (State::Sent, 1, 0), "{step:?}");
        assert_eq!(world.trouble(), None, "{step:?}");
    }
}

#[test]
fn a_mail_that_waited_for_it_says_when_it_left() {
    let relay = Relay::start();
    let world = world(&relay);
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    relay.take_mails();
    relay.refuse_connections(true);
    relay.hang_up();
    world.ada.changes(&world, &issue, serde_json::json!({ "title": "The bell is early" }));
    world.advance(5 * HOUR);
    relay.refuse_connections(false);
    world.advance(10 * MINUTE);
    let mails = relay.mails();
    let message = mail_parser::MessageParser::default().parse(&mails[0].bytes[..]).unwrap();
    let left_at = rows::last(&world).rung_at.unwrap();
    assert!(left_at.since(rows::last(&world).due_at) >= 4 * HOUR);
    assert_eq!(message.date().unwrap().to_timestamp(), left_at.as_micros() / 1_000_000);
    assert!(received::letters(&relay)[0].says("It left 5 hours"));
}

#[test]
fn what_comes_before_a_mail_is_sent_and_after_it_was_due_is_said_to() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.refuse_connections(true);
    let changes = [serde_json::json!({ "status": "CLOSE" }), serde_json::json!({ "assigned_to": world.cleo.email })];
    for change in &changes {
        let issue = world.ada.opens(&world, "The bell is late", &world.ben);
        world.advance(ASSIGN_DELAY);
        world.ada.changes(&world, &issue, change.clone());
    }
    let outbox = world.outbox();
    assert_eq!(outbox[0], "ben assigned cancelled closed by Ada before it was sent");
    assert_eq!(outbox[1], "ben assigned cancelled relieved by Ada before it was sent");
    relay.refuse_connections(false);
    world.advance(ASSIGN_DELAY);
}

#[test]
fn while_it_is_away_people_are_relieved_and_changes_are_taken_in_as_ever() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.refuse_connections(true);
    let issue = world.ada.opens(&world, "The bell is late", &world.ben);
    let other = world.ada.opens(&world, "The rope is short", &world.dov);
    world.advance(2 * ASSIGN_DELAY);
    world.ada.changes(&world, &issue, serde_json::json!({ "assigned_to": world.cleo.email }));
    world.ada.changes(&world, &other, serde_json::json!({ "title": "The rope is long" }));
    relay.refuse_connections(false);
    world.advance(ASSIGN_DELAY);
    let mut letters = received::letters(&relay);
    letters.sort_by(|a, b| a.to.cmp(&b.to));
    let gists: Vec<String> = letters.iter().map(|letter| letter.gist()).collect();
    assert_eq!(gists, ["cleo@belfry.example assigned", "dov@belfry.example assigned"]);
    assert_eq!(letters[1].subject, "[BEL-2] Assigned to you: The rope is long");
}

#[test]
fn an_admin_reads_in_the_browser_that_it_is_away_and_what_was_heard_last() {
    let relay = Relay::start();
    let world = world(&relay);
    rule(&world);
    let ada = Browser::of(&world, &world.ada);
    relay.refuse_connections(true);
    world.ada.opens(&world, "The bell is late", &world.ben);
    world.advance(ASSIGN_DELAY);
    let notes = texts(&ada.gets("/admin/mail"), ".note.bad");
    assert!(notes[0].starts_with("The relay cannot be reached since 16:12.") && !notes[0].contains('@'), "{notes:?}");
    relay.refuse_connections(false);
    world.advance(MINUTE);
    let page = ada.gets("/admin/mail");
    assert!(texts(&page, ".note.bad").is_empty(), "{page:?}");
    assert!(texts(&page, ".opt-row .ctl").iter().any(|told| told.starts_with("16:13")), "{page:?}");
}
