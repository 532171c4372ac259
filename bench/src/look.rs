//! Looking into a database from beside, with whatever is served from it.

use anyhow::Result;
use belfry::migrations::MIGRATIONS;
use store::{Access, Options, Place, Row, Store};

/// The number in the column `n` of the one row that this answers with.
pub fn number(place: &Place, sql: &str) -> Result<u64> {
    let found = all(place, sql, |row| row.get::<i64>("n"))?;
    anyhow::ensure!(found.len() == 1, "{} rows instead of one: {sql}", found.len());
    Ok(u64::try_from(found[0])?)
}

/// Every row that this answers with.
pub fn all<T, R>(place: &Place, sql: &str, read: R) -> Result<Vec<T>>
where
    T: Send + 'static,
    R: Fn(&Row<'_>) -> Result<T, store::Error> + Send + 'static,
{
    let store = Store::open(Options { access: Access::Look, ..Options::new(place.clone(), MIGRATIONS) })?;
    let sql = sql.to_owned();
    let looking = store.read(move |db| db.all(&sql, &[], &read));
    let found = tokio::runtime::Builder::new_current_thread().build()?.block_on(looking);
    store.close();
    Ok(found?)
}
