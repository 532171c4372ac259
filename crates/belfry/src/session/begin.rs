//! Signing in.

use std::net::IpAddr;

use store::{Tx, params};

use super::{IDLE, LONGEST, PREFIX, SessionId};
use crate::auth::secret;
use crate::error::Result;
use crate::user::UserId;

/// The longest description of a browser that is kept, in characters.
const AGENT_MOST: usize = 200;

/// From where, and with what, somebody signs in.
#[derive(Clone, Debug)]
pub struct Browser {
    /// The client's address.
    pub address: Option<IpAddr>,
    /// What it says that it is.
    pub agent: String,
}

/// Begins a session of this person. Returns its number, and what goes into the cookie, which is kept nowhere.
///
/// # Errors
/// As the database fails, or if the system has no randomness to give.
pub fn begin(tx: &Tx<'_>, user: UserId, browser: &Browser) -> Result<(SessionId, String)> {
    let (secret, now) = (secret::draw(PREFIX)?, tx.now());
    // What is over is of no use to anybody.
    let sql = "DELETE FROM sessions WHERE user_id = $1 AND (seen_at <= $2 OR created_at <= $3)";
    tx.run(sql, &params![user, now - IDLE, now - LONGEST])?;
    let agent: String = browser.agent.chars().filter(|c| !c.is_control()).take(AGENT_MOST).collect();
    let address = browser.address.map(|address| address.to_string());
    let id = tx.one(
        "INSERT INTO sessions (user_id, hash, created_at, seen_at, address, agent)
         VALUES ($1, $2, $3, $3, $4, $5) RETURNING id",
        &params![user, &secret::hash(&secret), now, address.as_ref(), &agent],
        |row| row.get("id"),
    )?;
    Ok((id, secret))
}
