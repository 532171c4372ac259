//! One attempt: connect, pass the point of no return, send, record the outcome.
//!
//! The connection is made first, so that a relay that is away costs no mail its point of no return. Nothing is sent inside a
//! transaction, and no transaction is open while the relay is waited for.

use std::sync::Arc;
use std::time::Duration;

use store::{Error, Store, Timestamp};

use crate::agenda::{Agenda, Entry, REST_MAX};
use crate::classify::{Verdict, classify, may_be_about_one_message};
use crate::letters::{Draft, Letters};
use crate::mail::{BootId, MailId, State};
use crate::relay::Trouble;
use crate::ring::{self, Attempt, Rung};
use crate::said::without_addresses;
use crate::settle::{self, Settled};
use crate::transport::{Failure, Parcel, Phase, Reply, Session, Transport};

/// What an attempt needs.
pub(crate) struct Flight {
    pub(crate) store: Store,
    pub(crate) boot: BootId,
    pub(crate) letters: Arc<dyn Letters>,
    pub(crate) transport: Transport,
    /// When the relay last took any mail: the evidence for whether a refusal is about us or about one message.
    pub(crate) last_accepted: Option<Timestamp>,
}

/// How an attempt ended.
pub(crate) enum Landing {
    /// The relay could not be reached: the mail did not ring.
    NoSession(Entry, Failure),
    /// It did not ring for another reason.
    NotRung(Entry, Rung),
    /// It was sent, or tried to be, and this was recorded.
    Settled(Outcome, Option<Settled>),
    /// The database failed before the point of no return.
    Broke(Entry, Error),
}

/// What came of an attempt past the point of no return.
pub(crate) struct Outcome {
    id: MailId,
    /// Where it failed, if it did.
    phase: Option<Phase>,
    /// Whether the relay may mean this message alone.
    is_of_one_message: bool,
    verdict: Verdict,
    said: String,
}

/// How long a mail is left alone after the database failed it.
const PAUSE: Duration = Duration::from_secs(1);

pub(crate) async fn fly(flight: Flight, entry: Entry) -> Landing {
    // A mail with nothing to say needs no relay to come to its end.
    let needs_relay = !matches!(&entry.written, Some(written) if matches!(written.draft, Draft::Nothing(_)));
    let session = if needs_relay {
        match flight.transport.connect().await {
            Ok(session) => Some(session),
            Err(failure) => return Landing::NoSession(entry, failure),
        }
    } else {
        None
    };
    match (flight.ring(&entry).await, session) {
        (Ok(Rung::Sending { attempt, parcel, lateness }), session) => {
            crate::crash::point("after-point-of-no-return");
            if let Some(lateness) = lateness {
                metrics::histogram!("belfry_mail_lateness_seconds").record(lateness);
            }
            flight.send(&entry, session, (attempt, parcel)).await
        }
        (Ok(rung), session) => {
            if let Some(session) = session {
                session.give_back();
            }
            Landing::NotRung(entry, rung)
        }
        (Err(error), _) => Landing::Broke(entry, error),
    }
}

impl Flight {
    async fn ring(&self, entry: &Entry) -> Result<Rung, Error> {
        let (boot, id, written) = (self.boot.clone(), entry.mail.id, entry.written.clone());
        let letters = Arc::clone(&self.letters);
        self.store.write_first(move |tx| ring::ring(tx, &boot, id, written.as_ref(), &*letters)).await
    }

    async fn send(&self, entry: &Entry, session: Option<Session>, (attempt, parcel): (Attempt, Parcel)) -> Landing {
        let outcome = match self.hand_over(session, &parcel).await {
            Ok(reply) => Outcome {
                id: attempt.id,
                phase: None,
                is_of_one_message: false,
                verdict: Verdict::Accepted,
                said: reply.to_string(),
            },
            Err(failure) => Outcome {
                id: attempt.id,
                phase: Some(failure.phase),
                is_of_one_message: may_be_about_one_message(&failure),
                verdict: self.judge(entry, &failure),
                said: failure.to_string(),
            },
        };
        crate::crash::point("before-settle");
        let settled = self.settle(attempt, &outcome.verdict, &outcome.said).await;
        Landing::Settled(outcome, settled)
    }

    async fn hand_over(&self, session: Option<Session>, parcel: &Parcel) -> Result<Reply, Failure> {
        let mut session = match session {
            Some(session) => session,
            // It had nothing to say when it was looked at, so no connection was made; meanwhile it was frozen with something.
            None => self.transport.connect().await?,
        };
        let on_phase = |phase| match phase {
            Phase::Data => crate::crash::point("in-data"),
            Phase::FinalDot => crate::crash::point("after-final-dot"),
            _ => {}
        };
        let outcome = session.deliver(parcel, &on_phase).await;
        session.give_back();
        outcome
    }

    /// A refusal "about us" of one message, or a connection that breaks over it, while the relay took others since this
    /// mail's last attempt, is about the message.
    fn judge(&self, entry: &Entry, failure: &Failure) -> Verdict {
        let took_others = entry.mail.sending_at.is_some_and(|last| self.last_accepted > Some(last));
        match classify(failure) {
            verdict if !took_others || !may_be_about_one_message(failure) => verdict,
            Verdict::Configuration => Verdict::Refused,
            Verdict::RelayDown => Verdict::BreaksOff,
            verdict => verdict,
        }
    }

