//! How much somebody has to do.

use store::{Db, params};

use crate::auth::{Actor, permission};
use crate::error::Result;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

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
}
