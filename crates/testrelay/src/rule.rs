//! How a relay misbehaves: at which step, of which mail, and what it does.

use std::time::Duration;

use crate::ledger::Place;

/// A step of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The connection was made. Only hanging up and waiting make sense.
    Connect,
    /// The greeting is due.
    Greeting,
    /// `EHLO` or `HELO` was said.
    Ehlo,
    /// `STARTTLS` was said.
    StartTls,
    /// A login is complete.
    Auth,
    /// `MAIL FROM` was said.
    Mail,
    /// `RCPT TO` was said.
    Rcpt,
    /// `DATA` was said.
    Data,
    /// The first bytes of the message came. Answering here is answering unasked.
    Content,
    /// The final dot came.
    Dot,
    /// `RSET` was said.
    Rset,
}

/// What the relay does instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Answers this; several lines are separated by `\n`. It is meant: a mail that is refused is not kept, one that is
    /// answered with 2xx is. After a 421 the relay hangs up.
    Answer(String),
    /// Sends exactly these bytes and goes on as if it had said yes.
    Raw(Vec<u8>),
    /// Hangs up without a word. A mail whose dot came is not kept.
    HangUp,
    /// Keeps the mail and hangs up without a word. Only after the dot; elsewhere the same as [`Act::HangUp`].
    KeepAndHangUp,
    /// Waits, then goes on as usual.
    Wait(Duration),
    /// Says what is usual, one byte each time this long has passed.
    Tarpit(Duration),
}

/// At which step of which mail the relay does what.
#[derive(Clone, Debug)]
pub struct Rule {
    step: Step,
    act: Act,
    recipient: Option<String>,
    mail: Option<u64>,
    connection: Option<u64>,
    left: Option<u32>,
}

impl Rule {
    /// At every such step.
    pub fn new(step: Step, act: Act) -> Rule {
        Rule { step, act, recipient: None, mail: None, connection: None, left: None }
    }

    /// At every such step, answers this.
    pub fn answer(step: Step, text: impl Into<String>) -> Rule {
        Rule::new(step, Act::Answer(text.into()))
    }

    /// Only of mail to this recipient. It is known from `RCPT TO` on.
    #[must_use]
    pub fn to(mut self, recipient: impl Into<String>) -> Rule {
        self.recipient = Some(recipient.into());
        self
    }

    /// Only of the relay's so-manieth mail, from 1 on, refused ones included.
    #[must_use]
    pub fn mail(mut self, number: u64) -> Rule {
        self.mail = Some(number);
        self
    }

    /// Only over the relay's so-manieth connection, from 1 on.
    #[must_use]
    pub fn connection(mut self, number: u64) -> Rule {
        self.connection = Some(number);
        self
    }

    /// Only the first so many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Rule {
        self.left = Some(times);
        self
    }

    /// Only the first time.
    #[must_use]
    pub fn once(self) -> Rule {
        self.times(1)
    }

    pub(crate) fn applies(&mut self, step: Step, place: &Place<'_>) -> Option<Act> {
        let fits = self.step == step
            && self.mail.is_none_or(|mail| mail == place.mail)
            && self.connection.is_none_or(|connection| connection == place.connection)
            && self
                .recipient
                .as_ref()
                .is_none_or(|wanted| place.recipients.iter().any(|to| to.eq_ignore_ascii_case(wanted)))
            && self.left != Some(0);
        if !fits {
            return None;
        }
        self.left = self.left.map(|left| left - 1);
        Some(self.act.clone())
    }
}
