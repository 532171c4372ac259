//! A relay that hangs up, stalls, or talks nonsense, in each phase.

use std::time::Duration;

use outbox::transport::{Cause, Failure, Phase, SmtpSettings, Timeouts, Transport};
use testrelay::{Act, Options, Relay, Rule, Step};

use super::{FOREVER, SHORT, assert_lost, attempt, large, parcel, settings, transport};

async fn after(step: Step, act: Act) -> (Failure, Relay) {
    let relay = Relay::start();
    relay.add(Rule::new(step, act));
    let failure = attempt(&transport(&relay), &parcel("ada@example.com")).await.unwrap_err();
    (failure, relay)
}

const STEPS: [(Step, Phase); 7] = [
    (Step::Connect, Phase::Hello),
    (Step::Greeting, Phase::Hello),
    (Step::Ehlo, Phase::Hello),
    (Step::Mail, Phase::MailFrom),
    (Step::Rcpt, Phase::RcptTo),
    (Step::Data, Phase::Data),
    (Step::Dot, Phase::FinalDot),
];

#[tokio::test]
async fn a_relay_that_hangs_up_fails_the_phase_it_hung_up_in() {
    for (step, phase) in STEPS {
        let (failure, relay) = after(step, Act::HangUp).await;
        assert_lost(&failure, phase);
        assert_eq!(relay.mails().len(), 0);
    }
}

#[tokio::test]
async fn a_relay_that_takes_a_mail_and_hangs_up_looks_like_one_that_did_not() {
    let (failure, relay) = after(Step::Dot, Act::KeepAndHangUp).await;
    assert_lost(&failure, Phase::FinalDot);
    assert_eq!(relay.mails().len(), 1);
}

fn quick(step: Step) -> Timeouts {
    let mut timeouts = Timeouts::default();
    let each = match step {
        Step::Connect | Step::Greeting => &mut timeouts.greeting,
        Step::Ehlo => &mut timeouts.hello,
        Step::Mail => &mut timeouts.mail,
        Step::Rcpt => &mut timeouts.rcpt,
        Step::Data => &mut timeouts.data,
        Step::Dot => &mut timeouts.dot,
        other => panic!("{other:?} has no time-out of its own"),
    };
    *each = SHORT;
    timeouts
}

#[tokio::test]
async fn each_phase_has_its_own_time() {
    for (step, phase) in STEPS {
        for act in [Act::Wait(FOREVER), Act::Tarpit(Duration::from_millis(20))] {
            if step == Step::Connect && matches!(act, Act::Tarpit(_)) {
                continue;
            }
            let relay = Relay::start();
            relay.add(Rule::new(step, act));
            let settings = SmtpSettings { timeouts: quick(step), ..settings(&relay) };
            let transport = Transport::smtp(settings).unwrap();
            let failure = attempt(&transport, &parcel("ada@example.com")).await.unwrap_err();
            assert_eq!(failure, phase.failed(Cause::TimedOut), "{step:?}");
        }
    }
}

#[tokio::test]
async fn a_late_answer_in_time_is_an_answer() {
    let relay = Relay::start();
    for (step, _) in STEPS {
        relay.add(Rule::new(step, Act::Wait(Duration::from_millis(5))));
    }
    assert!(attempt(&transport(&relay), &parcel("ada@example.com")).await.is_ok());
}

#[tokio::test]
async fn a_message_that_is_not_read_to_its_end_certainly_did_not_arrive() {
    let relay = Relay::start();
    relay.add(Rule::new(Step::Content, Act::HangUp).once());
    let failure = attempt(&transport(&relay), &large()).await.unwrap_err();
    assert_lost(&failure, Phase::Content);

    relay.add(Rule::new(Step::Content, Act::Wait(FOREVER)));
    for timeouts in
        [Timeouts { block: SHORT, ..Timeouts::default() }, Timeouts { content: SHORT, ..Timeouts::default() }]
    {
        let transport = Transport::smtp(SmtpSettings { timeouts, ..settings(&relay) }).unwrap();
        let failure = attempt(&transport, &large()).await.unwrap_err();
        assert_eq!(failure, Phase::Content.failed(Cause::TimedOut));
    }
    assert_eq!(relay.mails().len(), 0);
}

#[tokio::test]
async fn an_answer_in_the_middle_of_a_message_is_not_taken_for_the_one_to_the_dot() {
    let relay = Relay::start();
    relay.add(Rule::new(Step::Content, Act::Raw(b"250 2.0.0 kept\r\n".to_vec())).once());
    assert_lost(&attempt(&transport(&relay), &large()).await.unwrap_err(), Phase::Content);
    relay.add(Rule::new(Step::Content, Act::Raw(b"421 4.3.2 going down\r\n".to_vec())).once());
    let failure = attempt(&transport(&relay), &large()).await.unwrap_err();
    assert_eq!(failure.to_string(), "421 4.3.2 going down (sending the message)");
    assert_eq!(relay.mails().len(), 0);
}

#[tokio::test]
async fn answers_out_of_step_are_noticed_before_the_next_question() {
    for (step, phase) in [(Step::Mail, Phase::RcptTo), (Step::Rcpt, Phase::Data)] {
        let (failure, relay) = after(step, Act::Raw(b"250 ok\r\n250 ok\r\n".to_vec())).await;
        assert_lost(&failure, phase);
        assert_eq!(relay.data_commands().len(), 0);
    }
    let (failure, _) = after(Step::Data, Act::Raw(b"354 go\r\n250 kept\r\n".to_vec())).await;
    assert_lost(&failure, Phase::Content);
}

#[tokio::test]
async fn nonsense_is_a_loss_in_its_phase() {
    let nonsense = [&b"what?\r\n"[..], b"\x16\x03\x01\x02\x00\n", b"250_ok\r\n", b"\r\n", &[b'x'; 70_000]];
    for (step, phase) in STEPS.into_iter().skip(1) {
        for bytes in nonsense {
            let (failure, _) = after(step, Act::Raw(bytes.to_vec())).await;
            assert_lost(&failure, phase);
            assert!(failure.to_string().len() < 300, "{failure}");
        }
    }
}

#[tokio::test]
async fn a_relay_that_is_away_fails_the_connection_and_is_used_when_it_is_back() {
    let relay = Relay::start();
    let (address, transport) = (relay.address(), transport(&relay));
    relay.stop();
    assert_lost(&attempt(&transport, &parcel("ada@example.com")).await.unwrap_err(), Phase::Connect);
    let relay = Relay::start_at(address, Options::default()).unwrap();
    relay.refuse_connections(true);
    assert_lost(&attempt(&transport, &parcel("ada@example.com")).await.unwrap_err(), Phase::Hello);
    relay.refuse_connections(false);
    assert!(attempt(&transport, &parcel("ada@example.com")).await.is_ok());
    assert_eq!(relay.wait_for(1, SHORT).len(), 1);
}

#[tokio::test]
async fn a_host_without_an_address_fails_the_connection() {
    let transport = Transport::open(&"smtp://no-such-host.invalid".parse().unwrap()).unwrap();
    assert_eq!(attempt(&transport, &parcel("ada@example.com")).await.unwrap_err().phase, Phase::Connect);
}
