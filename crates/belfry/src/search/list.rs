//! Listing what a query finds, a page at a time.

use store::{Db, Row};

use super::along;
use super::asker::Asker;
use super::order::{Place, stretches};
use super::plan::{Asked, FEW, Reading, Way};
use super::resolve::Resolve;
use super::tier;
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
    let asker = Asker::of(db, actor)?;
    let asked = asked(db, &asker, page.query)?;
    let places = match reading(db, &asker, (&asked, page.few))? {
        Reading::Along(lead) => along::read((db, &asker), (&asked, &lead), (page.after, page.limit))?,
        Reading::Words => tier::read((db, &asker), &asked, (page.after, page.limit))?,
        Reading::Stretches(way) => stretch_by_stretch((db, &asker), (&asked, way), page)?,
    };
    db.plan_as_usual()?;
    let ids: Vec<IssueId> = places.iter().map(|(id, _)| *id).collect();
    let issues = issue::find_each(db, actor, &ids)?;
    let found = issues.into_iter().filter_map(|issue| {
        let (_, place) = places.iter().find(|(id, _)| *id == issue.id)?;
        Some(Found { issue, place: *place })
    });
    Ok(found.collect())
}

/// How the list is best read; from now on the database does it so, until [`Db::plan_as_usual`].
pub(super) fn reading(db: &Db<'_>, asker: &Asker, (asked, few): (&Asked, i64)) -> Result<Reading> {
    db.keep_to_indexes()?;
    let reading = asked.reading(db, asker, few)?;
    if matches!(reading, Reading::Along(_) | Reading::Stretches(Way::Walk)) {
        db.keep_to_order()?;
    }
    Ok(reading)
}

fn stretch_by_stretch(
    (db, asker): (&Db<'_>, &Asker),
    (asked, way): (&Asked, Way),
    page: Page<'_>,
) -> Result<Vec<(IssueId, Place)>> {
    let mut places: Vec<(IssueId, Place)> = Vec::new();
    for stretch in stretches(db, asker, (asked.sort, page.after))? {
        let (sql, mut values) = asked.statement(db, asker, (way, &stretch));
        let left = values.number(i64::try_from(page.limit - places.len()).unwrap_or(i64::MAX));
        let read = |row: &Row<'_>| Ok((row.get("id")?, [row.get("first")?, row.get("last")?]));
        places.extend(db.all(&format!("{sql} LIMIT {left}"), &values.params(), read)?);
        if places.len() >= page.limit {
            break;
        }
    }
    Ok(places)
}

/// How the database reads a page: every statement of it, and its plan, a line for each step.
///
/// # Errors
/// As [`list()`].
pub fn plan(db: &Db<'_>, actor: &Actor, page: Page<'_>) -> Result<Vec<String>> {
    let asker = Asker::of(db, actor)?;
    let asked = asked(db, &asker, page.query)?;
    let way = match reading(db, &asker, (&asked, page.few))? {
        Reading::Along(lead) => {
            let (sql, values) = along::statement((db, &asker), (&asked, &lead), (page.after, along::step(page.limit)));
            return Ok(db.plan(&sql, &values.params())?);
        }
        Reading::Words => return tier::plan((db, &asker), &asked, page.limit),
        Reading::Stretches(way) => way,
    };
    let mut lines = Vec::new();
    for stretch in stretches(db, &asker, (asked.sort, page.after))? {
        let (sql, mut values) = asked.statement(db, &asker, (way, &stretch));
        let limit = values.number(i64::try_from(page.limit).unwrap_or(i64::MAX));
        lines.extend(db.plan(&format!("{sql} LIMIT {limit}"), &values.params())?);
    }
    Ok(lines)
}

/// What this query asks for, with its names looked up.
pub(super) fn asked(db: &Db<'_>, asker: &Asker, text: &str) -> Result<Asked> {
    let query = super::read(text)?;
    let resolve = Resolve { db, asker };
    let condition = query.filter.as_ref().map(|filter| resolve.condition(filter)).transpose()?;
    Ok(Asked::of(&query, condition))
}
