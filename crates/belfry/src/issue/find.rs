//! An issue, and loading one through its actor.

use store::{Db, Row, Timestamp, Tx, params};

use super::{IssueId, IssueKey, Status};
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::project;
use crate::user::Person;

/// An issue that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Its row.
    pub id: IssueId,
    /// What people call it.
    pub key: IssueKey,
    /// Its number in its project.
    pub number: i64,
    /// One line.
    pub title: String,
    /// Lines that end in LF.
    pub description: String,
    /// How far it has come.
    pub status: Status,
    /// Who opened it.
    pub created_by: Person,
    /// Who has it.
    pub assignee: Option<Person>,
    /// Grows by one with each change, from 1 on.
    pub version: i64,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Issue {
    /// A `SELECT` of what [`Issue::read`] reads, to be followed by `WHERE`: the issue is `i`.
    pub(super) const SELECT: &'static str =
        "SELECT i.id, p.key AS project_key, i.number, i.title, i.description, i.status, i.version, i.created_at, i.updated_at,
                i.created_by, c.email AS creator_email, i.assignee_id, a.email AS assignee_email
           FROM issues i JOIN projects p ON p.id = i.project_id JOIN users c ON c.id = i.created_by
           LEFT JOIN users a ON a.id = i.assignee_id";

    pub(super) fn read(row: &Row<'_>) -> Result<Issue, store::Error> {
        let id = row.get("id")?;
        let project = row.get("project_key")?;
        let number = row.get("number")?;
        let (title, description) = (row.get("title")?, row.get("description")?);
        let status = status(&row.get::<String>("status")?)?;
        let version = row.get("version")?;
        let (created_at, updated_at) = (row.get("created_at")?, row.get("updated_at")?);
        let created_by = Person { id: row.get("created_by")?, email: row.get("creator_email")? };
        let assignee = match row.get("assignee_id")? {
            Some(id) => Some(Person { id, email: row.get("assignee_email")? }),
            None => None,
        };
        let key = IssueKey { project, number };
        Ok(Issue { id, key, number, title, description, status, created_by, assignee, version, created_at, updated_at })
    }
}

fn status(word: &str) -> Result<Status, store::Error> {
    Status::parse(word).ok_or_else(|| store::Error::Database(format!("issues.status holds the unknown word {word:?}")))
}

/// The issue of this number in the default project.
///
/// # Errors
/// [`Error::NotFound`] where there is none that the actor may see.
pub fn find(db: &Db<'_>, actor: &Actor, number: i64) -> Result<Issue> {
    load(db, actor, number, "")
}

/// The same, in a transaction that is going to change it: nobody else can until it is over.
pub(super) fn find_to_change(tx: &Tx<'_>, actor: &Actor, number: i64) -> Result<Issue> {
    load(tx, actor, number, "{for_update_of_i}")
}

fn load(db: &Db<'_>, actor: &Actor, number: i64, lock: &str) -> Result<Issue> {
    let sql = format!("{} WHERE i.project_id = $1 AND i.number = $2 AND i.deleted_at IS NULL {lock}", Issue::SELECT);
    let found = db.maybe(&sql, &params![project::default(db)?, number], Issue::read)?;
    found.filter(|issue| permission::may_see(actor, issue)).ok_or(Error::NotFound("issue"))
}
