//! Rows of one table, written many at a time.

use store::{Error, Param, Tx};

/// So many rows go in by one statement.
const AT_ONCE: usize = 20;

/// Writes these rows; `into` is the table with its columns: `t (a, b)`.
pub fn insert<const N: usize>(tx: &Tx<'_>, into: &str, rows: &[[Param<'_>; N]]) -> Result<(), Error> {
    rows.chunks(AT_ONCE).try_for_each(|rows| tx.run_along(&statement::<N>(into, rows.len()), rows.as_flattened()))
}

/// The same, and answers with their numbers, in their order.
pub fn insert_numbered<const N: usize>(tx: &Tx<'_>, into: &str, rows: &[[Param<'_>; N]]) -> Result<Vec<i64>, Error> {
    let mut ids = Vec::new();
    for rows in rows.chunks(AT_ONCE) {
        let sql = format!("{} RETURNING id", statement::<N>(into, rows.len()));
        ids.extend(tx.all(&sql, rows.as_flattened(), |row| row.get::<i64>("id"))?);
    }
    Ok(ids)
}

fn statement<const N: usize>(into: &str, rows: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=N).map(|column| format!("${}", row * N + column)).collect();
        format!("({})", places.join(", "))
    };
    format!("INSERT INTO {into} VALUES {}", (0..rows).map(row).collect::<Vec<_>>().join(", "))
}
