//! Keeping a query.

use store::{Tx, params};

use super::{View, ViewId, ViewName, ViewQuery, find};
use crate::auth::{Actor, permission};
use crate::error::{Conflict, Error, FieldErrors, Result};
use crate::project::{self, ProjectId};

/// A query to be kept.
#[derive(Clone, Debug)]
pub struct NewView {
    /// What it is called.
    pub name: ViewName,
    /// What it asks.
    pub query: ViewQuery,
    /// The key of the project that it is shared with.
    pub project: Option<String>,
}

/// The most views that one person keeps.
const MOST: i64 = 500;

/// Keeps a query for the actor.
///
/// # Errors
/// [`Conflict::ViewTaken`]; as [`share()`]; [`Error::Invalid`] (`name`) for one view too many.
pub fn keep(tx: &Tx<'_>, actor: &Actor, new: &NewView) -> Result<View> {
    let sql = "SELECT COUNT(*) AS count FROM views WHERE owner_id = $1";
    if tx.one(sql, &params![actor.user_id], |row| row.get::<i64>("count"))? >= MOST {
        return Err(FieldErrors::one("name", format!("Nobody keeps more than {MOST} views: remove one.")).into());
    }
    let project = new.project.as_deref().map(|key| share(tx, actor, key)).transpose()?;
    let id: ViewId = tx
        .one(
            "INSERT INTO views (owner_id, name, name_key, query, project_id, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id",
            &params![actor.user_id, new.name.as_str(), &new.name.key(), new.query.as_str(), project, tx.now()],
            |row| row.get("id"),
        )
        .map_err(taken)?;
    find(tx, actor, id)
}

/// The project of this key, to share a view with.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub(super) fn share(tx: &Tx<'_>, actor: &Actor, key: &str) -> Result<ProjectId> {
    let project = project::find(tx, actor, key)?;
    if permission::may_share_view(&project) { Ok(project.id) } else { Err(Error::Forbidden) }
}

pub(super) fn taken(error: store::Error) -> Error {
    match error {
        store::Error::Unique(_) => Conflict::ViewTaken.into(),
        other => other.into(),
    }
}
