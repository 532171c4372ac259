//! Indexing issues that were there before the index: those of an older Belfry, and those that were moved here.

use store::{Db, Tx, params};

use super::{index, mention};
use crate::error::Result;
use crate::issue::IssueId;

/// How many issues one step indexes.
const STEP: i64 = 100;

/// Whether any issue is yet to be indexed.
pub fn is_behind(db: &Db<'_>) -> Result<bool, store::Error> {
    Ok(db.maybe("SELECT issue_id FROM search_debts LIMIT 1", &[], |_| Ok(()))?.is_some())
}

/// Every issue is to be indexed anew.
pub fn owe_all(tx: &Tx<'_>) -> Result<(), store::Error> {
    tx.run(
        "INSERT INTO search_debts (issue_id) SELECT id FROM issues WHERE id > 0 ON CONFLICT (issue_id) DO NOTHING",
        &[],
    )
    .map(drop)
}

/// Indexes some of the issues that are yet to be. Returns how many.
pub fn catch_up(tx: &Tx<'_>) -> Result<usize> {
    let sql = "SELECT issue_id FROM search_debts ORDER BY issue_id LIMIT $1 {skip_locked}";
    let issues: Vec<IssueId> = tx.all(sql, &params![STEP], |row| row.get("issue_id"))?;
    for issue in &issues {
        // One that somebody is changing right now is indexed by that change, or here once it is over.
        let sql = "SELECT i.title, i.description FROM issues i WHERE i.id = $1 {for_update_of_i}";
        let [title, description] =
            tx.one(sql, &params![*issue], |row| Ok([row.get::<String>("title")?, row.get::<String>("description")?]))?;
        index::put(tx, *issue, [&title, &description], &index::comments(tx, *issue)?)?;
        mention::keep(tx, *issue, (0, &description))?;
        let sql = "SELECT number, text FROM comments WHERE issue_id = $1 AND deleted_at IS NULL";
        let comments =
            tx.all(sql, &params![*issue], |row| Ok((row.get::<i64>("number")?, row.get::<String>("text")?)))?;
        for (number, text) in comments {
            mention::keep(tx, *issue, (number, &text))?;
        }
        tx.run("DELETE FROM search_debts WHERE issue_id = $1", &params![*issue])?;
    }
    Ok(issues.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::{Page, list};
    use crate::world::World;

    #[test]
    fn what_was_there_before_the_index_is_indexed_in_steps() {
        let world = World::new();
        let ada = world.register("ada");
        let issue = world.open(ada, ada);
        let actor = World::act(ada).actor;
        let found = || {
            let found = world.read(move |db| list(db, &actor, Page::of("twice mentions:none", 10))).unwrap();
            found.into_iter().map(|found| found.issue.id).collect::<Vec<_>>()
        };
        world.write(move |tx| Ok(tx.index(issue.id.raw(), &[])?)).unwrap();
        assert!(found().is_empty());
        world.write(|tx| Ok(owe_all(tx)?)).unwrap();
        assert!(world.read(|db| Ok(is_behind(db)?)).unwrap());
        assert_eq!(world.write(catch_up).unwrap(), 1);
        assert_eq!(found(), [issue.id]);
        assert_eq!(world.write(catch_up).unwrap(), 0);
        assert!(!world.read(|db| Ok(is_behind(db)?)).unwrap());
    }
}
