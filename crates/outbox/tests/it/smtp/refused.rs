//! A relay that says no, in each phase.

use outbox::transport::{Failure, Phase};
use testrelay::{Relay, Rule, Step};

use super::{attempt, parcel, replied, transport};

async fn answered(step: Step, text: &str) -> (Failure, Relay) {
    let relay = Relay::start();
    relay.add(Rule::answer(step, text).once());
    let failure = attempt(&transport(&relay), &parcel("ada@example.com")).await.unwrap_err();
    assert_eq!(relay.mails().len(), 0);
    (failure, relay)
}

#[tokio::test]
async fn each_phase_passes_the_relays_words_on() {
    let steps = [
        (Step::Greeting, Phase::Hello),
        (Step::Ehlo, Phase::Hello),
        (Step::Mail, Phase::MailFrom),
        (Step::Rcpt, Phase::RcptTo),
        (Step::Data, Phase::Data),
        (Step::Dot, Phase::FinalDot),
    ];
    let answers = [
        ("421 4.3.2 shutting down", (421, Some((4, 3, 2)), "shutting down")),
        ("451 try later", (451, None, "try later")),
        ("550-5.1.1 no such\n550 5.1.1 user", (550, Some((5, 1, 1)), "no such user")),
        ("554 no", (554, None, "no")),
    ];
    for (step, phase) in steps {
        for (text, (code, enhanced, words)) in answers {
            assert_eq!(answered(step, text).await.0, replied(phase, code, enhanced, words));
        }
    }
}

#[tokio::test]
async fn a_failure_displays_the_relays_words_with_the_code_first() {
    let (failure, _) = answered(Step::Rcpt, "450 4.2.0 greylisted").await;
    assert_eq!(failure.to_string(), "450 4.2.0 greylisted (RCPT TO)");
}

#[tokio::test]
async fn a_yes_where_another_answer_is_due_is_no_yes() {
    let (failure, _) = answered(Step::Data, "250 ok").await;
    assert_eq!(failure, replied(Phase::Data, 250, None, "ok"));
    let (failure, _) = answered(Step::Rcpt, "354 go").await;
    assert_eq!(failure, replied(Phase::RcptTo, 354, None, "go"));
    let (failure, _) = answered(Step::Dot, "354 go").await;
    assert_eq!(failure, replied(Phase::FinalDot, 354, None, "go"));
}

#[tokio::test]
async fn a_rule_can_be_about_one_recipient_or_one_mail() {
    let relay = Relay::start();
    let transport = transport(&relay);
    relay.add(Rule::answer(Step::Rcpt, "550 5.1.1 no Eve").to("eve@example.com"));
    relay.add(Rule::answer(Step::Dot, "452 full").mail(2));
    assert!(attempt(&transport, &parcel("ada@example.com")).await.is_ok());
    assert_eq!(attempt(&transport, &parcel("ben@example.com")).await.unwrap_err().phase, Phase::FinalDot);
    assert_eq!(attempt(&transport, &parcel("eve@example.com")).await.unwrap_err().phase, Phase::RcptTo);
    assert!(attempt(&transport, &parcel("ben@example.com")).await.is_ok());
    assert_eq!((relay.mails().len(), relay.data_commands().len(), relay.connections()), (2, 3, 1));
}
