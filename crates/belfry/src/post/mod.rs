//! Writing the letters that the outbox sends: loads what a mail is about, and hands it to [`crate::mail`] for the words.
//!
//! [`Post`] is the application's side of the outbox. It answers two questions: what does this mail say now
//! ([`outbox::Letters::write`]), and may it still go ([`outbox::Letters::objection`], asked inside the point of no return).
//! Which mail is owed at all follows from events: the rules stand in `decide.rs`, and `order.rs` carries them out in the
//! transaction of the event. Nothing here sends anything.

mod account;
mod assigned;
mod bell;
mod decide;
mod digest;
mod listed;
mod objection;
pub(crate) mod order;
mod recipient;
mod retry;
pub(crate) mod tell;
#[cfg(test)]
mod tests;
mod told;
mod updated;
mod why;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use outbox::{Draft, Kind, Letter, Letters, Mail, Objection, State};
use store::{Db, Timestamp, Tx};

use crate::mail::{Envelope, Sender, message_id, thread_root};
use crate::mail_setting;
use crate::user::UserId;
pub use bell::{Wish, bell, steer, steer_any};
pub use listed::{
    COUNT_MOST, Figures, Listed, dismiss_listed, figures, hold_all, list, retry_about, retry_listed, steer_listed,
};
use recipient::Recipient;
pub use retry::retry;
pub use why::{Explained, How, Logged, why};

/// How long mail waits before it rings, in case that what it tells of was a slip, or more follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    /// After an assignment.
    pub assigned: Duration,
    /// After the first change that is told.
    pub updated: Duration,
}

/// Writes letters from this sender.
pub struct Post {
    sender: Sender,
    digest_every: Duration,
}

impl Post {
    /// Letters from `sender`; `digest_every` is what a digest says about its own interval.
    pub fn new(sender: Sender, digest_every: Duration) -> Post {
        Post { sender, digest_every }
    }

    /// Where a recipient stops mail like this: about one topic, or every mail of a kind.
    fn stop_url(&self, recipient: &Recipient, mail: &Mail) -> String {
        let token = crate::user::stop_token(&recipient.link_key, recipient.id, mail.kind, mail.topic_id.unwrap_or(0));
        format!("{}/stop/{token}", self.sender.base_url)
    }

    fn envelope(&self, date: Timestamp, key: Option<&str>) -> Result<Envelope, anyhow::Error> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).context("drawing a Message-ID")?;
        Ok(Envelope {
            message_id: message_id(&self.sender.host, random),
            date,
            thread: key.map(|key| thread_root(key, &self.sender.host)),
        })
    }

    fn letter(&self, recipient: &Recipient, envelope: Envelope, bytes: Vec<u8>) -> Letter {
        Letter {
            message_id: envelope.message_id,
            from: self.sender.address.clone(),
            to: recipient.email.clone(),
            bytes: Arc::from(bytes),
            lists: None,
        }
    }
}

impl Letters for Post {
    fn write(&self, db: &Db<'_>, mail: &Mail, date: Timestamp) -> Result<Draft, anyhow::Error> {
        match mail.kind {
            Kind::Assigned => assigned::write(self, db, mail, date),
            Kind::Updated => updated::write(self, db, mail, date),
            Kind::Digest => digest::write(self, db, mail, date),
            Kind::Account => account::write(self, db, mail, date),
        }
    }

    fn objection(&self, tx: &Tx<'_>, mail: &Mail) -> Result<Option<Objection>, store::Error> {
        objection::find(tx, mail)
    }

    fn rest(&self, tx: &Tx<'_>, mail: &Mail) -> Result<Option<(Timestamp, String)>, store::Error> {
        mail_setting::rest(tx, UserId(mail.recipient_id), tx.now())
    }
}

/// There is nothing (left) to say.
fn nothing(reason: &str) -> Draft {
    Draft::Nothing(Objection { end: State::Cancelled, reason: reason.to_owned() })
}
