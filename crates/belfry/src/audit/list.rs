//! Reading the audit log.

use store::{Db, Timestamp, params};

use super::Kind;
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number; later lines have higher ones.
    pub id: i64,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub kind: Kind,
    /// The username of who did it.
    pub actor: Option<String>,
    /// The username of whom it happened to.
    pub subject: Option<String>,
    /// The key of the project.
    pub project: Option<String>,
    /// A few words.
    pub detail: String,
    /// The client's address.
    pub address: Option<String>,
}

/// So many lines before this one, the newest first.
///
/// # Errors
/// [`Error::Forbidden`] to whoever does not run the instance.
pub fn list(db: &Db<'_>, actor: &Actor, before: i64, most: usize) -> Result<Vec<Line>> {
    if !permission::may_run_instance(actor) {
        return Err(Error::Forbidden);
    }
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(db.all(
        "SELECT l.id, l.at, l.kind, l.detail, l.address, a.username AS actor, s.username AS subject, p.key AS project
           FROM audit l LEFT JOIN users a ON a.id = l.actor_id LEFT JOIN users s ON s.id = l.subject_id
           LEFT JOIN projects p ON p.id = l.project_id
          WHERE l.id < $1 ORDER BY l.id DESC LIMIT $2",
        &params![before, most],
        |row| {
            Ok(Line {
                id: row.get("id")?,
                at: row.get("at")?,
                kind: row.get("kind")?,
                actor: row.get("actor")?,
                subject: row.get("subject")?,
                project: row.get("project")?,
                detail: row.get("detail")?,
                address: row.get("address")?,
            })
        },
    )?)
}
