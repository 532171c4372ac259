//! Mail about the recipient's account, as its row says.

use outbox::{Draft, Letter, Mail, Objection, State};
use store::{Db, Error, Timestamp};

use super::recipient::Recipient;
use super::{Post, nothing};
use crate::account::{self, AccountLetter, LetterKind};
use crate::mail::account::{About, Account, Link};
use crate::user;

const OF_NO_USE: &str = "its link is of no use any more";

pub(super) fn write(post: &Post, db: &Db<'_>, mail: &Mail, date: Timestamp) -> Result<Draft, anyhow::Error> {
    let Some(letter) = load(db, mail)? else { return Ok(nothing("there is nothing to say")) };
    let recipient = Recipient::load(db, mail.recipient_id)?;
    let Some(about) = about(post, &letter, &recipient, date) else { return Ok(nothing(OF_NO_USE)) };
    let username = user::find(db, letter.user_id)?.map(|user| user.username).unwrap_or_default();
    let mut to = recipient.person();
    to.email.clone_from(&letter.email);
    let envelope = post.envelope(date, None)?;
    let bytes = Account { to, username, about, at: letter.created_at }.compose(&post.sender, &envelope)?;
    Ok(Draft::Letter(Letter { to: letter.email, ..post.letter(&recipient, envelope, bytes) }))
}

/// Why this mail must not go, if so: its link was used, replaced, or has expired.
pub(super) fn objection(db: &Db<'_>, mail: &Mail) -> Result<Option<Objection>, Error> {
    let Some(letter) = load(db, mail)? else { return Ok(None) };
    let is_useless = letter.is_link() && letter.link(&[], db.now()).is_none();
    Ok(is_useless.then(|| Objection { end: State::Cancelled, reason: OF_NO_USE.to_owned() }))
}

fn load(db: &Db<'_>, mail: &Mail) -> Result<Option<AccountLetter>, Error> {
    match mail.cause_id {
        Some(id) => account::find(db, id),
        None => Ok(None),
    }
}

fn about(post: &Post, letter: &AccountLetter, recipient: &Recipient, date: Timestamp) -> Option<About> {
    let link = |place: &str| {
        let secret = letter.link(&recipient.link_key, date)?;
        Some(Link { url: format!("{}/{place}/{secret}", post.sender.base_url), until: letter.expires_at? })
    };
    match letter.kind {
        LetterKind::Confirm => link("confirm").map(About::Confirm),
        LetterKind::Reset => link("reset").map(About::Reset),
        LetterKind::SignIn => link("sign-in/link").map(About::SignIn),
        LetterKind::PasswordChanged => Some(About::PasswordChanged),
        LetterKind::EmailChanged => Some(About::EmailChanged),
        LetterKind::Trial => Some(About::Trial),
    }
}
