//! How much somebody has to do.

use std::collections::HashMap;

use store::{Db, params};

use crate::auth::{Actor, permission};
use crate::error::Result;
use crate::project::ProjectId;

/// Further than this nobody counts.
const MOST: i64 = 1000;

/// How many open issues the actor has, of those that they see; a thousand at the most.
pub fn count_mine(db: &Db<'_>, actor: &Actor) -> Result<i64> {
    let sql = format!(
        "SELECT COUNT(*) AS mine FROM (
            SELECT i.id FROM issues i JOIN projects p ON p.id = i.project_id
              LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = $1
             WHERE i.assignee_id = $1 AND i.is_open = 1 AND i.deleted_at IS NULL AND {} LIMIT $3) AS counted",
        permission::SEES
    );
    Ok(db.one(&sql, &params![actor.user_id, actor.is_admin, MOST], |row| row.get("mine"))?)
}

/// How many open issues each of these projects has that the actor sees; `most` at the most.
pub fn count_open(
    db: &Db<'_>,
    actor: &Actor,
    (projects, most): (&[ProjectId], i64),
) -> Result<HashMap<ProjectId, i64>> {
    let Some((places, bound)) = store::several(projects, 4) else { return Ok(HashMap::new()) };
    let params = [&params![actor.user_id, actor.is_admin, most], &bound[..]].concat();
    let sql = open_of(&places);
    Ok(db.all(&sql, &params, |row| Ok((row.get("id")?, row.get("count")?)))?.into_iter().collect())
}

/// In the order of the index that holds all that is asked: without one SQLite may take another, by what it thinks of the table,
/// and reads each issue.
fn open_of(projects: &str) -> String {
    format!(
        "SELECT p.id, (SELECT COUNT(*) FROM (
            SELECT 1 AS one FROM issues i
             WHERE i.project_id = p.id AND i.is_open = 1 AND i.deleted_at IS NULL AND {}
             ORDER BY i.number LIMIT $3) AS counted) AS count
           FROM projects p LEFT JOIN members m ON m.project_id = p.id AND m.user_id = $1 WHERE p.id IN ({projects})",
        permission::SEES,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn open_issues_are_counted_from_the_index_that_holds_all_that_is_asked() {
        let plan = World::new().read(|db| {
            db.keep_to_indexes()?;
            db.keep_to_order()?;
            Ok(db.plan(&open_of("$4"), &params![1, 0, 100, 1])?)
        });
        let plan = plan.unwrap().join("\n");
        assert!(plan.contains("issues_by_state"), "{plan}");
    }

    #[test]
    fn what_somebody_has_and_sees_counts() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        world.open(ada, ben);
        world.open(ada, ada);
        let mine = |who| {
            let actor = World::act(who).actor;
            world.read(move |db| count_mine(db, &actor)).unwrap()
        };
        assert_eq!((mine(ada), mine(ben)), (1, 1));
        world.write(|tx| Ok(tx.run("UPDATE issues SET is_open = 0 WHERE number = 1", &[])?)).unwrap();
        assert_eq!((mine(ada), mine(ben)), (1, 0));
    }

    #[test]
    fn what_is_open_in_a_project_and_seen_counts_until_it_is_many() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let project = world.open(ada, ada).project_id;
        world.open(ada, ada);
        world.open(ada, ada);
        let open = |who, most| {
            let actor = World::act(who).actor;
            world.read(move |db| count_open(db, &actor, (&[project], most))).unwrap()[&project]
        };
        assert_eq!((open(ada, 9), open(ben, 9), open(ben, 2)), (3, 3, 2));
        world.write(|tx| Ok(tx.run("UPDATE issues SET is_private = 1 WHERE number = 1", &[])?)).unwrap();
        world.write(|tx| Ok(tx.run("UPDATE issues SET is_open = 0 WHERE number = 2", &[])?)).unwrap();
        assert_eq!((open(ada, 9), open(ben, 9)), (2, 1));
        let actor = World::act(ben).actor;
        assert!(world.read(move |db| count_open(db, &actor, (&[], 9))).unwrap().is_empty());
    }
}
