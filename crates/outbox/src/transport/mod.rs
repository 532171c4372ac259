//! Handing a letter to whatever takes mail: a relay over SMTP, a folder, or memory (for tests).
//!
//! The outbox's promise hangs on two things that are kept here. [`Transport::connect`] does all that can be done before the
//! point of no return, so that a relay that is away costs no mail anything. And a [`Failure`] names the exact [`Phase`]:
//! up to [`Phase::Content`] the mail certainly did not arrive, in [`Phase::FinalDot`] nobody knows.
//! When to send, and what a failure means, is decided elsewhere ([`crate::classify`]). No password is ever shown.

mod failure;
pub mod file;
pub mod memory;
mod reply;
pub mod smtp;
mod url;

use std::path::PathBuf;
use std::sync::Arc;

pub use failure::{Cause, Failure, Phase};
pub use memory::{Memory, Mishap};
pub use reply::Reply;
pub use smtp::{Login, SmtpSettings, Timeouts, TlsMode};
pub use url::{BadMailUrl, MailUrl};

/// Told of two moments: [`Phase::Data`] when the message is half out, and [`Phase::FinalDot`] when the dot is out.
pub type OnPhase<'a> = &'a (dyn Fn(Phase) + Send + Sync);

/// A letter with its envelope: what is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipient.
    pub to: String,
    /// The same for every attempt to send this letter, and for no other letter.
    pub message_id: String,
    /// The message, with CRLF line ends only.
    pub bytes: Arc<[u8]>,
}

/// A way for mail to leave. Cheap to clone; clones share their idle connections.
#[derive(Clone, Debug)]
pub struct Transport(Way);

#[derive(Clone, Debug)]
enum Way {
    Smtp(smtp::Smtp),
    File(file::Folder),
    Memory(Memory),
}

impl Transport {
    /// The way that `--mail` names.
    ///
    /// # Errors
    /// A file of certificates that cannot be read.
    pub fn open(url: &MailUrl) -> Result<Transport, smtp::BadCertificates> {
        match url {
            MailUrl::File(folder) => Ok(Transport::file(folder.clone())),
            MailUrl::Smtp(settings) => Transport::smtp(SmtpSettings::clone(settings)),
        }
    }

    /// Mail goes to a relay.
    ///
    /// # Errors
    /// A file of certificates that cannot be read.
    pub fn smtp(settings: SmtpSettings) -> Result<Transport, smtp::BadCertificates> {
        smtp::Smtp::new(settings).map(Way::Smtp).map(Transport)
    }

    /// Mail goes into a folder, one `.eml` each.
    pub fn file(folder: impl Into<PathBuf>) -> Transport {
        Transport(Way::File(file::Folder::new(folder.into())))
    }

    /// Mail stays in memory; the handle looks at it and makes attempts fail.
    pub fn memory() -> (Transport, Memory) {
        let memory = Memory::default();
        (Transport(Way::Memory(memory.clone())), memory)
    }

    /// A connection that has just proved to work, new or used before. To be called before the point of no return.
    ///
    /// # Errors
    /// A [`Failure`] in a phase up to [`Phase::Auth`].
    pub async fn connect(&self) -> Result<Session, Failure> {
        match &self.0 {
            Way::Smtp(smtp) => smtp.connect().await.map(Box::new).map(Talk::Smtp),
            Way::File(folder) => folder.open().await.map(|()| Talk::File(folder.clone())),
            Way::Memory(memory) => memory.connect().map(|()| Talk::Memory(memory.clone())),
        }
        .map(Session)
    }

    /// Has so many idle connections ready, for mail that is due shortly: connecting, encrypting and logging in take longer than
    /// a mail may be late. What cannot be had is left to the mails to find out.
    pub async fn warm(&self, connections: usize) {
        match &self.0 {
            Way::Smtp(smtp) => smtp.warm(connections).await,
            Way::File(_) | Way::Memory(_) => {}
        }
    }

    /// Sends one letter outside the outbox, over a connection of its own: for a person who tries whether mail gets through.
    ///
    /// # Errors
    /// As [`Transport::connect`] and [`Session::deliver`].
    pub async fn try_out(&self, parcel: &Parcel) -> Result<Reply, Failure> {
        let mut session = match &self.0 {
            Way::Smtp(smtp) => Session(Talk::Smtp(Box::new(smtp.connect_anew().await?))),
            Way::File(_) | Way::Memory(_) => self.connect().await?,
        };
        session.deliver(parcel, &|_| {}).await
    }

    /// Tries everything but to send a mail, over a connection of its own. Answers with what was found, for a person to read.
    ///
    /// # Errors
    /// As [`Transport::connect`].
    pub async fn probe(&self) -> Result<String, Failure> {
        match &self.0 {
            Way::Smtp(smtp) => smtp.probe().await,
            Way::File(folder) => {
                folder.open().await.map(|()| format!("the folder {} takes files", folder.path().display()))
            }
            Way::Memory(memory) => memory.connect().map(|()| "mail stays in memory".to_owned()),
        }
    }
}

/// An open connection, for one mail at a time.
#[derive(Debug)]
pub struct Session(Talk);

#[derive(Debug)]
enum Talk {
    Smtp(Box<smtp::Conversation>),
    File(file::Folder),
    Memory(Memory),
}

impl Session {
    /// Hands one letter over. An answer means that it was taken, durably.
    ///
    /// # Errors
    /// A [`Failure`] in a phase from [`Phase::MailFrom`] on.
    pub async fn deliver(&mut self, parcel: &Parcel, on_phase: OnPhase<'_>) -> Result<Reply, Failure> {
        match &mut self.0 {
            Talk::Smtp(conversation) => conversation.deliver(parcel, on_phase).await,
            Talk::File(folder) => folder.deliver(parcel, on_phase).await,
            Talk::Memory(memory) => memory.deliver(parcel, on_phase),
        }
    }

    /// Keeps the connection for the next mail, if it is still good for one. Dropping a session closes it.
    pub fn give_back(self) {
        match self.0 {
            Talk::Smtp(conversation) => conversation.give_back(),
            Talk::File(_) | Talk::Memory(_) => {}
        }
    }
}
