//! Taking a key, keeping the answer, and finding it again.

use std::time::Duration;

use store::{Db, Tx, params};

use super::Claim;
use crate::error::{Conflict, Error, Result};
use crate::user::UserId;

/// For how long an answer is kept.
pub const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);
/// How many are forgotten in one transaction.
const BATCH: i64 = 1000;

/// An answer, as it is given again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body; `None` if it is not told twice.
    pub body: Option<Vec<u8>>,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// This was answered.
    Answered(Answer),
    /// It was done, or is being done, and its answer is not there (yet).
    Unanswered,
    /// Something else was asked for under it.
    Another,
}

/// What is known of this person's key, if anything.
///
/// # Errors
/// As the database fails.
pub fn look(db: &Db<'_>, user: UserId, claim: &Claim) -> Result<Option<Found>> {
    let sql = "SELECT fingerprint, status, headers, body FROM idempotency_keys
                WHERE user_id = $1 AND key = $2 AND made_at > $3";
    let found = db.maybe(sql, &params![user, claim.key(), db.now() - KEPT_FOR], |row| {
        let (status, headers): (Option<i64>, Option<String>) = (row.get("status")?, row.get("headers")?);
        Ok((row.get::<String>("fingerprint")?, status, headers, row.get::<Option<Vec<u8>>>("body")?))
    })?;
    let Some((fingerprint, status, headers, body)) = found else { return Ok(None) };
    if fingerprint != claim.fingerprint() {
        return Ok(Some(Found::Another));
    }
    let Some(status) = status.and_then(|status| u16::try_from(status).ok()) else { return Ok(Some(Found::Unanswered)) };
    let headers = serde_json::from_str(&headers.unwrap_or_default()).map_err(anyhow::Error::from)?;
    Ok(Some(Found::Answered(Answer { status, headers, body })))
}

/// Takes the key, in the transaction of the change that is made under it.
///
/// # Errors
/// [`Conflict::KeyUsed`] if it is taken.
pub fn take(tx: &Tx<'_>, user: UserId, claim: &Claim) -> Result<()> {
    let oldest = tx.now() - KEPT_FOR;
    let sql = "DELETE FROM idempotency_keys WHERE user_id = $1 AND key = $2 AND made_at <= $3";
    tx.run(sql, &params![user, claim.key(), oldest])?;
    let taken = tx.run(
        "INSERT INTO idempotency_keys (user_id, key, fingerprint, made_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (user_id, key) DO NOTHING",
        &params![user, claim.key(), claim.fingerprint(), tx.now()],
    )?;
    if taken == 0 {
        claim.lose();
        return Err(Error::Conflict(Conflict::KeyUsed));
    }
    Ok(())
}

/// Keeps what is answered, if the key is still there: a change that was undone has left none.
///
/// # Errors
/// As the database fails.
pub fn keep(tx: &Tx<'_>, user: UserId, claim: &Claim, answer: &Answer) -> Result<()> {
    let headers = serde_json::to_string(&answer.headers).map_err(anyhow::Error::from)?;
    tx.run(
        "UPDATE idempotency_keys SET status = $4, headers = $5, body = $6
          WHERE user_id = $1 AND key = $2 AND fingerprint = $3 AND status IS NULL",
        &params![user, claim.key(), claim.fingerprint(), i64::from(answer.status), &headers, answer.body.as_deref()],
    )?;
    claim.set_kept();
    Ok(())
}

/// Forgets keys that are older than a day, a batch at a time. Returns how many.
///
/// # Errors
/// As the database fails.
pub fn sweep(tx: &Tx<'_>) -> Result<u64, store::Error> {
    let old = tx.all(
        "SELECT user_id, key FROM idempotency_keys WHERE made_at <= $1 ORDER BY made_at LIMIT $2",
        &params![tx.now() - KEPT_FOR, BATCH],
        |row| Ok((row.get::<UserId>("user_id")?, row.get::<String>("key")?)),
    )?;
    for (user, key) in &old {
        tx.run("DELETE FROM idempotency_keys WHERE user_id = $1 AND key = $2", &params![*user, key])?;
    }
    Ok(old.len() as u64)
}
