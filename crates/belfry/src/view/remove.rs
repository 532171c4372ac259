//! Removing a view.

use store::{Tx, params};

use super::{ViewId, find};
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};

/// Removes a view.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn remove(tx: &Tx<'_>, actor: &Actor, id: ViewId) -> Result<()> {
    if !permission::may_remove_view(actor, &find(tx, actor, id)?) {
        return Err(Error::Forbidden);
    }
    tx.run("DELETE FROM views WHERE id = $1", &params![id])?;
    Ok(())
}
