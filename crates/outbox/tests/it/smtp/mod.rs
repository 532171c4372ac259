//! Letters to a relay that misbehaves in every phase.
//!
//! What a failure then means for the mail is decided, and tested, in `outbox::classify`.

mod accepted;
mod encrypted;
mod lost;
mod pooled;
mod refused;
mod warm;

use std::sync::Mutex;
use std::time::Duration;

use outbox::transport::{Cause, Failure, MailUrl, Parcel, Phase, Reply, Session, SmtpSettings, Transport};
use testrelay::Relay;

/// Longer than any test takes: what waits for this waits for ever.
const FOREVER: Duration = Duration::from_secs(600);
/// Time enough for a relay in this process, and little enough to wait for.
const SHORT: Duration = Duration::from_millis(100);

fn settings(relay: &Relay) -> SmtpSettings {
    match relay.url().parse() {
        Ok(MailUrl::Smtp(settings)) => *settings,
        other => panic!("{} parsed as {other:?}", relay.url()),
    }
}

fn transport(relay: &Relay) -> Transport {
    Transport::smtp(settings(relay)).unwrap()
}

fn parcel(to: &str) -> Parcel {
    parcel_of(to, "Subject: Lunch\r\n\r\nAt noon.\r\n".as_bytes())
}

fn parcel_of(to: &str, bytes: &[u8]) -> Parcel {
    Parcel {
        from: "belfry@example.com".into(),
        to: to.into(),
        message_id: "<1@example.com>".into(),
        bytes: bytes.into(),
    }
}

/// More than the system takes off a sender's hands without a reader.
fn large() -> Parcel {
    parcel_of("ada@example.com", &b"sixteen letters\r\n".repeat(2_000_000))
}

async fn deliver(session: &mut Session, parcel: &Parcel) -> Result<Reply, Failure> {
    session.deliver(parcel, &|_| {}).await
}

/// One attempt from the beginning.
async fn attempt(transport: &Transport, parcel: &Parcel) -> Result<Reply, Failure> {
    let mut session = transport.connect().await?;
    let outcome = deliver(&mut session, parcel).await;
    session.give_back();
    outcome
}

/// Which phases an attempt told of.
async fn phases_of(transport: &Transport, parcel: &Parcel) -> Vec<Phase> {
    let phases = Mutex::new(Vec::new());
    let mut session = transport.connect().await.unwrap();
    let _ = session.deliver(parcel, &|phase| phases.lock().unwrap().push(phase)).await;
    phases.into_inner().unwrap()
}

fn replied(phase: Phase, code: u16, enhanced: Option<(u8, u16, u16)>, text: &str) -> Failure {
    phase.failed(Cause::Reply(Reply { code, enhanced, text: text.to_owned() }))
}

#[track_caller]
fn assert_lost(failure: &Failure, phase: Phase) {
    assert_eq!(failure.phase, phase, "{failure}");
    assert!(matches!(failure.cause, Cause::Lost(_)), "{failure:?}");
}
