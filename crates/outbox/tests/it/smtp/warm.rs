//! A way to the relay that is made ready before the mail that needs it is due.

use std::time::Duration;

use outbox::transport::{SmtpSettings, TlsMode, Transport};
use outbox::{Kind, State};
use testrelay::{Act, Relay, Rule, Step};

use super::encrypted::Certificate;
use super::{attempt, parcel, settings};
use crate::world::World;

const SECOND: Duration = Duration::from_secs(1);

fn encrypted(certificate: &Certificate, relay: &Relay) -> Transport {
    let there = SmtpSettings { tls: TlsMode::Required, ca: certificate.ca(), ..settings(relay) };
    Transport::smtp(there).unwrap()
}

#[tokio::test]
async fn connections_are_opened_ahead_as_many_as_are_missing() {
    let certificate = Certificate::of("127.0.0.1");
    let relay = certificate.relay();
    let transport = encrypted(&certificate, &relay);
    transport.warm(2).await;
    assert_eq!(relay.connections(), 2);
    transport.warm(1).await;
    attempt(&transport, &parcel("ada@example.com")).await.unwrap();
    transport.warm(3).await;
    assert_eq!((relay.connections(), relay.mails().len()), (3, 1));
}

#[tokio::test]
async fn one_that_the_relay_closed_meanwhile_is_not_used() {
    let relay = Relay::start();
    let transport = Transport::smtp(settings(&relay)).unwrap();
    transport.warm(1).await;
    relay.hang_up();
    attempt(&transport, &parcel("ada@example.com")).await.unwrap();
    assert_eq!((relay.connections(), relay.mails().len()), (2, 1));
}

#[tokio::test]
async fn after_a_refusal_the_relay_is_asked_to_forget_the_mail_before_the_next() {
    let relay = Relay::start();
    let transport = Transport::smtp(settings(&relay)).unwrap();
    relay.add(Rule::answer(Step::Rcpt, "451 4.7.1 not now").once());
    attempt(&transport, &parcel("ada@example.com")).await.unwrap_err();
    attempt(&transport, &parcel("ada@example.com")).await.unwrap();
    assert_eq!((relay.connections(), relay.mails().len()), (1, 1));
}

#[tokio::test]
async fn a_relay_that_cannot_be_warmed_is_left_to_the_mail() {
    let relay = Relay::start();
    let mut world = World::new();
    world.sends_over(Transport::smtp(settings(&relay)).unwrap());
    relay.add(Rule::new(Step::Greeting, Act::HangUp).once());
    let id = world.order(Kind::Assigned, 1, 10 * SECOND).await;
    world.pass(8 * SECOND).await;
    assert_eq!((relay.connections(), world.dispatcher.trouble()), (1, None));
    world.pass(2 * SECOND).await;
    let mail = world.mail(id).await;
    assert_eq!((mail.state, mail.rung_at), (State::Sent, Some(mail.due_at)));
}

#[tokio::test]
async fn a_mail_finds_an_encrypted_connection_that_is_ready() {
    let certificate = Certificate::of("127.0.0.1");
    let relay = certificate.relay();
    let mut world = World::new();
    world.sends_over(encrypted(&certificate, &relay));
    let id = world.order(Kind::Assigned, 1, 10 * SECOND).await;
    world.pass(6 * SECOND).await;
    assert_eq!(relay.connections(), 0);
    world.pass(SECOND).await;
    assert_eq!((relay.connections(), world.state(id).await), (1, State::Leased));
    world.pass(3 * SECOND).await;
    assert_eq!((relay.connections(), world.state(id).await), (1, State::Sent));
}
