//! A relay that refuses us: all mail waits, it is said loudly, nobody is suppressed and nothing fails.

use outbox::State;
use outbox::relay::Trouble;
use outbox::transport::{Login, SmtpSettings, TlsMode};
use testrelay::{Options, Relay, Rule, Step};

use super::{world, world_with};
use crate::mail::logged::logged;
use crate::mail::received::settings;
use crate::mail::{HOUR, INSTANT, NONE, SECOND, received, rows};
use crate::world::{ASSIGN_DELAY, MINUTE, World};

/// How often the relay was tried: over new connections, or with a mail over an old one.
fn probes(world: &World, relay: &Relay) -> u64 {
    let refused = |mail: &outbox::Mail| rows::log(world, mail.id).len() as u64;
    relay.connections() + rows::all(world).iter().map(refused).sum::<u64>()
}

/// Ben's and Cleo's mail is due, a second apart: the relay refuses us, is mended, and both arrive.
fn refuses_and_is_mended(world: &World, relay: &Relay, reply: &str, mend: impl FnOnce()) {
    world.ada.opens(world, "One", &world.ben);
    world.advance(SECOND);
    world.ada.opens(world, "Two", &world.cleo);
    let log = logged(|| world.advance(ASSIGN_DELAY));
    assert!(log.contains("ERROR") && log.contains("THE RELAY REFUSES US"), "{reply}: {log}");
    assert!(log.contains(reply), "it says what the relay said, {reply}: {log}");
    assert_eq!(world.trouble(), Some(Trouble::Refusing), "{reply}");
    for mail in rows::all(world) {
        assert!(rows::waits(&mail), "{reply}: {mail:?}");
        assert_eq!((mail.attempts, mail.unknowns), (0, 0), "{reply}: {mail:?}");
    }
    assert_eq!(rows::suppressed(world), []);
    assert_eq!(rows::last(world).rung_at, None, "the second is not even tried: {reply}");
    // However long that lasts, nothing fails; and it is probed at least every five minutes.
    let before = probes(world, relay);
    for _ in 0..12 {
        world.advance(5 * MINUTE);
    }
    assert!(probes(world, relay) >= before + 12, "{reply}");
    world.advance(30 * HOUR);
    assert!(rows::all(world).iter().all(|mail| !mail.state.is_end()), "{reply}: {:?}", world.outbox());
    assert_eq!(received::gists(relay), NONE);
    mend();
    world.advance(5 * MINUTE);
    assert_eq!(received::gists(relay), ["ben@belfry.example assigned", "cleo@belfry.example assigned"], "{reply}");
    assert_eq!(world.trouble(), None);
    assert!(rows::all(world).iter().all(|mail| (mail.state, mail.attempts) == (State::Sent, 1)));
}

#[test]
fn a_password_that_is_refused_stops_all_mail_until_it_is_taken() {
    let login = ("belfry".to_owned(), "right".to_owned());
    let relay = Relay::start_with(Options { login: Some(login), ..Options::default() });
    relay.add(Rule::answer(Step::Auth, "535 5.7.8 unknown user or wrong password"));
    let login = Some(Login::new("belfry", "right"));
    let world = world_with(SmtpSettings { login, tls: TlsMode::Off, ..settings(&relay) });
    refuses_and_is_mended(&world, &relay, "535 5.7.8", || relay.behave());
}

#[test]
fn a_relay_that_wants_a_login_first_stops_all_mail() {
    let relay = Relay::start();
    relay.add(Rule::answer(Step::Mail, "530 5.7.0 log in first"));
    refuses_and_is_mended(&world(&relay), &relay, "530 5.7.0", || relay.behave());
}

#[test]
fn a_sender_or_a_client_that_is_not_allowed_stops_all_mail() {
    let replies = [
        (Step::Mail, "550 5.7.1 this sender is not yours"),
        (Step::Mail, "553 5.1.8 no such sender"),
        (Step::Rcpt, "554 5.7.1 relaying is denied"),
        (Step::Ehlo, "550 5.7.25 who are you"),
        (Step::Greeting, "554 5.7.1 no SMTP for you"),
    ];
    for (step, reply) in replies {
        let relay = Relay::start();
        relay.add(Rule::answer(step, reply));
        refuses_and_is_mended(&world(&relay), &relay, reply, || relay.behave());
    }
}

#[test]
fn encryption_that_is_required_and_not_offered_stops_all_mail() {
    let relay = Relay::start();
    let world = world_with(SmtpSettings { tls: TlsMode::Required, ..settings(&relay) });
    let issue = world.ada.opens(&world, "One", &world.ben);
    let log = logged(|| world.advance(ASSIGN_DELAY));
    assert!(log.contains("THE RELAY REFUSES US"), "{log}");
    assert_eq!((world.trouble(), rows::only(&world).rung_at), (Some(Trouble::Refusing), None));
    assert_eq!(relay.data_commands().len(), 0);
    assert_eq!(world.ada.deletes(&world, &issue).status, 200);
}

#[test]
fn one_mail_refused_among_others_that_are_taken_fails_alone() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::answer(Step::Dot, "554 5.7.1 this looks like spam").to(&world.ben.email));
    for minute in 0..20u32 {
        if minute == 2 {
            world.ada.opens(&world, "Lucky winner", &world.ben);
        }
        world.ada.opens(&world, "The bell is late", &world.cleo);
        world.advance(MINUTE);
    }
    world.advance(ASSIGN_DELAY);
    assert_eq!(received::gists(&relay).len(), 20);
    let (poison, others): (Vec<_>, Vec<_>) =
        rows::all(&world).into_iter().partition(|mail| mail.state == State::Failed);
    assert_eq!(poison.len(), 1);
    assert!(poison[0].reason.as_deref().unwrap().starts_with("554 5.7.1 this looks like spam"));
    assert!(others.iter().all(|mail| mail.rung_at == Some(mail.due_at)), "none of the others was late");
    assert_eq!((rows::suppressed(&world), world.trouble()), (vec![], None));
}

#[test]
fn the_same_mail_refused_again_and_again_is_said_once_for_each_kind_of_trouble() {
    let relay = Relay::start();
    let world = world(&relay);
    relay.add(Rule::answer(Step::Mail, "530 5.7.0 log in first"));
    world.ada.opens(&world, "One", &world.ben);
    let log = logged(|| {
        world.advance(ASSIGN_DELAY);
        world.advance(HOUR - INSTANT);
    });
    assert_eq!(log.matches("THE RELAY REFUSES US").count(), 1, "{log}");
    relay.behave();
    world.advance(HOUR);
    assert_eq!(received::gists(&relay), ["ben@belfry.example assigned"]);
}
