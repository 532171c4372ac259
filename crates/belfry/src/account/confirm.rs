//! Showing that an address is one's own.

use std::net::IpAddr;

use store::{Db, Timestamp, Tx, params};

use super::CONFIRM_TTL;
use super::letter::{self, LetterKind};
use crate::audit::{self, Entry, Kind};
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::event::Act;
use crate::user::{self, Email, User};

/// The address of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Where its owner is mailed.
    pub email: String,
    /// When they showed that it is theirs, if they did.
    pub confirmed_at: Option<Timestamp>,
}

/// The address of whoever asks.
///
/// # Errors
/// As the database fails.
pub fn address(db: &Db<'_>, actor: &Actor) -> Result<Address> {
    let sql = "SELECT email, email_confirmed_at FROM users WHERE id = $1";
    Ok(db.one(sql, &params![actor.user_id], |row| {
        Ok(Address { email: row.get("email")?, confirmed_at: row.get("email_confirmed_at")? })
    })?)
}

/// Sends a link to the address of whoever acts.
///
/// # Errors
/// As the database fails.
pub fn ask_to_confirm(tx: &Tx<'_>, act: &Act) -> Result<()> {
    let address = address(tx, &act.actor)?;
    letter::send_link(tx, (act.actor.user_id, LetterKind::Confirm), &address.email, CONFIRM_TTL).map(drop)
}

/// Confirms the address that a link was sent to, which is then worthless: the account has that address from now on, and the
/// one that it had before is told.
///
/// # Errors
/// [`Error::NotFound`] if the link is not good; [`crate::error::Conflict::EmailTaken`].
pub fn confirm(tx: &Tx<'_>, link: &str, from: Option<IpAddr>) -> Result<()> {
    let found = letter::find_by_link(tx, LetterKind::Confirm, link)?;
    let user = user::find(tx, found.user_id)?.ok_or(Error::NotFound("link"))?;
    let email = Email::parse(&found.email).map_err(anyhow::Error::msg)?;
    letter::spoil(tx, user.id, &[LetterKind::Confirm])?;
    if !is_address_of(&user, &email) {
        user::set_email(tx, user.id, &email)?;
        // What was sent to the old address is good for nothing.
        letter::spoil_entrances(tx, user.id)?;
        audit::record(tx, &Entry::of(Kind::EmailChanged, Some(user.id), from))?;
        letter::send_word(tx, user.id, LetterKind::EmailChanged, &user.email)?;
    }
    let now = user::find(tx, user.id)?.ok_or(Error::NotFound("link"))?;
    note(tx, &now, email.as_str(), from)
}

/// Writes down that the owner reads what goes to this address, if it is the one that the account has.
pub(super) fn note(tx: &Tx<'_>, user: &User, email: &str, from: Option<IpAddr>) -> Result<()> {
    let is_theirs = Email::parse(email).is_ok_and(|email| is_address_of(user, &email));
    if is_theirs && user::confirm_email(tx, user.id)? {
        audit::record(tx, &Entry::of(Kind::EmailConfirmed, Some(user.id), from))?;
    }
    Ok(())
}

fn is_address_of(user: &User, email: &Email) -> bool {
    Email::parse(&user.email).is_ok_and(|theirs| theirs.key() == email.key())
}
