//! Counting what a query finds.

use store::Db;

use super::along;
use super::asker::Asker;
use super::list::{asked, reading};
use super::order::stretches;
use super::plan::{FEW, Reading};
use crate::auth::Actor;
use crate::error::Result;
use crate::query::{Sort, SortBy};

/// Further than this nobody counts.
pub const COUNT_MOST: i64 = 10_000;

/// How many issues a query finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// So many; at most as far as was counted.
    pub count: i64,
    /// Whether there are more.
    pub is_more: bool,
}

/// How many issues the query finds among what the actor sees.
///
/// # Errors
/// As [`super::list()`].
pub fn count(db: &Db<'_>, actor: &Actor, text: &str) -> Result<Count> {
    count_to(db, actor, (text, COUNT_MOST))
}

/// The same, but nobody counts further than `most`.
///
/// # Errors
/// As [`super::list()`].
pub fn count_to(db: &Db<'_>, actor: &Actor, (text, most): (&str, i64)) -> Result<Count> {
    let asker = Asker::of(db, actor)?;
    let mut asked = asked(db, &asker, text)?;
    asked.sort = Sort::by(SortBy::Updated);
    let found = match reading(db, &asker, (&asked, FEW))? {
        Reading::Along(lead) => {
            let limit = usize::try_from(most + 1).unwrap_or(usize::MAX);
            i64::try_from(along::read((db, &asker), (&asked, &lead), (None, limit))?.len()).unwrap_or(i64::MAX)
        }
        // Not in this order.
        Reading::Words => 0,
        Reading::Stretches(way) => {
            let mut found = 0;
            for stretch in stretches(db, &asker, (asked.sort, None))? {
                let (sql, mut values) = asked.statement(db, &asker, (way, &stretch));
                let limit = values.number(most + 1 - found);
                let sql = format!("SELECT COUNT(*) AS count FROM ({sql} LIMIT {limit}) counted");
                found += db.one(&sql, &values.params(), |row| row.get::<i64>("count"))?;
                if found > most {
                    break;
                }
            }
            found
        }
    };
    db.plan_as_usual()?;
    Ok(Count { count: found.min(most), is_more: found > most })
}