    /// Records the outcome, again and again if the database cannot take it now: it must not be lost.
    async fn settle(&self, attempt: Attempt, verdict: &Verdict, said: &str) -> Option<Settled> {
        let mail = attempt.id.raw();
        loop {
            let (boot, verdict, said) = (self.boot.clone(), verdict.clone(), said.to_owned());
            match self.store.write_first(move |tx| settle::settle(tx, &boot, attempt, &verdict, &said)).await {
                Ok(settled) => return Some(settled),
                Err(error) if self.store.health().is_err() || matches!(error, Error::Closed) => {
                    tracing::error!(mail, %error, "the outcome of an attempt was not recorded; it will be unknown");
                    return None;
                }
                Err(error) => {
                    tracing::error!(mail, %error, "the outcome of an attempt could not be recorded yet");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }
}

/// Tells the agenda, the log and the metrics how an attempt ended. Returns a mail to be given up, and why.
pub(crate) fn note(agenda: &mut Agenda, now: Timestamp, landing: Landing) -> Option<(MailId, String)> {
    agenda.landed();
    match landing {
        Landing::NoSession(entry, failure) => {
            let trouble = match classify(&failure) {
                Verdict::Configuration => Trouble::Refusing,
                _ => Trouble::Down,
            };
            trip(agenda, now, trouble, &without_addresses(&failure.to_string()));
            agenda.keep(entry);
        }
        Landing::NotRung(entry, rung) => {
            agenda.relay.no_news();
            match rung {
                Rung::Stale(mail) => agenda.rewrite(entry, *mail),
                Rung::Early(by) => agenda.pause(entry, now + by.min(REST_MAX)),
                // Another may have taken its place, and may ring.
                Rung::Ended(State::Merged | State::Unknown) => agenda.woken(),
                Rung::AllHeld | Rung::Ended(_) | Rung::Gone | Rung::Sending { .. } => {}
            }
        }
        Landing::Settled(outcome, settled) => {
            hear(agenda, now, &outcome);
            metrics::counter!("belfry_mail_attempts_total", "verdict" => word(&outcome.verdict)).increment(1);
            if settled == Some(Settled::Stale) {
                tracing::warn!(mail = outcome.id.raw(), "an outcome came in for a mail that is no longer ours");
            }
        }
        Landing::Broke(entry, error) => {
            agenda.relay.no_news();
            return broke(agenda, now, entry, &error);
        }
    }
    None
}

/// The database failed a mail. If that is the mail's own fault it is given up after some tries; otherwise it waits.
fn broke(agenda: &mut Agenda, now: Timestamp, entry: Entry, error: &Error) -> Option<(MailId, String)> {
    let id = entry.mail.id;
    tracing::error!(mail = id.raw(), %error, "a mail could not pass its point of no return");
    match error {
        Error::Panicked | Error::NoRow | Error::Unique(_) => {
            agenda.failed(entry, now).then(|| (id, format!("it cannot be sent: {error}")))
        }
        _ => {
            agenda.pause(entry, now + PAUSE);
            None
        }
    }
}

/// What an outcome says about the relay.
fn hear(agenda: &mut Agenda, now: Timestamp, outcome: &Outcome) {
    let Outcome { id, phase, verdict, is_of_one_message, .. } = outcome;
    let (mail, said) = (id.raw(), without_addresses(&outcome.said));
    match verdict {
        Verdict::Accepted => {
            if agenda.relay.accepted(now) {
                metrics::gauge!("belfry_relay_up").set(1.0);
                tracing::info!("the relay takes mail again");
            }
        }
        Verdict::RelayDown if said.starts_with("421") => trip(agenda, now, Trouble::Down, &said),
        Verdict::RelayDown | Verdict::BreaksOff | Verdict::Unknown => {
            tracing::error!(mail, ?phase, said, "the connection to the relay broke while a mail was being sent");
            if agenda.relay.strikes(*id) {
                trip(agenda, now, Trouble::Down, &said);
            }
        }
        Verdict::Configuration if *is_of_one_message && agenda.relay.trusts_us(now) => {
            agenda.relay.no_news();
            tracing::error!(mail, said, "the relay refused a mail that it may refuse for our sake; tried once more");
        }
        Verdict::Configuration => trip(agenda, now, Trouble::Refusing, &said),
        Verdict::Transient | Verdict::NoSuchRecipient | Verdict::Refused => {
            if agenda.relay.works() {
                metrics::gauge!("belfry_relay_up").set(1.0);
            }
            tracing::error!(mail, class = word(verdict), said, "the relay refused a mail");
        }
    }
}

fn trip(agenda: &mut Agenda, now: Timestamp, trouble: Trouble, said: &str) {
    metrics::gauge!("belfry_relay_up").set(0.0);
    agenda.relay.hears(said);
    if agenda.relay.trips(now, trouble) {
        match trouble {
            Trouble::Down => tracing::error!(said, "the relay cannot be reached; mail waits and is tried again"),
            Trouble::Refusing => {
                tracing::error!(
                    said,
                    "THE RELAY REFUSES US: check --mail and --mail-from; all mail waits until it is mended"
                );
            }
        }
    }
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::RelayDown | Verdict::BreaksOff => "relay-down",
        Verdict::Transient => "transient",
        Verdict::Configuration => "configuration",
        Verdict::NoSuchRecipient => "no-such-recipient",
        Verdict::Refused => "refused",
        Verdict::Unknown => "unknown",
    }
}
