//! The tokens that somebody has.

use store::{Db, params};

use super::PersonalToken;
use crate::auth::Actor;
use crate::error::Result;

/// Those of whoever asks that are not revoked, the newest first; those that have expired, too.
pub fn list(db: &Db<'_>, actor: &Actor) -> Result<Vec<PersonalToken>> {
    let sql = format!(
        "SELECT {} FROM personal_tokens WHERE user_id = $1 AND revoked_at IS NULL ORDER BY id DESC",
        PersonalToken::COLUMNS
    );
    Ok(db.all(&sql, &params![actor.user_id], PersonalToken::read)?)
}
