//! What was opened and closed in each week, and what stood where at its end.
//!
//! What stands where now is counted; what stood where before follows from the steps that were taken since, each backwards.

use jiff::civil::Date;
use store::{Db, Row};

use super::sight::Sight;
use super::week::Weeks;
use crate::error::Result;
use crate::issue::Status;

/// How many issues are in each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing([i64; Status::ALL.len()]);

impl From<[i64; Status::ALL.len()]> for Standing {
    /// How many are in each, in the order of [`Status::ALL`].
    fn from(counts: [i64; Status::ALL.len()]) -> Standing {
        Standing(counts)
    }
}

impl Standing {
    /// How many are in this one.
    pub fn of(&self, status: Status) -> i64 {
        place(status).map_or(0, |place| self.0[place])
    }

    /// How many are open.
    pub fn open(&self) -> i64 {
        Status::ALL.into_iter().filter(|status| status.is_open()).map(|status| self.of(status)).sum()
    }

    fn add(&mut self, status: Status, count: i64) {
        if let Some(place) = place(status) {
            self.0[place] += count;
        }
    }
}

fn place(status: Status) -> Option<usize> {
    Status::ALL.into_iter().position(|other| other == status)
}

/// A week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// The Monday on which it begins.
    pub starts_on: Date,
    /// How many issues were opened.
    pub opened: i64,
    /// How often one was closed.
    pub closed: i64,
    /// How often one that was closed was opened again.
    pub reopened: i64,
    /// What stood where at its end; in the last week, what stands where now.
    pub at_end: Standing,
    /// How many mails about assignments were sent.
    pub mails_sent: i64,
    /// How many were taken back before they rang.
    pub mails_taken_back: i64,
}

/// A step that some issues took in a week.
struct Step {
    week: i64,
    from: Option<Status>,
    to: Option<Status>,
    count: i64,
}

/// The weeks, as far as their issues are concerned.
pub(super) fn weeks(db: &Db<'_>, sight: &Sight, weeks: &Weeks) -> Result<Vec<Week>> {
    let (steps, now) = (steps(db, sight, weeks)?, standing(db, sight)?);
    let empty = |starts_on: &Date| Week {
        starts_on: *starts_on,
        opened: 0,
        closed: 0,
        reopened: 0,
        at_end: now,
        mails_sent: 0,
        mails_taken_back: 0,
    };
    let mut told: Vec<Week> = weeks.starts.iter().map(empty).collect();
    for Step { week, from, to, count } in steps {
        let place = weeks.place(week);
        let [was_open, is_open] = [from, to].map(|status| status.is_some_and(Status::is_open));
        let week = &mut told[place];
        week.opened += if from.is_none() { count } else { 0 };
        week.closed += if !is_open && (was_open || from.is_none()) { count } else { 0 };
        week.reopened += if is_open && from.is_some() && !was_open { count } else { 0 };
        for earlier in &mut told[..place] {
            if let Some(to) = to {
                earlier.at_end.add(to, -count);
            }
            if let Some(from) = from {
                earlier.at_end.add(from, count);
            }
        }
    }
    Ok(told)
}

fn steps(db: &Db<'_>, sight: &Sight, weeks: &Weeks) -> Result<Vec<Step>> {
    let mut values = sight.values();
    let (week, seen) = (weeks.sql("e.at", &mut values), sight.seen(&mut values));
    let begin = values.number(weeks.begin.as_micros());
    let sql = format!(
        "SELECT {week} AS week, e.status_from, e.status_to, COUNT(*) AS count
           FROM events e JOIN issues i ON i.id = e.issue_id {seen}
            AND e.status_to IS NOT NULL AND e.at >= {begin} GROUP BY 1, 2, 3"
    );
    let status = |word: Option<String>| word.as_deref().and_then(Status::parse);
    Ok(db.all(&sql, values.params(), |row| {
        let (from, to) = (status(row.get("status_from")?), status(row.get("status_to")?));
        Ok(Step { week: row.get("week")?, from, to, count: row.get("count")? })
    })?)
}

fn standing(db: &Db<'_>, sight: &Sight) -> Result<Standing> {
    let mut values = sight.values();
    let sql = format!("SELECT i.status, COUNT(*) AS count FROM issues i {} GROUP BY 1", sight.seen(&mut values));
    let mut standing = Standing::default();
    let read = |row: &Row<'_>| Ok((row.get::<String>("status")?, row.get::<i64>("count")?));
    for (word, count) in db.all(&sql, values.params(), read)? {
        if let Some(status) = Status::parse(&word) {
            standing.add(status, count);
        }
    }
    Ok(standing)
}
