//! Who is named in which text of an issue.

use store::{Tx, params};

use crate::error::Result;
use crate::issue::IssueId;
use crate::{markdown, user};

/// The text of this number (a comment's; 0 is the description) now names those whom it mentions, and nobody else.
pub(super) fn keep(tx: &Tx<'_>, issue: IssueId, (number, text): (i64, &str)) -> Result<()> {
    tx.run_along("DELETE FROM mentions WHERE issue_id = $1 AND comment_number = $2", &params![issue, number])?;
    // Most texts name nobody: they need not be read as Markdown.
    let named = if text.contains('@') { markdown::mentions(text) } else { Vec::new() };
    for username in named {
        if let Some(person) = user::find_by_username(tx, &username)? {
            let sql = "INSERT INTO mentions (issue_id, comment_number, user_id) VALUES ($1, $2, $3)";
            tx.run_along(sql, &params![issue, number, person.id])?;
        }
    }
    Ok(())
}
