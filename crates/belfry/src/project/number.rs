//! Numbering the issues of a project, and the project of those that name none.

use store::{Db, Tx, params};

use super::ProjectId;
use crate::error::Result;

/// The project that issues are opened in where none is named: the oldest.
pub fn default(db: &Db<'_>) -> Result<ProjectId> {
    Ok(db.one("SELECT id FROM projects ORDER BY id LIMIT 1", &[], |row| row.get("id"))?)
}

/// Takes the next number for an issue in this project. One that was taken in a transaction that is undone may be lost.
pub fn next_number(tx: &Tx<'_>, project: ProjectId) -> Result<i64> {
    let sql = "UPDATE issue_counters SET next_number = next_number + 1 WHERE project_id = $1 RETURNING next_number - 1 AS number";
    let taken = match tx.one_apart(sql, &params![project], |row| row.get("number")) {
        // Opened in this very transaction: nobody else can see it yet.
        Err(store::Error::NoRow) => tx.one(sql, &params![project], |row| row.get("number")),
        taken => taken,
    };
    Ok(taken?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::world::World;

    #[test]
    fn numbers_are_given_out_once_and_only_grow() {
        let world = World::new();
        let take = |fails: bool| {
            world.write(move |tx| {
                let number = next_number(tx, default(tx)?)?;
                if fails { Err(Error::Forbidden) } else { Ok(number) }
            })
        };
        let first = take(false).unwrap();
        assert_eq!(first, 1);
        assert!(take(true).is_err());
        assert!(take(false).unwrap() > first);
    }
}
