//! Reading a list along a lead: the next issues that it has, of which those are taken that fit, until there are enough.

use store::Db;

use super::asker::Asker;
use super::lead::{From, Lead};
use super::order::{Kind, Place};
use super::plan::Asked;
use super::sql::Values;
use crate::auth::permission;
use crate::error::Result;
use crate::issue::IssueId;

/// So many are looked at at once, more and more where too few fit. They are written out in the statement: who plans it has to
/// know that they are few.
const STEPS: [usize; 4] = [51, 101, 500, 4_000];

/// An issue on the way.
struct Met {
    id: IssueId,
    place: Place,
    fits: bool,
}

/// At most `limit` issues that fit, after this place, with their places.
pub(super) fn read(
    (db, asker): (&Db<'_>, &Asker),
    (asked, lead): (&Asked, &Lead),
    (mut after, limit): (Option<Place>, usize),
) -> Result<Vec<(IssueId, Place)>> {
    let (mut found, mut step): (Vec<(IssueId, Place)>, _) = (Vec::new(), step(limit));
    loop {
        let (sql, values) = statement((db, asker), (asked, lead), (after, step));
        let met = db.all(&sql, &values.params(), |row| {
            let (id, at): (IssueId, i64) = (row.get("id")?, row.get("at")?);
            Ok(Met { id, place: [at, id.raw()], fits: row.get("fits")? })
        })?;
        for met in met.iter().filter(|met| met.fits) {
            // Where it has two of the labels that are asked for, it comes twice, one after the other.
            if found.last().is_none_or(|(last, _)| *last != met.id) {
                found.push((met.id, met.place));
            }
        }
        if found.len() >= limit || met.len() < step {
            found.truncate(limit);
            return Ok(found);
        }
        after = met.last().map(|met| met.place);
        step = self::step(step + 1);
    }
}

/// How many are looked at to find so many.
pub(super) fn step(wanted: usize) -> usize {
    STEPS.into_iter().find(|step| wanted <= *step).unwrap_or(STEPS[STEPS.len() - 1])
}

/// The statement of the next `step` issues after this place: each with whether it fits (`fits`).
pub(super) fn statement(
    (db, asker): (&Db<'_>, &Asker),
    (asked, lead): (&Asked, &Lead),
    (after, step): (Option<Place>, usize),
) -> (String, Values) {
    let mut values = asker.values();
    let bounds = asked.bounds((Kind::Column("i.updated_at"), "f.updated_at"), &mut values);
    let is_descending = asked.sort.is_descending;
    let next = lead.statement(&From { after, is_descending, bounds }, step, &mut values);
    let mut conditions = vec![permission::SEES.to_owned(), asked.presence().to_owned()];
    conditions.extend(asked.beside(Some(lead.part)).map(|part| part.sql(db, &mut values)));
    let (conditions, way) = (conditions.join(" AND "), if is_descending { "DESC" } else { "ASC" });
    let sql = format!(
        "WITH few AS MATERIALIZED ({next})
         SELECT few.id, few.at, CAST(CASE WHEN {conditions} THEN 1 ELSE 0 END AS BIGINT) AS fits
           FROM few CROSS JOIN issues i CROSS JOIN projects p
           LEFT JOIN members m ON m.project_id = i.project_id AND m.user_id = $1
          WHERE i.id = few.id AND p.id = i.project_id ORDER BY few.at {way}, few.id {way}"
    );
    (sql, values)
}
