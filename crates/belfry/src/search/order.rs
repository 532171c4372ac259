//! The order of a list, and where in it a page begins.
//!
//! A list is read in stretches that follow each other (issues with a due day, then those without; one project after the
//! other), each in the order of an index. A place in a list is two numbers, which say after which issue to go on.

use store::{Db, params};

use super::asker::Asker;
use super::sql::Values;
use crate::auth::permission;
use crate::error::Result;
use crate::query::{Sort, SortBy};

/// After which issue a page begins.
pub(crate) type Place = [i64; 2];

/// What a place holds of an issue without a due day.
const NO_DAY: i64 = i64::MAX;

/// A stretch of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub kind: Kind,
    is_descending: bool,
    /// Where it goes on, if it does not begin.
    after: Option<Place>,
}

/// Which issues are in a stretch, and what they are put in order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// All, by a column.
    Column(&'static str),
    Dated,
    Undated,
    /// Of this project, by number.
    Project(i64),
    /// What answers in its title (0), in its title and description (1), and anywhere (2), the newest first.
    Tier(i64),
}

/// The stretches of a list in this order, from this place on.
pub(super) fn stretches(db: &Db<'_>, asker: &Asker, (sort, after): (Sort, Option<Place>)) -> Result<Vec<Stretch>> {
    let Sort { by, is_descending } = sort;
    let (kinds, current) = match by {
        SortBy::Updated => (vec![Kind::Column("i.updated_at")], None),
        SortBy::Created => (vec![Kind::Column("i.created_at")], None),
        SortBy::Priority => (vec![Kind::Column("i.priority")], None),
        SortBy::Due => {
            let is_undated = after.is_some_and(|[day, _]| day == NO_DAY);
            (vec![Kind::Dated, Kind::Undated], after.map(|_| if is_undated { Kind::Undated } else { Kind::Dated }))
        }
        SortBy::Key => (projects(db, asker, is_descending)?, after.map(|[project, _]| Kind::Project(project))),
        SortBy::Relevance => {
            (vec![Kind::Tier(0), Kind::Tier(1), Kind::Tier(2)], after.map(|[tier, _]| Kind::Tier(tier)))
        }
    };
    // A project that is not seen any more ends the list.
    let from = current.map_or(0, |current| kinds.iter().position(|kind| *kind == current).unwrap_or(kinds.len()));
    let stretch =
        |(index, kind): (usize, &Kind)| Stretch { kind: *kind, is_descending, after: after.filter(|_| index == from) };
    Ok(kinds.iter().enumerate().skip(from).map(stretch).collect())
}

/// The projects that are seen, by key.
fn projects(db: &Db<'_>, asker: &Asker, is_descending: bool) -> Result<Vec<Kind>> {
    let way = if is_descending { " DESC" } else { "" };
    let sql = format!(
        "SELECT p.id FROM projects p LEFT JOIN members m ON m.project_id = p.id AND m.user_id = $1
          WHERE {} ORDER BY p.key{way}",
        permission::REACHES
    );
    let params = params![asker.actor.user_id, asker.actor.is_admin];
    Ok(db.all(&sql, &params, |row| row.get("id").map(Kind::Project))?)
}

impl Stretch {
    /// What has to hold of its issues.
    pub fn conditions(&self, values: &mut Values) -> Vec<String> {
        let mut conditions = match self.kind {
            Kind::Column(_) | Kind::Tier(_) => Vec::new(),
            Kind::Dated => vec!["i.due_on IS NOT NULL".to_owned()],
            Kind::Undated => vec!["i.due_on IS NULL".to_owned()],
            Kind::Project(id) => vec![format!("i.project_id = {}", values.number(id))],
        };
        let beyond = if self.is_descending { "<" } else { ">" };
        if let Some([first, last]) = self.after {
            let last = values.number(last);
            conditions.push(match self.kind {
                Kind::Column(column) => format!("({column}, i.id) {beyond} ({}, {last})", values.number(first)),
                Kind::Dated => format!("(i.due_on, i.id) {beyond} ({}, {last})", values.number(first)),
                Kind::Undated => format!("i.id {beyond} {last}"),
                Kind::Project(_) => format!("i.number {beyond} {last}"),
                Kind::Tier(_) => format!("i.id < {last}"),
            });
        }
        conditions
    }

    /// Both numbers of a place in it, in SQL.
    pub fn place(&self) -> [String; 2] {
        let [first, last] = match self.kind {
            Kind::Column(column) => [column, "i.id"],
            Kind::Dated => ["i.due_on", "i.id"],
            Kind::Undated => return [NO_DAY.to_string(), "i.id".to_owned()],
            Kind::Project(_) => ["i.project_id", "i.number"],
            Kind::Tier(tier) => return [tier.to_string(), "i.id".to_owned()],
        };
        [first.to_owned(), last.to_owned()]
    }

    /// What it is put in order by; of few issues that are looked up in a way that no index serves, so that none is walked.
    pub fn order(&self, is_few: bool) -> String {
        let way = if self.is_descending { "DESC" } else { "ASC" };
        let fence = if is_few { " + 0" } else { "" };
        match self.kind {
            Kind::Column(column) => format!("{column}{fence} {way}, i.id {way}"),
            // Of those without a day it says by which index they are read.
            Kind::Dated | Kind::Undated => format!("i.due_on{fence} {way}, i.id {way}"),
            Kind::Project(_) => format!("i.number{fence} {way}"),
            Kind::Tier(_) => "i.id DESC".to_owned(),
        }
    }
}
