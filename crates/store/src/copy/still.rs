//! What copying asks of each engine: that a database stands still, and that rows are numbered on from where they were.
//!
//! On SQLite the one transaction that writes has the database to itself already. On PostgreSQL others are kept out by locks
//! on every table of ours, and the time-outs that keep a lost node from holding locks are put off for this transaction.

use super::plan::{Plan, Planned};
use crate::db::Over;
use crate::{Error, Tx, params};

/// Nothing is held on to for so long as this takes.
const WITHOUT_END: [&str; 2] = ["SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0"];

/// Nobody writes to what is copied; others may read.
pub(super) fn to_leave(tx: &Tx<'_>, plan: &Plan) -> Result<(), Error> {
    lock(tx, plan, "EXCLUSIVE")
}

/// Nobody sees what is copied to.
pub(super) fn to_arrive(tx: &Tx<'_>, plan: &Plan) -> Result<(), Error> {
    lock(tx, plan, "ACCESS EXCLUSIVE")
}

fn lock(tx: &Tx<'_>, plan: &Plan, mode: &str) -> Result<(), Error> {
    match tx.over() {
        Over::Sqlite(_) => Ok(()),
        Over::Postgres(_) => {
            let locked = tx.run(&format!("LOCK TABLE {} IN {mode} MODE", plan.names()), &[]);
            locked.map_err(|error| match error {
                Error::Busy(_) => {
                    Error::Open("somebody else is using the database: stop them, and try again".to_owned())
                }
                other => other,
            })?;
            WITHOUT_END.iter().try_for_each(|sql| tx.run(sql, &[]).map(drop))
        }
    }
}

/// The database asked to do it all again, which cannot be.
pub(super) fn disturbed() -> Error {
    Error::Open("somebody else changed the database meanwhile; nothing was copied. Try again".to_owned())
}

/// The last number that a row of this table was given; 0 if there was none.
pub(super) fn last_number(tx: &Tx<'_>, table: &Planned) -> Result<i64, Error> {
    let Some(column) = &table.numbered_by else { return Ok(0) };
    let name = &table.name;
    let largest: i64 =
        tx.one(&format!("SELECT COALESCE(MAX({column}), 0) AS last FROM {name}"), &[], |row| row.get("last"))?;
    let given: Option<i64> = match tx.over() {
        Over::Sqlite(_) => {
            tx.maybe("SELECT seq AS last FROM sqlite_sequence WHERE name = $1", &params![name], |row| row.get("last"))?
        }
        Over::Postgres(_) => {
            let sql = "SELECT COALESCE(pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass), 0) AS last";
            Some(tx.one(sql, &params![name, column], |row| row.get("last"))?)
        }
    };
    Ok(largest.max(given.unwrap_or(0)))
}

/// Has the rows of this table numbered on from here.
pub(super) fn number_on(tx: &Tx<'_>, table: &Planned, last: i64) -> Result<(), Error> {
    let Some(column) = table.numbered_by.as_ref().filter(|_| last > 0) else { return Ok(()) };
    let name = &table.name;
    match tx.over() {
        Over::Sqlite(_) => {
            tx.run("DELETE FROM sqlite_sequence WHERE name = $1", &params![name])?;
            tx.run("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", &params![name, last])?;
        }
        Over::Postgres(_) => {
            let sql = "SELECT setval(pg_get_serial_sequence($1, $2)::regclass, $3) AS last";
            tx.one(sql, &params![name, column, last], |_| Ok(()))?;
        }
    }
    Ok(())
}

/// Has the planner know what is in the tables: it would find out later, and plan badly until then.
pub(super) fn gather_statistics(tx: &Tx<'_>, plan: &Plan) -> Result<(), Error> {
    match tx.over() {
        Over::Sqlite(_) => Ok(()),
        Over::Postgres(_) => tx.run(&format!("ANALYZE {}", plan.names()), &[]).map(drop),
    }
}
