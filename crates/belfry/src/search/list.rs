//! Listing what a query finds, a page at a time.

use store::{Db, Row};

use super::asker::Asker;
use super::order::{Place, stretches};
use super::plan::{Asked, FEW, Way};
use super::resolve::Resolve;
use super::sql::Values;
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

/// Which part of what a query finds.
#[derive(Clone, Copy, Debug)]
pub struct Page<'q> {
    /// The query; a blank one asks for everything.
    pub query: &'q str,
    /// After which place it begins, if it is not the first.
    pub after: Option<[i64; 2]>,
    /// How many issues it has at the most.
    pub limit: usize,
    /// Where one condition leaves so many issues at the most, they are looked up; otherwise lists are walked. It makes no other
    /// difference.
    pub few: i64,
}

impl<'q> Page<'q> {
    /// The first of the query.
    pub fn of(query: &'q str, limit: usize) -> Page<'q> {
        Page { query, after: None, limit, few: FEW }
    }
}

/// The issues of a page, among what the actor sees, in the order of the query. Whatever comes in between two pages, none that
/// stays where it is is skipped or told twice.
///
/// # Errors
/// [`crate::Error::Invalid`] (`q`) for what is no query, or names what is not there.
pub fn list(db: &Db<'_>, actor: &Actor, page: Page<'_>) -> Result<Vec<Found>> {
    let mut places: Vec<(IssueId, Place)> = Vec::new();
    for_each_stretch(db, actor, page, |(sql, values)| {
        let mut values = values.clone();
        let left = values.number(i64::try_from(page.limit - places.len()).unwrap_or(i64::MAX));
        let read = |row: &Row<'_>| Ok((row.get("id")?, [row.get("first")?, row.get("last")?]));
        places.extend(db.all(&format!("{sql} LIMIT {left}"), &values.params(), read)?);
        Ok(places.len() < page.limit)
    })?;
    let ids: Vec<IssueId> = places.iter().map(|(id, _)| *id).collect();
    let issues = issue::find_each(db, actor, &ids)?;
    let found = issues.into_iter().filter_map(|issue| {
        let (_, place) = places.iter().find(|(id, _)| *id == issue.id)?;
        Some(Found { issue, place: *place })
    });
    Ok(found.collect())
}

/// How the database reads a page: every statement of it, and its plan, a line for each step.
///
/// # Errors
/// As [`list()`].
pub fn plan(db: &Db<'_>, actor: &Actor, page: Page<'_>) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for_each_stretch(db, actor, page, |(sql, values)| {
        let mut values = values.clone();
        let limit = values.number(i64::try_from(page.limit).unwrap_or(i64::MAX));
        lines.extend(db.plan(&format!("{sql} LIMIT {limit}"), &values.params())?);
        Ok(true)
    })?;
    Ok(lines)
}

/// Hands the statement of each stretch to `each`, without its limit, until that has enough.
fn for_each_stretch(
    db: &Db<'_>,
    actor: &Actor,
    page: Page<'_>,
    mut each: impl FnMut((String, Values)) -> Result<bool>,
) -> Result<()> {
    let asker = Asker::of(db, actor)?;
    let asked = asked(db, &asker, page.query)?;
    db.keep_to_indexes()?;
    let way = asked.way(db, &asker, page.few)?;
    if way == Way::Walk {
        db.keep_to_order()?;
    }
    for stretch in stretches(db, &asker, (asked.sort, page.after))? {
        if !each(asked.statement(db, &asker, (way, &stretch)))? {
            break;
        }
    }
    Ok(())
}

/// What this query asks for, with its names looked up.
pub(super) fn asked(db: &Db<'_>, asker: &Asker, text: &str) -> Result<Asked> {
    let query = super::read(text)?;
    let resolve = Resolve { db, asker };
    let condition = query.filter.as_ref().map(|filter| resolve.condition(filter)).transpose()?;
    Ok(Asked::of(&query, condition))
}
