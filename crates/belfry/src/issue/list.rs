//! Listing issues, newest first, a page at a time.

use store::{Db, Param};

use super::Issue;
use crate::auth::{Actor, permission};
use crate::error::Result;
use crate::project::{self, ProjectId};
use crate::user::UserId;

/// Which issues; what is `None` does not matter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Whether they are open.
    pub is_open: Option<bool>,
    /// Who has them.
    pub assignee: Option<UserId>,
    /// Who opened them.
    pub creator: Option<UserId>,
    /// Only those with a smaller number: the smallest of the page before.
    pub before: Option<i64>,
}

/// At most `limit` issues of the default project that pass the filter, the newest first.
pub fn list(db: &Db<'_>, actor: &Actor, filter: &Filter, limit: usize) -> Result<Vec<Issue>> {
    let project = project::default(db)?;
    let is_of_somebody = filter.assignee.is_some() || filter.creator.is_some();
    let mut issues = if is_of_somebody && filter.is_open.is_none() {
        // The indexes of people's issues are by state, then number. Two short looks serve this, however many there are.
        let mut both = page(db, project, &Filter { is_open: Some(true), ..*filter }, limit)?;
        both.extend(page(db, project, &Filter { is_open: Some(false), ..*filter }, limit)?);
        both.sort_by_key(|issue| std::cmp::Reverse(issue.number));
        both.truncate(limit);
        both
    } else {
        page(db, project, filter, limit)?
    };
    issues.retain(|issue| permission::may_see(actor, issue));
    Ok(issues)
}

fn page(db: &Db<'_>, project: ProjectId, filter: &Filter, limit: usize) -> Result<Vec<Issue>> {
    // Where somebody's issues are wanted, theirs is the index to use and not the project's: `+ 0` keeps that one out of it.
    let is_of_somebody = filter.assignee.is_some() || filter.creator.is_some();
    let of_project = if is_of_somebody { "i.project_id + 0" } else { "i.project_id" };
    let conditions: [(&str, Option<Param<'_>>); 5] = [
        (of_project, Some(project.into())),
        ("i.is_open", filter.is_open.map(Param::from)),
        ("i.assignee_id", filter.assignee.map(Param::from)),
        ("i.created_by", filter.creator.map(Param::from)),
        ("i.number <", filter.before.map(Param::from)),
    ];
    let mut sql = format!("{} WHERE i.deleted_at IS NULL", Issue::SELECT);
    let mut params = Vec::new();
    for (column, value) in conditions {
        if let Some(value) = value {
            params.push(value);
            let equals = if column.ends_with('<') { "" } else { " =" };
            sql.push_str(&format!(" AND {column}{equals} ${}", params.len()));
        }
    }
    params.push(Param::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    sql.push_str(&format!(" ORDER BY i.number DESC LIMIT ${}", params.len()));
    Ok(db.all(&sql, &params, Issue::read)?)
}
