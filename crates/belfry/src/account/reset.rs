//! Setting another password with a link that came by mail.

use std::net::IpAddr;

use store::Tx;

use super::letter::{self, LetterKind};
use super::{RESET_TTL, confirm};
use crate::audit::{self, Entry, Kind};
use crate::auth;
use crate::error::{Error, Result};
use crate::user::{self, Email, User};

/// Sends a link to this address, if somebody has it whose account is active. Says nothing of whether it did.
pub fn ask_to_reset(tx: &Tx<'_>, email: &Email, from: Option<IpAddr>) -> Result<()> {
    let user = user::find_by_email(tx, email)?.filter(User::is_active);
    let subject = user.as_ref().map(|user| user.id);
    audit::record(tx, &Entry { actor: None, ..Entry::of(Kind::ResetAsked, subject, from) })?;
    if let Some(user) = user {
        letter::send_link(tx, (user.id, LetterKind::Reset), &user.email, RESET_TTL)?;
    }
    Ok(())
}

/// Sets this password (hashed) by a link, which is then worthless. Ends every session, forgets wrong passwords, and tells
/// the owner. Whoever has the link has the mailbox: so the address is confirmed as well.
///
/// # Errors
/// [`Error::NotFound`] if the link is not good.
pub fn reset(tx: &Tx<'_>, link: &str, hash: &str, from: Option<IpAddr>) -> Result<()> {
    let found = letter::find_by_link(tx, LetterKind::Reset, link)?;
    let user = user::find(tx, found.user_id)?.ok_or(Error::NotFound("link"))?;
    letter::spoil_entrances(tx, user.id)?;
    user::set_password(tx, user.id, hash)?;
    auth::forget_failures(tx, user.id)?;
    audit::record(tx, &Entry::of(Kind::PasswordReset, Some(user.id), from))?;
    confirm::note(tx, &user, &found.email, from)?;
    letter::send_word(tx, user.id, LetterKind::PasswordChanged, &user.email)
}
