//! Sub-issues: an issue that is a part of another.

use store::{Db, params};

use super::{Issue, IssueId, Which, find};
use crate::auth::Actor;
use crate::error::{FieldErrors, Result};

/// How many levels of parts there may be.
const DEEPEST: usize = 8;

/// The issue that `issue` is to be a part of: one that the actor sees, and that is not itself a part of it.
pub(super) fn check(db: &Db<'_>, actor: &Actor, issue: &Issue, parent: IssueId) -> Result<Issue> {
    let found = find(db, actor, parent)?;
    let mut above = Some(parent);
    for _ in 0..DEEPEST {
        match above {
            Some(id) if id == issue.id => {
                return Err(
                    FieldErrors::one("parent", "An issue cannot be a part of itself or of one of its parts.").into()
                );
            }
            Some(id) => above = parent_of(db, id)?,
            None => return Ok(found),
        }
    }
    Err(FieldErrors::one("parent", format!("There are at most {DEEPEST} levels of parts.")).into())
}

fn parent_of(db: &Db<'_>, id: IssueId) -> Result<Option<IssueId>> {
    let sql = "SELECT parent_id FROM issues WHERE id = $1";
    Ok(db.maybe(sql, &params![id], |row| row.get("parent_id"))?.flatten())
}

/// The parts of an issue that the actor sees, oldest first.
pub fn parts(db: &Db<'_>, actor: &Actor, which: impl Into<Which>) -> Result<Vec<Issue>> {
    let whole = find(db, actor, which)?;
    let sql = format!("{} AND i.parent_id = $3 AND i.deleted_at IS NULL ORDER BY i.id", Issue::select());
    Ok(db.all(&sql, &params![actor.user_id, actor.is_admin, whole.id], |row| Issue::read(actor, row))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::issue::Edit;
    use crate::world::World;

    #[test]
    fn an_issue_is_a_part_of_another_and_never_of_itself() {
        let world = World::new();
        let ada = world.register("ada");
        let actor = World::act(ada).actor;
        let ids: Vec<IssueId> = (0..3).map(|_| world.open(ada, ada).id).collect();
        let put = |number: i64, parent: Option<usize>| {
            let parent = Some(parent.map(|index| ids[index]));
            world.edit(ada, number, Edit { parent, ..Edit::default() })
        };
        assert_eq!(put(2, Some(0)).unwrap().parent_id, Some(ids[0]));
        assert_eq!(put(3, Some(1)).unwrap().parent_id, Some(ids[1]));
        for (number, parent) in [(1, 0), (1, 1), (1, 2)] {
            assert!(matches!(put(number, Some(parent)), Err(Error::Invalid(_))), "{number} {parent}");
        }
        let found = world.read(move |db| parts(db, &actor, 1)).unwrap();
        assert_eq!(found.iter().map(|part| part.number).collect::<Vec<_>>(), [2]);
        assert_eq!(put(2, None).unwrap().parent_id, None);
        assert!(world.read(move |db| parts(db, &actor, 1)).unwrap().is_empty());
    }
}
