//! An issue, and loading one through its actor.

use std::sync::LazyLock;

use store::{Db, Param, Row, Timestamp, Tx, params};

use super::{DueDate, IssueId, IssueKey, Priority, Status, Which};
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::project::{ProjectId, Role};
use crate::user::{Person, UserId, full_name};

/// An issue that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Its row.
    pub id: IssueId,
    /// What people call it.
    pub key: IssueKey,
    /// The project it is in.
    pub project_id: ProjectId,
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
    /// How much it matters.
    pub priority: Priority,
    /// The day by which it is to be done.
    pub due_on: Option<DueDate>,
    /// In points, as the team counts them.
    pub estimate: Option<i64>,
    /// Whether only its author, its assignee and the project's members see it.
    pub is_private: bool,
    /// The issue that it is a part of.
    pub parent_id: Option<IssueId>,
    /// How many comments it has.
    pub comments_count: i64,
    /// Grows by one with each change, from 1 on.
    pub version: i64,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Whether its project was laid to rest: nothing in it may be changed.
    pub is_archived: bool,
    /// What whoever loaded it is in its project.
    pub role: Role,
}

impl Issue {
    /// A `SELECT` of what [`Issue::read`] reads, of what the actor `$1` sees (an admin if `$2` is 1), to be followed by
    /// `AND`: the issue is `i`.
    pub(super) fn select() -> &'static str {
        static SELECT: LazyLock<String> = LazyLock::new(|| {
            format!(
            "SELECT i.id, i.project_id, p.key AS project_key, i.number, i.title, i.description, i.status, i.priority, i.due_on,
                    i.estimate, i.is_private, i.parent_id, i.comments_count, i.version, i.created_at, i.updated_at,
                    i.created_by, c.email AS c_email, c.username AS c_username, c.first_name AS c_first, c.last_name AS c_last,
                    i.assignee_id, a.email AS a_email, a.username AS a_username, a.first_name AS a_first, a.last_name AS a_last,
                    p.visibility, m.role, p.archived_at
               FROM issues i JOIN projects p ON p.id = i.project_id JOIN users c ON c.id = i.created_by
               LEFT JOIN users a ON a.id = i.assignee_id
               LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = $1
              WHERE {}",
            permission::SEES
        )
        });
        &SELECT
    }

    pub(super) fn read(actor: &Actor, row: &Row<'_>) -> Result<Issue, store::Error> {
        let (id, project_id) = (row.get("id")?, row.get("project_id")?);
        let key = IssueKey { project: row.get("project_key")?, number: row.get("number")? };
        Ok(Issue {
            id,
            project_id,
            number: key.number,
            key,
            title: row.get("title")?,
            description: row.get("description")?,
            status: status(&row.get::<String>("status")?)?,
            priority: row.get("priority")?,
            due_on: row.get("due_on")?,
            estimate: row.get("estimate")?,
            is_private: row.get("is_private")?,
            parent_id: row.get("parent_id")?,
            comments_count: row.get("comments_count")?,
            version: row.get("version")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
            created_by: person(row, row.get("created_by")?, ["c_email", "c_username", "c_first", "c_last"])?,
            assignee: match row.get("assignee_id")? {
                Some(id) => Some(person(row, id, ["a_email", "a_username", "a_first", "a_last"])?),
                None => None,
            },
            role: {
                let role = permission::role(actor, row.get("visibility")?, row.get("role")?);
                role.ok_or_else(|| {
                    store::Error::Database("an issue was found by somebody who may not see it".to_owned())
                })?
            },
            is_archived: row.get::<Option<i64>>("archived_at")?.is_some(),
        })
    }
}

fn person(
    row: &Row<'_>,
    id: UserId,
    [email, username, first, last]: [&'static str; 4],
) -> Result<Person, store::Error> {
    let (email, username) = (row.get(email)?, row.get(username)?);
    let (first, last): (String, String) = (row.get(first)?, row.get(last)?);
    Ok(Person { id, email, username, name: full_name(&first, &last) })
}

fn status(word: &str) -> Result<Status, store::Error> {
    Status::parse(word).ok_or_else(|| store::Error::Database(format!("issues.status holds the unknown word {word:?}")))
}

/// The issue that is meant.
///
/// # Errors
/// [`Error::NotFound`] where there is none that the actor may see.
pub fn find(db: &Db<'_>, actor: &Actor, which: impl Into<Which>) -> Result<Issue> {
    load(db, actor, &which.into(), "i.deleted_at IS NULL")
}

/// Those of these issues that the actor may see, deleted or not, in this order.
pub(crate) fn find_each(db: &Db<'_>, actor: &Actor, ids: &[IssueId]) -> Result<Vec<Issue>> {
    let Some((places, bound)) = store::several(ids, 3) else { return Ok(Vec::new()) };
    let sql = format!("{} AND i.id IN ({places})", Issue::select());
    let params = [&params![actor.user_id, actor.is_admin], &bound[..]].concat();
    let mut issues = db.all(&sql, &params, |row| Issue::read(actor, row))?;
    issues.sort_by_cached_key(|issue| ids.iter().position(|id| *id == issue.id));
    Ok(issues)
}

/// The same, in a transaction that is going to change it: nobody else can until it is over.
pub(crate) fn find_to_change(tx: &Tx<'_>, actor: &Actor, which: impl Into<Which>) -> Result<Issue> {
    let which = which.into();
    lock(tx, &which)?;
    load(tx, actor, &which, "i.deleted_at IS NULL")
}

/// A deleted issue that is to be brought back, and who deleted it.
pub(super) fn find_deleted(tx: &Tx<'_>, actor: &Actor, which: impl Into<Which>) -> Result<(Issue, Option<UserId>)> {
    let which = which.into();
    lock(tx, &which)?;
    let issue = load(tx, actor, &which, "i.deleted_at IS NOT NULL")?;
    let sql = "SELECT deleted_by FROM issues WHERE id = $1";
    let deleted_by = tx.one(sql, &params![issue.id], |row| row.get("deleted_by"))?;
    Ok((issue, deleted_by))
}

/// A statement of its own, before the one that looks: where many write at once, one that waited for the lock would see the
/// issue as the other left it beside the rows that belonged to it before: an assignee without an address.
fn lock(tx: &Tx<'_>, which: &Which) -> Result<()> {
    let condition = which.condition().replace("$3", "$1").replace("$4", "$2");
    let sql = format!("SELECT i.id FROM issues i WHERE {condition} {{for_update_of_i}}");
    Ok(tx.maybe(&sql, &which.params(), |row| row.get::<IssueId>("id")).map(drop)?)
}

fn load(db: &Db<'_>, actor: &Actor, which: &Which, condition: &str) -> Result<Issue> {
    let sql = format!("{} AND {} AND {condition}", Issue::select(), which.condition());
    let mut params = vec![Param::from(actor.user_id), Param::from(actor.is_admin)];
    params.extend(which.params());
    db.maybe(&sql, &params, |row| Issue::read(actor, row))?.ok_or(Error::NotFound("issue"))
}
