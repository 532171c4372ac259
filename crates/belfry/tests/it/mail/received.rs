//! What a relay received.

use outbox::transport::Parcel;
use testrelay::{Received, Relay};

use crate::mailbox::Letter;

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

fn read(mail: &Received) -> Letter {
    let [to] = &mail.to[..] else { panic!("not to one person: {:?}", mail.to) };
    let parcel =
        Parcel { from: mail.from.clone(), to: to.clone(), message_id: String::new(), bytes: mail.bytes.clone().into() };
    Letter::read(&parcel)
}
