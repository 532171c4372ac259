//! Changing a view.

use store::{Tx, params};

use super::keep::{share, taken};
use super::{View, ViewId, ViewName, ViewQuery, find};
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};

/// What is to be different; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct ViewChange {
    /// Another name.
    pub name: Option<ViewName>,
    /// Another query.
    pub query: Option<ViewQuery>,
    /// The key of the project that it is shared with, or none.
    pub project: Option<Option<String>>,
}

/// Changes a view of the actor's own.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`] for a view of somebody else, or as [`super::keep()`].
pub fn change(tx: &Tx<'_>, actor: &Actor, id: ViewId, change: &ViewChange) -> Result<View> {
    let view = find(tx, actor, id)?;
    if !permission::may_change_view(actor, &view) {
        return Err(Error::Forbidden);
    }
    let name = match &change.name {
        Some(name) => name.clone(),
        None => ViewName::parse(&view.name).map_err(anyhow::Error::msg)?,
    };
    let query = change.query.as_ref().map_or(view.query.as_str(), ViewQuery::as_str);
    let project = match &change.project {
        None => view.project_id,
        Some(None) => None,
        Some(Some(key)) => Some(share(tx, actor, key)?),
    };
    tx.run(
        "UPDATE views SET name = $2, name_key = $3, query = $4, project_id = $5, version = version + 1, updated_at = $6
          WHERE id = $1",
        &params![id, name.as_str(), &name.key(), query, project, tx.now()],
    )
    .map_err(taken)?;
    find(tx, actor, id)
}
