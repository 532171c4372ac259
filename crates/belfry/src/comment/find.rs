//! A comment, and loading one through its actor.

use store::{Db, Row, Timestamp, params};

use super::CommentId;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::issue::{self, Issue, Which};
use crate::user::{UserId, full_name};

/// A comment that is not deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its row.
    pub id: CommentId,
    /// Its number in its issue, from 1 on.
    pub number: i64,
    /// Who said it.
    pub author_id: UserId,
    /// What they log in with.
    pub author_username: String,
    /// Their first and last name as one.
    pub author_name: String,
    /// Markdown; lines that end in LF.
    pub text: String,
    /// Grows by one with each edit, from 1 on.
    pub version: i64,
    /// When it was said.
    pub created_at: Timestamp,
    /// When it was last edited, if ever.
    pub edited_at: Option<Timestamp>,
}

const SELECT: &str = "SELECT c.id, c.number, c.author_id, u.username, u.first_name, u.last_name, c.text, c.version,
                             c.created_at, c.edited_at
                        FROM comments c JOIN users u ON u.id = c.author_id
                       WHERE c.issue_id = $1 AND c.deleted_at IS NULL";

/// At most `limit` comments of this issue after the one of the number `after`, oldest first. Whoever asks has loaded the
/// issue, and so may see them.
pub fn list(db: &Db<'_>, issue: &Issue, after: i64, limit: usize) -> Result<Vec<Comment>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let sql = format!("{SELECT} AND c.number > $2 ORDER BY c.number LIMIT $3");
    Ok(db.all(&sql, &params![issue.id, after, limit], read)?)
}

/// The comment of this number, with its issue.
///
/// # Errors
/// [`Error::NotFound`] where there is none that the actor may see.
pub fn find(db: &Db<'_>, actor: &Actor, which: impl Into<Which>, number: i64) -> Result<(Issue, Comment)> {
    let issue = issue::find(db, actor, which)?;
    let comment = of(db, &issue, number)?;
    Ok((issue, comment))
}

/// The comment of this number of an issue that was loaded.
pub(super) fn of(db: &Db<'_>, issue: &Issue, number: i64) -> Result<Comment> {
    let sql = format!("{SELECT} AND c.number = $2");
    db.maybe(&sql, &params![issue.id, number], read)?.ok_or(Error::NotFound("comment"))
}

fn read(row: &Row<'_>) -> Result<Comment, store::Error> {
    let (id, number, author_id) = (row.get("id")?, row.get("number")?, row.get("author_id")?);
    let author_username = row.get("username")?;
    let (first, last): (String, String) = (row.get("first_name")?, row.get("last_name")?);
    let author_name = full_name(&first, &last);
    let (text, version) = (row.get("text")?, row.get("version")?);
    let (created_at, edited_at) = (row.get("created_at")?, row.get("edited_at")?);
    Ok(Comment { id, number, author_id, author_username, author_name, text, version, created_at, edited_at })
}
