//! A label, and looking labels up.

use std::collections::HashMap;

use store::{Db, Row, params};

use super::LabelId;
use crate::error::{Error, Result};
use crate::issue::IssueId;
use crate::project::ProjectId;

/// A label of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its row.
    pub id: LabelId,
    /// As it was typed.
    pub name: String,
    /// 0 (grey) to 8: a hue of the style sheet.
    pub hue: i64,
}

fn read(row: &Row<'_>) -> Result<Label, store::Error> {
    Ok(Label { id: row.get("id")?, name: row.get("name")?, hue: row.get("hue")? })
}

/// Every label of the project, by name. Whoever asks has loaded the project, and so may see them.
pub fn list(db: &Db<'_>, project: ProjectId) -> Result<Vec<Label>> {
    let sql = "SELECT id, name, hue FROM labels WHERE project_id = $1 ORDER BY name_key";
    Ok(db.all(sql, &params![project], read)?)
}

/// The label of this name, in whatever letter case.
///
/// # Errors
/// [`Error::NotFound`] if the project has none of that name.
pub fn find(db: &Db<'_>, project: ProjectId, name: &str) -> Result<Label> {
    let sql = "SELECT id, name, hue FROM labels WHERE project_id = $1 AND name_key = $2";
    db.maybe(sql, &params![project, &super::make::key(name)], read)?.ok_or(Error::NotFound("label"))
}

/// The labels of each of these issues, by name; issues without any are missing.
pub fn of_issues(db: &Db<'_>, issues: &[IssueId]) -> Result<HashMap<IssueId, Vec<Label>>> {
    let mut found: HashMap<IssueId, Vec<Label>> = HashMap::new();
    let Some((places, params)) = store::several(issues, 1) else { return Ok(found) };
    let sql = format!(
        "SELECT il.issue_id, l.id, l.name, l.hue FROM issue_labels il JOIN labels l ON l.id = il.label_id
          WHERE il.issue_id IN ({places}) ORDER BY l.name_key"
    );
    for (issue, label) in db.all(&sql, &params, |row| Ok((row.get("issue_id")?, read(row)?)))? {
        found.entry(issue).or_default().push(label);
    }
    Ok(found)
}
