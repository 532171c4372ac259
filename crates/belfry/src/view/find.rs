//! A view, and looking views up.

use store::{Db, Row, Timestamp, params};

use super::ViewId;
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::project::{ProjectId, Role};
use crate::user::UserId;

/// A query that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Its number.
    pub id: ViewId,
    /// Whose it is.
    pub owner_id: UserId,
    /// What they log in with.
    pub owner_username: String,
    /// What it is called.
    pub name: String,
    /// What it asks, as it was typed.
    pub query: String,
    /// The project that it is shared with.
    pub project_id: Option<ProjectId>,
    /// The key of that.
    pub project_key: Option<String>,
    /// Grows by one with each change, from 1 on.
    pub version: i64,
    /// When it was first kept.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// What whoever loaded it is in that project.
    pub role: Option<Role>,
}

fn select() -> String {
    format!(
        "SELECT v.id, v.owner_id, u.username, v.name, v.query, v.project_id, p.key AS project_key, v.version, v.created_at,
                v.updated_at, m.role
           FROM views v JOIN users u ON u.id = v.owner_id
           LEFT JOIN projects p ON p.id = v.project_id
           LEFT JOIN members m ON m.project_id = v.project_id AND m.user_id = $1
          WHERE (v.owner_id = $1 OR (v.project_id IS NOT NULL AND {}))",
        permission::REACHES
    )
}

fn read(row: &Row<'_>) -> Result<View, store::Error> {
    let (id, owner_id, owner_username) = (row.get("id")?, row.get("owner_id")?, row.get("username")?);
    let (name, query, project_id) = (row.get("name")?, row.get("query")?, row.get("project_id")?);
    let (project_key, version, created_at) = (row.get("project_key")?, row.get("version")?, row.get("created_at")?);
    let (updated_at, role) = (row.get("updated_at")?, row.get("role")?);
    Ok(View {
        id,
        owner_id,
        owner_username,
        name,
        query,
        project_id,
        project_key,
        version,
        created_at,
        updated_at,
        role,
    })
}

/// The view of this number.
///
/// # Errors
/// [`Error::NotFound`] where there is none that the actor may see.
pub fn find(db: &Db<'_>, actor: &Actor, id: ViewId) -> Result<View> {
    let sql = format!("{} AND v.id = $3", select());
    db.maybe(&sql, &params![actor.user_id, actor.is_admin, id], read)?.ok_or(Error::NotFound("view"))
}

/// At most `limit` views that the actor sees with a larger number than `after`, the oldest first.
pub fn list(db: &Db<'_>, actor: &Actor, after: i64, limit: usize) -> Result<Vec<View>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = format!("{} AND v.id > $3 ORDER BY v.id LIMIT $4", select());
    Ok(db.all(&sql, &params![actor.user_id, actor.is_admin, after, limit], read)?)
}
