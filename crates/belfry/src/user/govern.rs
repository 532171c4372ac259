//! What admins do to accounts.

use store::{Tx, params};

use super::{User, UserId, disable, enable, find};
use crate::audit::{self, Entry, Kind};
use crate::auth::permission;
use crate::error::{Conflict, Error, Result};
use crate::event::Act;

/// What is to be different of an account; what is `None` stays.
#[derive(Clone, Copy, Debug, Default)]
pub struct UserChange {
    /// Whether it is closed.
    pub is_disabled: Option<bool>,
    /// Whether its owner runs the instance.
    pub is_admin: Option<bool>,
}

/// Closes an account or opens it again, makes an admin or unmakes one. The last admin stays one.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], or [`Conflict::LastAdmin`].
pub fn govern(tx: &Tx<'_>, act: &Act, id: UserId, change: &UserChange) -> Result<User> {
    if !permission::may_run_instance(&act.actor) {
        return Err(Error::Forbidden);
    }
    let user = find(tx, id)?.ok_or(Error::NotFound("user"))?;
    if change.is_disabled == Some(true) || change.is_admin == Some(false) {
        keep_an_admin(tx, id)?;
    }
    if let Some(is_admin) = change.is_admin.filter(|wanted| *wanted != user.is_admin) {
        tx.run("UPDATE users SET is_admin = $2 WHERE id = $1", &params![id, is_admin])?;
        let kind = if is_admin { Kind::AdminMade } else { Kind::AdminUnmade };
        audit::record(tx, &Entry::by(act, kind, id))?;
    }
    match change.is_disabled.filter(|wanted| *wanted == user.is_active()) {
        Some(true) => {
            disable(tx, id)?;
            audit::record(tx, &Entry::by(act, Kind::UserDisabled, id))?;
        }
        Some(false) => {
            enable(tx, id)?;
            audit::record(tx, &Entry::by(act, Kind::UserEnabled, id))?;
        }
        None => {}
    }
    find(tx, id)?.ok_or(Error::NotFound("user"))
}

/// An instance that somebody runs is not left without anybody who does.
fn keep_an_admin(tx: &Tx<'_>, leaving: UserId) -> Result<()> {
    let sql = "SELECT id FROM users WHERE is_admin = 1 AND disabled_at IS NULL ORDER BY id {for_update}";
    let admins: Vec<UserId> = tx.all(sql, &[], |row| row.get("id"))?;
    if admins == [leaving] { Err(Conflict::LastAdmin.into()) } else { Ok(()) }
}
