//! What a relay received, over the wire.

use outbox::transport::{MailUrl, Parcel, SmtpSettings, Transport};
use testrelay::{Received, Relay};

use crate::mailbox::Letter;
use crate::world::{Wish, World};

/// How to reach this relay.
pub fn settings(relay: &Relay) -> SmtpSettings {
    match relay.url().parse() {
        Ok(MailUrl::Smtp(settings)) => *settings,
        other => panic!("{} parsed as {other:?}", relay.url()),
    }
}

/// A world whose mail goes to this relay.
pub fn world(relay: &Relay) -> World {
    World::with(Wish { transport: Some(Transport::smtp(settings(relay)).unwrap()), ..Wish::default() })
}

/// The mails that a relay took since the last look.
pub fn letters(relay: &Relay) -> Vec<Letter> {
    relay.take_mails().iter().map(read).collect()
}

/// What a relay took since the last look, in short and sorted: `ben@belfry.example assigned`.
pub fn gists(relay: &Relay) -> Vec<String> {
    let mut gists: Vec<String> = letters(relay).iter().map(Letter::gist).collect();
    gists.sort_unstable();
    gists
}

/// One mail as its recipient's program reads it.
pub fn read(mail: &Received) -> Letter {
    let [to] = &mail.to[..] else { panic!("not to one person: {:?}", mail.to) };
    let parcel =
        Parcel { from: mail.from.clone(), to: to.clone(), message_id: String::new(), bytes: mail.bytes.clone().into() };
    Letter::read(&parcel)
}
