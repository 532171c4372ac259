//! Signing in with a link that came by mail, without a password.

use std::net::IpAddr;

use store::Tx;

use super::letter::{self, LetterKind};
use super::{SIGN_IN_TTL, confirm};
use crate::audit::{self, Entry, Kind};
use crate::error::{Error, Result};
use crate::user::{self, Email, User, UserId};

/// Sends a link to this address, if somebody has it whose account is active. Says nothing of whether it did.
pub fn ask_to_sign_in(tx: &Tx<'_>, email: &Email, from: Option<IpAddr>) -> Result<()> {
    let user = user::find_by_email(tx, email)?.filter(User::is_active);
    let subject = user.as_ref().map(|user| user.id);
    audit::record(tx, &Entry { actor: None, ..Entry::of(Kind::LinkAsked, subject, from) })?;
    if let Some(user) = user {
        letter::send_link(tx, (user.id, LetterKind::SignIn), &user.email, SIGN_IN_TTL)?;
    }
    Ok(())
}

/// Uses a link up. Returns whom it lets in. Whoever has it has the mailbox: so the address is confirmed as well. Wrong
/// passwords are neither forgotten nor a hindrance: nobody guesses a link.
///
/// # Errors
/// [`Error::NotFound`] if the link is not good.
pub fn sign_in_by_link(tx: &Tx<'_>, link: &str, from: Option<IpAddr>) -> Result<UserId> {
    let found = letter::find_by_link(tx, LetterKind::SignIn, link)?;
    let user = user::find(tx, found.user_id)?.ok_or(Error::NotFound("link"))?;
    // Of two who use it at once, one finds it good for nothing.
    if letter::spoil(tx, user.id, &[LetterKind::SignIn])? == 0 {
        return Err(Error::NotFound("link"));
    }
    audit::record(tx, &Entry::of(Kind::SignedIn, Some(user.id), from).with("by a link"))?;
    confirm::note(tx, &user, &found.email, from)?;
    Ok(user.id)
}
