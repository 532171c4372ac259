//! Reading what answers words: what answers in its title, then what answers in its description, then the rest, the newest
//! first. The index of words says which answer; of those are taken that fit, until there are enough.

use store::Db;

use super::asker::Asker;
use super::order::Place;
use super::plan::Asked;
use super::sql::{Values, all};
use crate::auth::permission;
use crate::error::Result;
use crate::issue::IssueId;

/// So many are looked at at once: one of these, so that there are few statements.
const STEPS: [usize; 4] = [1, 10, 51, 500];

/// At most `limit` issues that fit, after this place, with their places.
pub(super) fn read(
    (db, asker): (&Db<'_>, &Asker),
    asked: &Asked,
    (after, limit): (Option<Place>, usize),
) -> Result<Vec<(IssueId, Place)>> {
    let (first, mut before) = after.map_or((0, i64::MAX), |[tier, number]| (tier, number));
    let mut found: Vec<(IssueId, Place)> = Vec::new();
    for tier in first..3 {
        let mut step = step(limit - found.len());
        loop {
            let answering = db.latest(&asked.tier(tier), (before, step))?;
            for id in fitting((db, asker), asked, &answering)? {
                found.push((id, [tier, id.raw()]));
            }
            if found.len() >= limit {
                found.truncate(limit);
                return Ok(found);
            }
            match answering.last() {
                Some(last) if answering.len() == step => before = *last,
                _ => break,
            }
            step = self::step(step + 1);
        }
        before = i64::MAX;
    }
    Ok(found)
}

fn step(wanted: usize) -> usize {
    STEPS.into_iter().find(|step| wanted <= *step).unwrap_or(STEPS[STEPS.len() - 1])
}

/// Those of these that fit.
fn fitting((db, asker): (&Db<'_>, &Asker), asked: &Asked, ids: &[i64]) -> Result<Vec<IssueId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (sql, values) = statement((db, asker), asked, ids);
    Ok(db.all(&sql, &values.params(), |row| row.get("id"))?)
}

fn statement((db, asker): (&Db<'_>, &Asker), asked: &Asked, ids: &[i64]) -> (String, Values) {
    let mut values = asker.values();
    let last = ids.last().copied().unwrap_or_default();
    let padded = ids.iter().copied().chain(std::iter::repeat(last)).take(step(ids.len()).max(ids.len()));
    let mut conditions = vec![format!("i.id IN ({})", values.numbers(padded))];
    conditions.extend([permission::SEES.to_owned(), asked.presence().to_owned()]);
    conditions.extend(asked.beside(None).map(|part| part.sql(db, &mut values)));
    let sql = format!(
        "SELECT i.id FROM issues i CROSS JOIN projects p
           LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = $1
          WHERE p.id = i.project_id AND {} ORDER BY i.id DESC",
        all(&conditions)
    );
    (sql, values)
}

/// How the database reads a page of it.
pub(super) fn plan((db, asker): (&Db<'_>, &Asker), asked: &Asked, limit: usize) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for tier in 0..3 {
        lines.extend(db.plan_latest(&asked.tier(tier), (i64::MAX, limit))?);
    }
    let ids: Vec<i64> = (1..=i64::try_from(step(limit)).unwrap_or(i64::MAX)).collect();
    let (sql, values) = statement((db, asker), asked, &ids);
    lines.extend(db.plan(&sql, &values.params())?);
    Ok(lines)
}
