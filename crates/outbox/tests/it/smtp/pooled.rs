//! Connections that are used again.

use std::time::Duration;

use outbox::transport::{SmtpSettings, Transport};
use testrelay::{Act, Relay, Rule, Step};

use super::{attempt, deliver, parcel, settings, transport};

async fn send(transport: &Transport, times: usize) {
    for _ in 0..times {
        attempt(transport, &parcel("ada@example.com")).await.unwrap();
    }
}

#[tokio::test]
async fn one_connection_serves_one_mail_after_the_other() {
    let relay = Relay::start();
    send(&transport(&relay), 5).await;
    assert_eq!((relay.mails().len(), relay.connections()), (5, 1));
}

#[tokio::test]
async fn trying_it_out_uses_a_connection_of_its_own() {
    let relay = Relay::start();
    let transport = transport(&relay);
    send(&transport, 1).await;
    transport.try_out(&parcel("ada@example.com")).await.unwrap();
    assert_eq!((relay.mails().len(), relay.connections()), (2, 2));
    send(&transport, 1).await;
    assert_eq!((relay.mails().len(), relay.connections()), (3, 2), "the first connection is still kept");
}

#[tokio::test]
async fn two_mails_at_once_use_two_connections() {
    let relay = Relay::start();
    let transport = transport(&relay);
    let (mut one, mut two) = (transport.connect().await.unwrap(), transport.connect().await.unwrap());
    deliver(&mut one, &parcel("ada@example.com")).await.unwrap();
    deliver(&mut two, &parcel("ben@example.com")).await.unwrap();
    one.give_back();
    two.give_back();
    send(&transport, 2).await;
    assert_eq!(relay.connections(), 2);
}

#[tokio::test]
async fn a_connection_is_replaced_after_so_many_mails() {
    let relay = Relay::start();
    let transport = Transport::smtp(SmtpSettings { mails_max: 2, ..settings(&relay) }).unwrap();
    send(&transport, 5).await;
    let connections: Vec<u64> = relay.mails().iter().map(|mail| mail.connection).collect();
    assert_eq!(connections, [1, 1, 2, 2, 3]);
}

#[tokio::test]
async fn a_connection_that_was_idle_for_too_long_is_closed() {
    let relay = Relay::start();
    let transport = Transport::smtp(SmtpSettings { idle_max: Duration::from_millis(20), ..settings(&relay) }).unwrap();
    send(&transport, 1).await;
    let quiet = tokio::task::spawn_blocking(move || (relay.wait_until_quiet(Duration::from_secs(10)), relay));
    let (is_quiet, relay) = quiet.await.unwrap();
    assert!(is_quiet);
    send(&transport, 1).await;
    assert_eq!(relay.connections(), 2);
}

#[tokio::test]
async fn a_connection_that_the_relay_closed_meanwhile_costs_no_mail_anything() {
    let relay = Relay::start();
    let transport = transport(&relay);
    send(&transport, 1).await;
    relay.hang_up();
    send(&transport, 1).await;
    relay.add(Rule::answer(Step::Rset, "421 4.4.2 you were idle"));
    send(&transport, 1).await;
    assert_eq!((relay.mails().len(), relay.data_commands().len(), relay.connections()), (3, 3, 3));
}

#[tokio::test]
async fn a_connection_that_stopped_answering_is_not_used() {
    let relay = Relay::start();
    let mut settings = settings(&relay);
    settings.timeouts.check = Duration::from_millis(50);
    let transport = Transport::smtp(settings).unwrap();
    send(&transport, 1).await;
    relay.add(Rule::new(Step::Rset, Act::Wait(super::FOREVER)));
    send(&transport, 1).await;
    assert_eq!(relay.connections(), 2);
}

#[tokio::test]
async fn a_refused_mail_leaves_the_connection_good_and_a_lost_one_does_not() {
    let relay = Relay::start();
    let transport = transport(&relay);
    for step in [Step::Mail, Step::Rcpt, Step::Data, Step::Dot] {
        relay.add(Rule::answer(step, "550 no").once());
        attempt(&transport, &parcel("ada@example.com")).await.unwrap_err();
    }
    send(&transport, 1).await;
    assert_eq!(relay.connections(), 1);
    relay.add(Rule::answer(Step::Rcpt, "421 4.3.2 bye").once());
    attempt(&transport, &parcel("ada@example.com")).await.unwrap_err();
    send(&transport, 1).await;
    assert_eq!(relay.connections(), 2);
    relay.add(Rule::new(Step::Dot, Act::HangUp).once());
    attempt(&transport, &parcel("ada@example.com")).await.unwrap_err();
    send(&transport, 1).await;
    assert_eq!(relay.connections(), 3);
}

#[tokio::test]
async fn a_session_whose_delivery_was_dropped_is_not_used_again() {
    let relay = Relay::start();
    let transport = transport(&relay);
    relay.add(Rule::new(Step::Rcpt, Act::Wait(super::FOREVER)).once());
    let mut session = transport.connect().await.unwrap();
    let cut = tokio::time::timeout(super::SHORT, deliver(&mut session, &parcel("ada@example.com"))).await;
    assert!(cut.is_err());
    session.give_back();
    send(&transport, 1).await;
    assert_eq!((relay.mails().len(), relay.connections()), (1, 2));
}
