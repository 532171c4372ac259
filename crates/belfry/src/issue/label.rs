//! Which labels an issue has.

use store::{Db, Tx, params};

use super::{Issue, IssueId};
use crate::error::{FieldErrors, Result};
use crate::label::LabelId;
use crate::project::ProjectId;

/// What of these would make a difference to the labels of `issue`: what it would get, and what it would lose.
pub(super) fn differences(
    db: &Db<'_>,
    issue: &Issue,
    (added, removed): (&[LabelId], &[LabelId]),
) -> Result<(Vec<LabelId>, Vec<LabelId>)> {
    let sql = "SELECT label_id FROM issue_labels WHERE issue_id = $1";
    let has: Vec<LabelId> = db.all(sql, &params![issue.id], |row| row.get("label_id"))?;
    let mut gets: Vec<LabelId> =
        added.iter().copied().filter(|id| !has.contains(id) && !removed.contains(id)).collect();
    let mut loses: Vec<LabelId> = removed.iter().copied().filter(|id| has.contains(id)).collect();
    for ids in [&mut gets, &mut loses] {
        ids.sort_unstable();
        ids.dedup();
    }
    Ok((gets, loses))
}

/// The names of these labels, which must be of this project.
pub(super) fn names(db: &Db<'_>, project: ProjectId, ids: &[LabelId]) -> Result<Vec<String>> {
    let sql = "SELECT name FROM labels WHERE id = $1 AND project_id = $2";
    let mut names = Vec::new();
    for id in ids {
        let name: Option<String> = db.maybe(sql, &params![*id, project], |row| row.get("name"))?;
        names.push(name.ok_or_else(|| FieldErrors::one("labels", "The project has no such label: make it first."))?);
    }
    Ok(names)
}

/// Gives the issue these labels and takes those.
pub(super) fn put(tx: &Tx<'_>, issue: IssueId, (gets, loses): (&[LabelId], &[LabelId])) -> Result<()> {
    for id in gets {
        let sql = "INSERT INTO issue_labels (issue_id, label_id, is_open, updated_at)
                   SELECT i.id, CAST($2 AS BIGINT), i.is_open, i.updated_at FROM issues i WHERE i.id = $1
                   ON CONFLICT (issue_id, label_id) DO NOTHING";
        tx.run(sql, &params![issue, *id])?;
    }
    for id in loses {
        tx.run("DELETE FROM issue_labels WHERE issue_id = $1 AND label_id = $2", &params![issue, *id])?;
    }
    Ok(())
}

/// What stands beside each label of an issue is again what the issue is: lists by label are read in its order.
pub(crate) fn follow_labels(tx: &Tx<'_>, issue: IssueId) -> Result<()> {
    let sql =
        "UPDATE issue_labels SET (is_open, updated_at) = (SELECT i.is_open, i.updated_at FROM issues i WHERE i.id = $1)
                WHERE issue_id = $1";
    Ok(tx.run_along(sql, &params![issue])?)
}

/// Takes a label that is about to be removed from every issue that has it.
pub(crate) fn unlabel_all(tx: &Tx<'_>, label: LabelId) -> Result<()> {
    tx.run("DELETE FROM issue_labels WHERE label_id = $1", &params![label])?;
    Ok(())
}
