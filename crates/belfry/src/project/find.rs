//! A project, and loading one through its actor.

use store::{Db, Row, Timestamp, Tx, params};

use super::{ProjectId, Role, Visibility};
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};

/// A project as somebody sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Its row.
    pub id: ProjectId,
    /// What its issues are called by now; earlier keys still lead to it.
    pub key: String,
    /// One line.
    pub name: String,
    /// Markdown; may be empty.
    pub description: String,
    /// Who may look at it without being in it.
    pub visibility: Visibility,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Since when nothing in it may be changed, if so.
    pub archived_at: Option<Timestamp>,
    /// What whoever loaded it is in it.
    pub role: Role,
}

impl Project {
    /// To be followed by a condition on `p`: what the actor `$1`, an admin if `$2` is 1, sees.
    pub(super) const SELECT: &'static str =
        "SELECT p.id, p.key, p.name, p.description, p.visibility, p.created_at, p.archived_at, m.role
           FROM projects p LEFT JOIN members m ON m.project_id = p.id AND m.user_id = $1
          WHERE (p.visibility <> 'private' OR m.role IS NOT NULL OR $2 = 1)";

    fn read(actor: &Actor, row: &Row<'_>) -> Result<Option<Project>, store::Error> {
        let (id, key, name) = (row.get("id")?, row.get("key")?, row.get("name")?);
        let (description, visibility) = (row.get("description")?, row.get("visibility")?);
        let (created_at, archived_at) = (row.get("created_at")?, row.get("archived_at")?);
        let role = permission::role(actor, visibility, row.get("role")?);
        Ok(role.map(|role| Project { id, key, name, description, visibility, created_at, archived_at, role }))
    }
}

/// The project that has, or once had, this key.
///
/// # Errors
/// [`Error::NotFound`] where there is none that the actor may see.
pub fn find(db: &Db<'_>, actor: &Actor, key: &str) -> Result<Project> {
    load(db, actor, key, "")
}

/// The project of this row.
///
/// # Errors
/// [`Error::NotFound`] where there is none that the actor may see.
pub fn find_row(db: &Db<'_>, actor: &Actor, id: ProjectId) -> Result<Project> {
    let sql = format!("{} AND p.id = $3", Project::SELECT);
    let found = db.maybe(&sql, &params![actor.user_id, actor.is_admin, id], |row| Project::read(actor, row))?;
    found.flatten().ok_or(Error::NotFound("project"))
}

/// The one that issues are opened in where none is named: the oldest.
///
/// # Errors
/// [`Error::NotFound`] where the actor may not see it.
pub fn find_default(db: &Db<'_>, actor: &Actor) -> Result<Project> {
    let sql = format!("{} AND p.id = (SELECT id FROM projects ORDER BY id LIMIT 1)", Project::SELECT);
    let found = db.maybe(&sql, &params![actor.user_id, actor.is_admin], |row| Project::read(actor, row))?;
    found.flatten().ok_or(Error::NotFound("project"))
}

/// The same, in a transaction that is going to change it, by somebody who may.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn find_to_maintain(tx: &Tx<'_>, actor: &Actor, key: &str) -> Result<Project> {
    let project = load(tx, actor, key, "{for_update_of_p}")?;
    if permission::may_maintain(&project) { Ok(project) } else { Err(Error::Forbidden) }
}

fn load(db: &Db<'_>, actor: &Actor, key: &str, lock: &str) -> Result<Project> {
    let select = Project::SELECT;
    let sql = format!("{select} AND p.id = (SELECT project_id FROM project_keys WHERE key = $3) {lock}");
    let key = key.to_ascii_uppercase();
    let found = db.maybe(&sql, &params![actor.user_id, actor.is_admin, &key], |row| Project::read(actor, row))?;
    found.flatten().ok_or(Error::NotFound("project"))
}

/// Every project that the actor may see, by name.
pub fn list(db: &Db<'_>, actor: &Actor) -> Result<Vec<Project>> {
    let sql = format!("{} ORDER BY p.name, p.id", Project::SELECT);
    let rows = db.all(&sql, &params![actor.user_id, actor.is_admin], |row| Project::read(actor, row))?;
    Ok(rows.into_iter().flatten().collect())
}
