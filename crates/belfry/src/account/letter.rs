//! Mail about an account: one row for each, from the moment it is ordered.

use std::time::Duration;

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use outbox::{Kind, Order};
use ring::hmac;
use store::{Db, FromColumn, Param, Row, Timestamp, Tx, Value, params};

use crate::auth::secret;
use crate::error::{Error, Result};
use crate::user::UserId;

/// What is signed begins with this, so that no other signature under the same key is good here.
const PURPOSE: &[u8] = b"belfry link 1";
/// How many links of one kind somebody is sent within an hour.
const LINKS_MOST: i64 = 3;
const HOUR: Duration = Duration::from_secs(3600);

/// What a mail about an account is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// A link that confirms an address.
    Confirm,
    /// A link that sets another password.
    Reset,
    /// A link that signs in.
    SignIn,
    /// The password is another.
    PasswordChanged,
    /// The address is another; goes to the old one.
    EmailChanged,
    /// Somebody tries whether mail gets through.
    Trial,
}

/// A mail about an account.
#[derive(Clone, Debug)]
pub struct AccountLetter {
    /// Its number.
    pub id: i64,
    /// Whose account it is about.
    pub user_id: UserId,
    /// What it is about.
    pub kind: LetterKind,
    /// Where it goes.
    pub email: String,
    /// What its link is made from; `None` if it has none, or none that is of use any more.
    seed: Option<Vec<u8>>,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// Until when its link is good.
    pub expires_at: Option<Timestamp>,
}

impl LetterKind {
    const ALL: [LetterKind; 6] = [
        LetterKind::Confirm,
        LetterKind::Reset,
        LetterKind::SignIn,
        LetterKind::PasswordChanged,
        LetterKind::EmailChanged,
        LetterKind::Trial,
    ];

    fn as_str(self) -> &'static str {
        match self {
            LetterKind::Confirm => "confirm",
            LetterKind::Reset => "reset",
            LetterKind::SignIn => "sign_in",
            LetterKind::PasswordChanged => "password_changed",
            LetterKind::EmailChanged => "email_changed",
            LetterKind::Trial => "trial",
        }
    }
}

impl From<LetterKind> for Param<'_> {
    fn from(kind: LetterKind) -> Self {
        Param::Text(kind.as_str())
    }
}

impl FromColumn for LetterKind {
    fn from_column(value: Value<'_>) -> Option<LetterKind> {
        match value {
            Value::Text(word) => LetterKind::ALL.into_iter().find(|kind| kind.as_str() == word),
            Value::Null | Value::Integer(_) | Value::Blob(_) => None,
        }
    }
}

impl AccountLetter {
    const COLUMNS: &'static str = "id, user_id, kind, email, seed, created_at, expires_at";

    fn read(row: &Row<'_>) -> Result<AccountLetter, store::Error> {
        Ok(AccountLetter {
            id: row.get("id")?,
            user_id: row.get("user_id")?,
            kind: row.get("kind")?,
            email: row.get("email")?,
            seed: row.get("seed")?,
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
        })
    }

    /// What stands in its link, if that is still of use.
    pub fn link(&self, link_key: &[u8], now: Timestamp) -> Option<String> {
        let seed = self.seed.as_ref().filter(|_| self.expires_at.is_some_and(|at| at > now))?;
        Some(link_of(link_key, seed))
    }

    /// Whether it has, or had, a link.
    pub fn is_link(&self) -> bool {
        self.expires_at.is_some()
    }
}

fn link_of(link_key: &[u8], seed: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, link_key);
    BASE64.encode(hmac::sign(&key, &[PURPOSE, seed].concat()))
}

/// The letter of this number.
pub fn find(db: &Db<'_>, id: i64) -> Result<Option<AccountLetter>, store::Error> {
    let sql = format!("SELECT {} FROM account_letters WHERE id = $1", AccountLetter::COLUMNS);
    db.maybe(&sql, &params![id], AccountLetter::read)
}

