//! Listing issues, newest first, a page at a time.

use store::{Db, Param};

use super::Issue;
use crate::auth::Actor;
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
    let issues = if is_of_somebody && filter.is_open.is_none() {
        // The indexes of people's issues are by state, then number. Two short looks serve this, however many there are.
        let mut both = page(db, actor, (project, &Filter { is_open: Some(true), ..*filter }), limit)?;
        both.extend(page(db, actor, (project, &Filter { is_open: Some(false), ..*filter }), limit)?);
        both.sort_by_key(|issue| std::cmp::Reverse(issue.number));
        both.truncate(limit);
        both
    } else {
        page(db, actor, (project, filter), limit)?
    };
    Ok(issues)
}

fn page(db: &Db<'_>, actor: &Actor, (project, filter): (ProjectId, &Filter), limit: usize) -> Result<Vec<Issue>> {
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
    let mut sql = format!("{} AND i.deleted_at IS NULL", Issue::select());
    let mut params = vec![Param::from(actor.user_id), Param::from(actor.is_admin)];
    for (column, value) in conditions {
        if let Some(value) = value {
            params.push(value);
            let equals = if column.ends_with('<') { "" } else { " =" };
            sql.push_str(&format!(" AND {column}{equals} ${}", params.len()));
        }
    }
    params.push(Param::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    sql.push_str(&format!(" ORDER BY i.number DESC LIMIT ${}", params.len()));
    Ok(db.all(&sql, &params, |row| Issue::read(actor, row))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Edit, Status};
    use crate::world::World;

    /// Six issues: the odd ones by Ada, those that divide by 3 closed, the even ones Ben's.
    fn world() -> (World, UserId, UserId) {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        for number in 1..=6 {
            let by = if number % 2 == 1 { ada } else { ben };
            world.open(by, by);
            if number % 3 == 0 {
                world.edit(by, number, Edit { status: Some(Status::Done), ..Edit::default() }).unwrap();
            }
        }
        (world, ada, ben)
    }

    fn numbers(world: &World, filter: Filter, limit: usize) -> Vec<i64> {
        let actor = World::act(UserId(1)).actor;
        let issues = world.read(move |db| list(db, &actor, &filter, limit)).unwrap();
        issues.iter().map(|issue| issue.number).collect()
    }

    #[test]
    fn the_newest_come_first_a_page_at_a_time() {
        let (world, ..) = world();
        let page = |before| numbers(&world, Filter { before, ..Filter::default() }, 4);
        assert_eq!(page(None), [6, 5, 4, 3]);
        assert_eq!(page(Some(3)), [2, 1]);
        assert!(page(Some(1)).is_empty());
    }

    #[test]
    fn filters_narrow_each_other() {
        let (world, ada, ben) = world();
        let all = |filter: Filter| numbers(&world, filter, 10);
        let none = Filter::default();
        assert_eq!(all(Filter { is_open: Some(false), ..none }), [6, 3]);
        assert_eq!(all(Filter { is_open: Some(true), ..none }), [5, 4, 2, 1]);
        assert_eq!(all(Filter { assignee: Some(ben), ..none }), [6, 4, 2]);
        assert_eq!(all(Filter { creator: Some(ada), ..none }), [5, 3, 1]);
        assert_eq!(all(Filter { creator: Some(ada), is_open: Some(true), ..none }), [5, 1]);
        assert!(all(Filter { assignee: Some(ben), creator: Some(ada), ..none }).is_empty());
        assert_eq!(all(Filter { assignee: Some(ben), before: Some(6), ..none }), [4, 2]);
        assert_eq!(numbers(&world, Filter { assignee: Some(ben), ..none }, 2), [6, 4]);
    }
}
