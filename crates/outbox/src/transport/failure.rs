//! What can go wrong with one attempt: in which phase of the conversation, and how.

use std::fmt;

use super::Reply;

/// A phase of a conversation with a relay, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Looking the relay up and reaching it.
    Connect,
    /// Agreeing on encryption.
    Tls,
    /// The greeting and `EHLO`.
    Hello,
    /// Saying who we are.
    Auth,
    /// `MAIL FROM`.
    MailFrom,
    /// `RCPT TO`.
    RcptTo,
    /// The command `DATA`, up to its answer.
    Data,
    /// The message itself. As long as a failure is in this phase, the relay cannot have had the final dot.
    Content,
    /// From the moment in which the final dot was handed over whole, up to its answer.
    FinalDot,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Phase::Connect => "connecting",
            Phase::Tls => "agreeing on TLS",
            Phase::Hello => "the greeting",
            Phase::Auth => "the login",
            Phase::MailFrom => "MAIL FROM",
            Phase::RcptTo => "RCPT TO",
            Phase::Data => "DATA",
            Phase::Content => "sending the message",
            Phase::FinalDot => "the final dot",
        })
    }
}

impl Phase {
    /// A failure in this phase.
    pub fn failed(self, cause: Cause) -> Failure {
        Failure { phase: self, cause }
    }
}

/// Why an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// No answer in the time this phase is given.
    TimedOut,
    /// The connection could not be made, broke, or made no sense any more.
    Lost(String),
    /// The relay answered, and not with yes.
    Reply(Reply),
    /// We did not go on: what the relay offers does not fit our settings, or the mail cannot be told in SMTP.
    Unfit(String),
}

/// A failed attempt. Displays a reply as it came, its code first, and then in which phase.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Failure {
    /// Where in the conversation.
    pub phase: Phase,
    /// How.
    pub cause: Cause,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = self.phase;
        match &self.cause {
            Cause::TimedOut => write!(f, "no answer in time ({phase})"),
            Cause::Lost(what) | Cause::Unfit(what) => write!(f, "{what} ({phase})"),
            Cause::Reply(reply) => write!(f, "{reply} ({phase})"),
        }
    }
}
