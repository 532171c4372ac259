//! What a relay takes, and how.

use outbox::transport::{Parcel, Phase};
use testrelay::{Act, Relay, Rule, Step};

use super::{attempt, large, parcel, parcel_of, phases_of, transport};

#[tokio::test]
async fn a_letter_arrives_as_it_was_with_its_envelope() {
    let relay = Relay::start();
    let reply = attempt(&transport(&relay), &parcel("ada@example.com")).await.unwrap();
    assert_eq!(reply.to_string(), "250 2.0.0 kept");
    let mails = relay.mails();
    assert_eq!(
        (mails[0].from.as_str(), mails[0].to.as_slice()),
        ("belfry@example.com", &["ada@example.com".to_owned()][..])
    );
    assert_eq!(mails[0].bytes, *parcel("ada@example.com").bytes);
    assert_eq!(mails[0].header("subject").as_deref(), Some("Lunch"));
    assert!(mails[0].data_at <= mails[0].dot_at);
}

#[tokio::test]
async fn lines_with_dots_survive() {
    let relay = Relay::start();
    let transport = transport(&relay);
    let bodies = [
        ".\r\n",
        "..\r\n",
        "a\r\n.\r\nb\r\n",
        "a\r\n..\r\n...\r\n.b.\r\n",
        "\r\n.\r\n\r\n",
        ".\r\nMAIL FROM:<eve@example.com>\r\n.\r\n",
        "",
        "Grüße.\r\n.Ende\r\n",
    ];
    for body in bodies {
        attempt(&transport, &parcel_of("ada@example.com", format!("S: x\r\n\r\n{body}").as_bytes())).await.unwrap();
        attempt(&transport, &parcel_of("ada@example.com", format!(".{body}\r\n").as_bytes())).await.unwrap();
    }
    let kept: Vec<String> = relay.mails().iter().map(|mail| String::from_utf8(mail.bytes.clone()).unwrap()).collect();
    let sent: Vec<String> =
        bodies.iter().flat_map(|body| [format!("S: x\r\n\r\n{body}"), format!(".{body}\r\n")]).collect();
    assert_eq!(kept, sent);
    assert_eq!(relay.connections(), 1);
}

#[tokio::test]
async fn a_large_letter_arrives_whole() {
    let relay = Relay::start();
    attempt(&transport(&relay), &large()).await.unwrap();
    assert!(relay.mails()[0].bytes == *large().bytes);
}

#[tokio::test]
async fn the_moments_of_a_delivery_are_told_in_their_order() {
    let relay = Relay::start();
    assert_eq!(phases_of(&transport(&relay), &parcel("ada@example.com")).await, [Phase::Data, Phase::FinalDot]);
    relay.add(Rule::answer(Step::Data, "451 not now"));
    assert_eq!(phases_of(&transport(&relay), &parcel("ada@example.com")).await, []);
    relay.behave();
    relay.add(Rule::new(Step::Dot, Act::HangUp));
    assert_eq!(phases_of(&transport(&relay), &parcel("ada@example.com")).await, [Phase::Data, Phase::FinalDot]);
}

#[tokio::test]
async fn replies_of_many_or_long_lines_are_replies() {
    let relay = Relay::start();
    let long = "x".repeat(3000);
    relay.add(Rule::answer(Step::Greeting, "220-one\n220-two\n220 three"));
    relay.add(Rule::answer(Step::Mail, "250-one\n250-\n250 three"));
    relay.add(Rule::answer(Step::Rcpt, format!("250 2.1.5 {long}")));
    relay.add(Rule::answer(Step::Dot, "250-2.0.0 kept\n250 2.0.0 as 17"));
    let reply = attempt(&transport(&relay), &parcel("ada@example.com")).await.unwrap();
    assert_eq!(reply.to_string(), "250 2.0.0 kept as 17");
}

#[tokio::test]
async fn what_no_relay_could_be_told_is_not_sent() {
    let relay = Relay::start();
    let smuggled = parcel_of("ada@example.com", b"a\n.\r\nMAIL FROM:<eve@example.com>\r\n");
    for parcel in
        [smuggled, parcel("ada@example.com>\r\nDATA"), Parcel { from: "a b".into(), ..parcel("ada@example.com") }]
    {
        let failure = attempt(&transport(&relay), &parcel).await.unwrap_err();
        assert_eq!(failure.phase, Phase::MailFrom, "{failure}");
        assert_eq!(outbox::classify::classify(&failure), outbox::classify::Verdict::Refused);
    }
    assert_eq!(relay.data_commands().len(), 0);
}

#[tokio::test]
async fn a_probe_tells_who_answers_and_sends_nothing() {
    let relay = Relay::start();
    let found = transport(&relay).probe().await.unwrap();
    assert!(found.contains("without encryption: 220 testrelay ESMTP"), "{found}");
    assert_eq!(relay.data_commands().len(), 0);
    let address = relay.address();
    relay.stop();
    let away = outbox::transport::Transport::open(&format!("smtp://{address}").parse().unwrap()).unwrap();
    assert_eq!(away.probe().await.unwrap_err().phase, Phase::Connect);
}
