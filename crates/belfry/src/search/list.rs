//! Listing what a query finds, a page at a time.

use store::Db;

use super::asker::Asker;
use super::order::{Place, stretches};
use super::plan::{Asked, Way};
use super::resolve::Resolve;
use crate::auth::Actor;
use crate::error::Result;
use crate::issue::{self, Issue, IssueId};

/// An issue that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The issue.
    pub issue: Issue,
    /// Where it is in the list: what the next page begins after.
    pub place: [i64; 2],
}

/// At most `limit` issues that the query finds among what the actor sees, in its order, from after this place on. Whatever
/// comes in between two pages, none that stays where it is is skipped or told twice.
///
/// # Errors
/// [`crate::Error::Invalid`] (`q`) for what is no query, or names what is not there.
pub fn list(db: &Db<'_>, actor: &Actor, (text, after): (&str, Option<Place>), limit: usize) -> Result<Vec<Found>> {
    let asker = Asker::of(db, actor)?;
    let asked = asked(db, &asker, text)?;
    let way = asked.way(db, &asker)?;
    if way == Way::Walk {
        db.keep_to_order()?;
    }
    let mut places: Vec<(IssueId, Place)> = Vec::new();
    for stretch in stretches(db, &asker, (asked.sort, after))? {
        let left = i64::try_from(limit - places.len()).unwrap_or(i64::MAX);
        let (sql, values) = asked.statement(db, &asker, (way, &stretch), left);
        places
            .extend(db.all(&sql, &values.params(), |row| Ok((row.get("id")?, [row.get("first")?, row.get("last")?])))?);
        if places.len() >= limit {
            break;
        }
    }
    let ids: Vec<IssueId> = places.iter().map(|(id, _)| *id).collect();
    let issues = issue::find_each(db, actor, &ids)?;
    let found = issues.into_iter().filter_map(|issue| {
        let (_, place) = places.iter().find(|(id, _)| *id == issue.id)?;
        Some(Found { issue, place: *place })
    });
    Ok(found.collect())
}

/// What this query asks for, with its names looked up.
pub(super) fn asked(db: &Db<'_>, asker: &Asker, text: &str) -> Result<Asked> {
    let query = super::read(text)?;
    let resolve = Resolve { db, asker };
    let condition = query.filter.as_ref().map(|filter| resolve.condition(filter)).transpose()?;
    Ok(Asked::of(&query, condition))
}