/// The letter of this kind with this link, if that is still good and its owner's account is active. Changes nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find_by_link(db: &Db<'_>, kind: LetterKind, link: &str) -> Result<AccountLetter> {
    let sql = format!(
        "SELECT {} FROM account_letters WHERE hash = $1 AND kind = $2 AND expires_at > $3
            AND user_id IN (SELECT id FROM users WHERE disabled_at IS NULL)",
        AccountLetter::COLUMNS
    );
    let found = db.maybe(&sql, &params![&secret::hash(link), kind, db.now()], AccountLetter::read)?;
    found.ok_or(Error::NotFound("link"))
}

/// Orders a mail with a link that is good for `ttl`, which takes the place of earlier ones. Whoever was sent some already
/// is sent no more within the hour. Returns whether it was ordered.
pub(super) fn send_link(tx: &Tx<'_>, (user, kind): (UserId, LetterKind), email: &str, ttl: Duration) -> Result<bool> {
    if is_enough(tx, user, kind)? {
        return Ok(false);
    }
    spoil(tx, user, &[kind])?;
    let sql = "SELECT link_key FROM users WHERE id = $1";
    let link_key: Vec<u8> = tx.one(sql, &params![user], |row| row.get("link_key"))?;
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).context("drawing a link")?;
    let hash = secret::hash(&link_of(&link_key, &seed));
    let id = tx.one(
        "INSERT INTO account_letters (user_id, kind, email, hash, seed, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        &params![user, kind, email, &hash, seed.as_slice(), tx.now(), tx.now() + ttl],
        |row| row.get("id"),
    )?;
    order(tx, user, id)?;
    Ok(true)
}

/// Whether somebody was sent as many of a kind within the last hour as they are sent.
pub(super) fn is_enough(db: &Db<'_>, user: UserId, kind: LetterKind) -> Result<bool> {
    let sql = "SELECT COUNT(*) AS sent FROM account_letters WHERE user_id = $1 AND kind = $2 AND created_at > $3";
    let sent: i64 = db.one(sql, &params![user, kind, db.now() - HOUR], |row| row.get("sent"))?;
    Ok(sent >= LINKS_MOST)
}

/// Orders a mail that says what was done.
pub(super) fn send_word(tx: &Tx<'_>, user: UserId, kind: LetterKind, email: &str) -> Result<()> {
    let sql = "INSERT INTO account_letters (user_id, kind, email, created_at) VALUES ($1, $2, $3, $4) RETURNING id";
    let id = tx.one(sql, &params![user, kind, email, tx.now()], |row| row.get("id"))?;
    Ok(order(tx, user, id)?)
}

/// Makes every link worthless that lets somebody in to this account: the password or the address is another.
pub fn spoil_entrances(tx: &Tx<'_>, user: UserId) -> Result<(), store::Error> {
    spoil(tx, user, &[LetterKind::Reset, LetterKind::SignIn]).map(drop)
}

/// Makes the links of these kinds worthless. Returns how many were not so yet.
pub(super) fn spoil(tx: &Tx<'_>, user: UserId, kinds: &[LetterKind]) -> Result<u64, store::Error> {
    let sql =
        "UPDATE account_letters SET hash = NULL, seed = NULL WHERE user_id = $1 AND kind = $2 AND hash IS NOT NULL";
    kinds.iter().try_fold(0, |spoiled, kind| Ok(spoiled + tx.run(sql, &params![user, *kind])?))
}

fn order(tx: &Tx<'_>, user: UserId, id: i64) -> Result<(), store::Error> {
    let order = Order {
        kind: Kind::Account,
        recipient_id: user.raw(),
        topic_id: None,
        cause_id: Some(id),
        due_at: tx.now(),
        slot: None,
        muted: None,
    };
    outbox::enqueue(tx, &order).map(drop)
}
