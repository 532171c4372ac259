//! How values spread: how many are up to which bound, and below which value a part of them lies. The database reads them once.

use store::{Db, Row};

use super::sight::Values;
use crate::error::Result;

/// How some values spread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spread {
    /// How many there are.
    pub count: i64,
    /// How many are over the bound before and up to this one; a last number says how many are over the last.
    pub buckets: Vec<i64>,
    /// For each percentage, the smallest value such that so many are not greater; `None` of none.
    pub quantiles: Vec<Option<i64>>,
}

/// How the values spread that the statement `sql` answers with, each as `value`.
pub(super) fn spread(db: &Db<'_>, (sql, values): (&str, &Values), bounds: &[i64], percents: &[i64]) -> Result<Spread> {
    let quantiles: Vec<String> = percents.iter().map(|percent| quantile(*percent)).collect();
    let sql = format!(
        "WITH spread AS MATERIALIZED ({sql}) SELECT {} AS bucket, COUNT(*) AS count{} FROM spread GROUP BY 1",
        bucket("value", bounds),
        quantiles.concat()
    );
    let read = |row: &Row<'_>| {
        let found: Result<Vec<Option<i64>>, store::Error> =
            percents.iter().map(|percent| row.get_named(&format!("p{percent}"))).collect();
        Ok(((row.get::<i64>("bucket")?, row.get::<i64>("count")?), found?))
    };
    let (counted, found): (Vec<_>, Vec<_>) = db.all(&sql, values.params(), read)?.into_iter().unzip();
    let buckets = filled(&counted, bounds.len() + 1);
    let quantiles = found.into_iter().next().unwrap_or_else(|| vec![None; percents.len()]);
    Ok(Spread { count: buckets.iter().sum(), buckets, quantiles })
}

/// The value at the nearest rank, as a further column.
fn quantile(percent: i64) -> String {
    format!(
        ", (SELECT value FROM spread ORDER BY value LIMIT 1
             OFFSET (SELECT ({percent} * COUNT(*) + 99) / 100 - 1 FROM spread)) AS p{percent}"
    )
}

/// The number of the first of these bounds that a value does not exceed, in SQL; beyond the last, how many there are.
fn bucket(value: &str, bounds: &[i64]) -> String {
    let cases: String =
        bounds.iter().enumerate().map(|(index, bound)| format!("WHEN {value} <= {bound} THEN {index} ")).collect();
    format!("CASE {cases}ELSE {} END", bounds.len())
}

/// How many were counted in each bucket.
fn filled(counted: &[(i64, i64)], buckets: usize) -> Vec<i64> {
    let count = |bucket| counted.iter().filter(|(index, _)| *index == bucket).map(|(_, count)| count).sum();
    (0..).take(buckets).map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_holds_its_bound() {
        assert_eq!(bucket("i.a", &[5, 10]), "CASE WHEN i.a <= 5 THEN 0 WHEN i.a <= 10 THEN 1 ELSE 2 END");
        assert_eq!(filled(&[(2, 4), (0, 1)], 3), [1, 0, 4]);
    }
}
