//! Being called otherwise.

use store::{Tx, params};

use super::{Name, UserId};
use crate::error::{Error, Result};

/// Gives this person another first name, or another last name (or none). What is `None` stays.
///
/// # Errors
/// [`Error::NotFound`].
pub fn rename(tx: &Tx<'_>, id: UserId, first: Option<&Name>, last: Option<Option<&Name>>) -> Result<()> {
    let first = first.map(Name::as_str);
    let last = last.map(|last| last.map_or("", Name::as_str));
    let sql =
        "UPDATE users SET first_name = COALESCE($2, first_name), last_name = COALESCE($3, last_name) WHERE id = $1";
    match tx.run(sql, &params![id, first, last])? {
        0 => Err(Error::NotFound("user")),
        _ => Ok(()),
    }
}
