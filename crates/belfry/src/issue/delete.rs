//! Deleting an issue.

use store::{Tx, params};

use super::{Act, find};
use crate::auth::permission;
use crate::error::{Error, Result};
use crate::event::{self, Event};

/// Deletes an issue of the default project: nobody sees it any more, and mail about it is taken back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn delete(tx: &Tx<'_>, act: &Act, number: i64) -> Result<()> {
    let issue = find(tx, &act.actor, number)?;
    if !permission::may_delete(&act.actor, &issue) {
        return Err(Error::Forbidden);
    }
    tx.run(
        "UPDATE issues SET deleted_at = $2, updated_at = $2, version = version + 1 WHERE id = $1",
        &params![issue.id, tx.now()],
    )?;
    event::record(tx, act, &issue, Event::IssueDeleted { mails_too_late: 0 })?;
    Ok(())
}
