//! The latest rows that answer, on PostgreSQL: its index of words knows which rows answer, and not in which order.
//!
//! Three looks, each made for how common it is what is looked for, and each bounded: the latest rows are read one by one, in case
//! most of them answer; then all that answer, in case they are few; and then those that answer within a stretch of the numbers,
//! from the last one down, as long as it takes. The index says of each stretch which rows answer in it without reading them.

use crate::postgres::{self, Session};
use crate::{Db, Error, Param, params};

/// How many rows are read one by one, and how many times as many where that would then do.
const WALKED: i64 = 512;
const WALKED_ON: usize = 8;
/// So many are few.
const FEW: i64 = 2_000;
/// How wide the first stretch is, and how much wider each is than the one before.
const STRETCH: i64 = 8_192;
const WIDENS: i64 = 4;

const TOP: &str = "SELECT s.id FROM search_index s WHERE s.id < $1 ORDER BY s.id DESC LIMIT 1";
const WALK: &str = "SELECT s.id FROM search_index s WHERE s.id <= $1 AND s.id > $2 AND {s_matches} $3{as_search}
     ORDER BY s.id DESC LIMIT $4";
/// The number is written so that its index is of no use.
const ALL: &str = "SELECT s.id FROM search_index s WHERE {s_matches} $1{as_search} AND s.id + 0 <= $2 LIMIT $3";
const WITHIN: &str = "SELECT s.id FROM search_index s WHERE s.id <= $1 AND s.id > $2 AND {s_matches} $3{as_search}";
/// Rows are read only once both indexes said which: told to the planner along with the next statement.
const BY_BOTH: [&str; 2] =
    ["SELECT set_config('enable_indexscan', 'off', true)", "SELECT set_config('enable_indexscan', 'on', true)"];

pub(super) fn latest(
    (db, session): (&Db<'_>, &Session),
    wanted: &str,
    (below, most): (i64, usize),
) -> Result<Vec<i64>, Error> {
    let Some(top) = db.maybe(TOP, &params![below], |row| row.get::<i64>("id"))? else { return Ok(Vec::new()) };
    let count = i64::try_from(most).unwrap_or(i64::MAX);
    let (mut found, mut until) = (ids(db, WALK, &params![top, top - WALKED, wanted, count])?, top - WALKED);
    if found.len() < most && found.len().saturating_mul(WALKED_ON) >= most {
        let on = until - WALKED * i64::try_from(WALKED_ON).unwrap_or(1);
        found.extend(ids(db, WALK, &params![until, on, wanted, count])?);
        found.truncate(most);
        until = on;
    }
    if found.len() >= most {
        return Ok(found);
    }
    let mut all = ids(db, ALL, &params![wanted, top, FEW + 1])?;
    if i64::try_from(all.len()).is_ok_and(|len| len <= FEW) {
        all.sort_unstable_by(|one, other| other.cmp(one));
        all.truncate(most);
        return Ok(all);
    }
    let mut width = STRETCH;
    while found.len() < most && until > 0 {
        let mut within = by_both(session, || ids(db, WITHIN, &params![until, until - width, wanted]))?;
        within.sort_unstable_by(|one, other| other.cmp(one));
        found.extend(within);
        (until, width) = (until - width, width * WIDENS);
    }
    found.truncate(most);
    Ok(found)
}

/// How many answer: more than `most` where a look at the latest says so.
pub(super) fn count(db: &Db<'_>, wanted: &str, most: usize) -> Result<usize, Error> {
    let Some(top) = db.maybe(TOP, &params![i64::MAX], |row| row.get::<i64>("id"))? else { return Ok(0) };
    let walked = ids(db, WALK, &params![top, top - WALKED, wanted, WALKED])?.len();
    let (of_all, many) = (usize::try_from(top / WALKED).unwrap_or_default(), most.saturating_add(1));
    if walked.saturating_mul(of_all) > most {
        return Ok(many);
    }
    Ok(ids(db, ALL, &params![wanted, top, i64::try_from(many).unwrap_or(i64::MAX)])?.len())
}

fn ids(db: &Db<'_>, sql: &str, params: &[Param<'_>]) -> Result<Vec<i64>, Error> {
    db.all(sql, params, |row| row.get("id"))
}

fn by_both<T>(session: &Session, look: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let [off, on] = BY_BOTH;
    postgres::send_along(session, off, &[])?;
    let looked = look()?;
    postgres::send_along(session, on, &[])?;
    Ok(looked)
}

/// How the database would do it.
pub(super) fn plan(
    (db, session): (&Db<'_>, &Session),
    wanted: &str,
    (below, most): (i64, usize),
) -> Result<Vec<String>, Error> {
    let top = db.maybe(TOP, &params![below], |row| row.get::<i64>("id"))?.unwrap_or_default();
    let mut lines = db.plan(TOP, &params![below])?;
    lines.extend(db.plan(WALK, &params![top, top - WALKED, wanted, i64::try_from(most).unwrap_or(i64::MAX)])?);
    lines.extend(db.plan(ALL, &params![wanted, top, FEW + 1])?);
    lines.extend(by_both(session, || db.plan(WITHIN, &params![top, top - STRETCH, wanted]))?);
    Ok(lines)
}
