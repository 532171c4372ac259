//! Making a token.

use std::time::Duration;

use store::{Param, Tx, params};

use super::{PREFIX, PersonalToken, Scope, Scopes};
use crate::audit::{self, Entry, Kind};
use crate::auth::secret;
use crate::error::{FieldErrors, Result};
use crate::event::Act;
use crate::text;

/// The longest name, in characters.
const NAME_MOST: usize = 80;
/// How many tokens somebody has at the most.
const TOKENS_MOST: i64 = 100;
const DAY: Duration = Duration::from_secs(24 * 3600);
/// How many letters of a token its owner is shown later.
const HINT: usize = PREFIX.len() + 4;

/// What somebody calls a token: one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName(String);

impl TokenName {
    /// The name in `text`, trimmed. The error says what to put right.
    pub fn parse(text: &str) -> Result<TokenName, String> {
        let text = text.trim();
        if text::is_blank(text) {
            return Err("Give it a name, so that you know it later.".to_owned());
        }
        if text.chars().count() > NAME_MOST {
            return Err(format!("This is longer than {NAME_MOST} characters."));
        }
        if text.chars().any(char::is_control) {
            return Err("This must be one line without control characters.".to_owned());
        }
        Ok(TokenName(text.to_owned()))
    }
}

/// How long a token is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// So long.
    Days(u32),
    /// Until it is revoked.
    Endless,
}

impl Lifetime {
    /// Where nobody says.
    pub const USUAL: Lifetime = Lifetime::Days(90);

    /// So many days: 1 to 365. The error says what to put right.
    pub fn days(days: i64) -> Result<Lifetime, String> {
        match u32::try_from(days) {
            Ok(days @ 1..=365) => Ok(Lifetime::Days(days)),
            _ => Err("A token is good for 1 to 365 days, or with null until it is revoked.".to_owned()),
        }
    }
}

/// A token that is to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What its owner calls it.
    pub name: TokenName,
    /// What it is to be good for.
    pub scopes: Scopes,
    /// How long.
    pub lifetime: Lifetime,
}

/// Makes a token for whoever acts. Returns it with its secret, which is kept nowhere.
///
/// # Errors
/// [`crate::Error::Invalid`] for a scope that only admins give, or for one token too many.
pub fn make(tx: &Tx<'_>, act: &Act, new: &NewToken) -> Result<(PersonalToken, String)> {
    let owner = act.actor.user_id;
    if new.scopes.has(Scope::Admin) && !act.actor.is_admin {
        return Err(FieldErrors::one("scopes", "Only admins make tokens with the scope admin.").into());
    }
    let sql = "SELECT COUNT(*) AS live FROM personal_tokens WHERE user_id = $1 AND revoked_at IS NULL";
    if tx.one(sql, &params![owner], |row| row.get::<i64>("live"))? >= TOKENS_MOST {
        return Err(FieldErrors::one("name", "You have 100 tokens, which is the most: revoke one first.").into());
    }
    let secret = secret::draw(PREFIX)?;
    let expires_at = match new.lifetime {
        Lifetime::Days(days) => Some(tx.now() + DAY * days),
        Lifetime::Endless => None,
    };
    let sql = format!(
        "INSERT INTO personal_tokens (user_id, name, hash, hint, scopes, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING {}",
        PersonalToken::COLUMNS
    );
    let (hash, hint, scopes) = (secret::hash(&secret), &secret[..HINT], new.scopes.words().join(" "));
    let values = params![owner, &new.name.0, &hash, hint, &scopes, tx.now(), Param::from(expires_at)];
    let token = tx.one(&sql, &values, PersonalToken::read)?;
    audit::record(tx, &Entry::by(act, Kind::TokenMade, owner).with(format!("{}: {scopes}", token.name)))?;
    Ok((token, secret))
}
