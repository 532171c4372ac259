//! What a failed attempt means: whose fault it is, and so what is to be done. Pure.
//!
//! The classes are those of `docs/outbox.md`, "Failures". Reply codes: RFC 5321 section 4.2, enhanced codes: RFC 3463.

use crate::transport::{Cause, Failure, Phase, Reply};

/// What an attempt came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The relay took it.
    Accepted,
    /// The relay is away or about to go: nobody's attempt is spent.
    RelayDown,
    /// The same, but the relay took other mail since it last broke off over this one.
    BreaksOff,
    /// Not now, says the relay: tried again later.
    Transient,
    /// The relay does not want us: a matter of credentials or permission.
    Configuration,
    /// There is no such address.
    NoSuchRecipient,
    /// The relay does not want this message.
    Refused,
    /// It went out whole, and no answer came.
    Unknown,
}

/// The class of a failure.
pub fn classify(failure: &Failure) -> Verdict {
    match &failure.cause {
        Cause::TimedOut | Cause::Lost(_) if failure.phase == Phase::FinalDot => Verdict::Unknown,
        Cause::TimedOut | Cause::Lost(_) => Verdict::RelayDown,
        Cause::Unfit(_) if is_about_the_relay(failure.phase) => Verdict::Configuration,
        Cause::Unfit(_) => Verdict::Refused,
        Cause::Reply(reply) if is_about_the_relay(failure.phase) => greeting_refused(reply),
        Cause::Reply(reply) => message_refused(failure.phase, reply),
    }
}

/// Whether a refusal in this phase may be about one message. Asking for a login never is.
pub(crate) fn may_be_about_one_message(failure: &Failure) -> bool {
    let asks_for_login = matches!(&failure.cause, Cause::Reply(reply) if matches!(reply.code, 530 | 534 | 535 | 538));
    !asks_for_login && !is_about_the_relay(failure.phase)
}

fn is_about_the_relay(phase: Phase) -> bool {
    match phase {
        Phase::Connect | Phase::Tls | Phase::Hello | Phase::Auth => true,
        Phase::MailFrom | Phase::RcptTo | Phase::Data | Phase::Content | Phase::FinalDot => false,
    }
}

fn greeting_refused(reply: &Reply) -> Verdict {
    match reply.code {
        500..=599 => Verdict::Configuration,
        _ => Verdict::RelayDown,
    }
}

fn message_refused(phase: Phase, reply: &Reply) -> Verdict {
    match (reply.code, reply.enhanced) {
        (421, _) => Verdict::RelayDown,
        (400..=499, _) => Verdict::Transient,
        (530 | 534 | 535 | 538, _) | (500..=599, Some((5, 7, _))) => Verdict::Configuration,
        (500..=599, Some((5, 1, 1..=3 | 6 | 10))) if phase == Phase::RcptTo => Verdict::NoSuchRecipient,
        (550..=553, Some((5, 1, 1..=3 | 6 | 10))) => Verdict::NoSuchRecipient,
        // Too large, says the relay: RFC 1870 lets it say so as soon as it is told the size.
        (552, _) | (500..=599, Some((5, 2, _) | (5, 3, 4))) => Verdict::Refused,
        (500..=599, _) if phase == Phase::MailFrom => Verdict::Configuration,
        (500..=599, _) => Verdict::Refused,
        // A reply outside RFC 5321: the conversation cannot be trusted. After the dot, neither can its outcome.
        _ if phase == Phase::FinalDot => Verdict::Unknown,
        _ => Verdict::RelayDown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replied(phase: Phase, code: u16, enhanced: Option<(u8, u16, u16)>) -> Verdict {
        classify(&Failure { phase, cause: Cause::Reply(Reply { code, enhanced, text: String::new() }) })
    }

    #[test]
    fn a_loss_is_unknown_only_after_the_final_dot() {
        for phase in [Phase::Connect, Phase::Tls, Phase::MailFrom, Phase::RcptTo, Phase::Data, Phase::Content] {
            assert_eq!(classify(&Failure { phase, cause: Cause::TimedOut }), Verdict::RelayDown);
            assert_eq!(classify(&Failure { phase, cause: Cause::Lost("reset".into()) }), Verdict::RelayDown);
        }
        assert_eq!(classify(&Failure { phase: Phase::FinalDot, cause: Cause::TimedOut }), Verdict::Unknown);
    }

    #[test]
    fn being_asked_for_a_login_is_never_about_one_message() {
        let refused = |phase, code| {
            let cause = Cause::Reply(Reply { code, enhanced: None, text: String::new() });
            may_be_about_one_message(&Failure { phase, cause })
        };
        assert!(refused(Phase::MailFrom, 550) && refused(Phase::FinalDot, 554));
        assert!(!refused(Phase::MailFrom, 530) && !refused(Phase::Auth, 535) && !refused(Phase::Hello, 550));
    }

    #[test]
    fn every_row_of_the_table_of_failures_has_its_class() {
        let rows = [
            (Phase::Connect, 421, None, Verdict::RelayDown),
            (Phase::RcptTo, 421, Some((4, 3, 2)), Verdict::RelayDown),
            (Phase::RcptTo, 450, None, Verdict::Transient),
            (Phase::RcptTo, 451, Some((4, 7, 1)), Verdict::Transient),
            (Phase::FinalDot, 452, None, Verdict::Transient),
            (Phase::MailFrom, 530, Some((5, 7, 0)), Verdict::Configuration),
            (Phase::Auth, 535, Some((5, 7, 8)), Verdict::Configuration),
            (Phase::RcptTo, 550, Some((5, 7, 1)), Verdict::Configuration),
            (Phase::RcptTo, 550, Some((5, 1, 1)), Verdict::NoSuchRecipient),
            (Phase::RcptTo, 550, Some((5, 1, 2)), Verdict::NoSuchRecipient),
            (Phase::FinalDot, 550, Some((5, 1, 1)), Verdict::NoSuchRecipient),
            (Phase::RcptTo, 550, None, Verdict::Refused),
            (Phase::FinalDot, 554, None, Verdict::Refused),
            (Phase::FinalDot, 554, Some((5, 6, 0)), Verdict::Refused),
            (Phase::MailFrom, 550, None, Verdict::Configuration),
            (Phase::MailFrom, 552, None, Verdict::Refused),
            (Phase::MailFrom, 554, Some((5, 3, 4)), Verdict::Refused),
            (Phase::MailFrom, 550, Some((5, 2, 3)), Verdict::Refused),
        ];
        for (phase, code, enhanced, verdict) in rows {
            assert_eq!(replied(phase, code, enhanced), verdict, "{phase:?} {code} {enhanced:?}");
        }
    }
}
