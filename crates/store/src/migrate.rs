//! Migrations: one list, applied in order, each once and in a transaction of its own.
//!
//! What was applied is kept in the table `schema_migrations` with the checksum of its text, so that a released migration
//! that was edited, and a database written by a newer Belfry, are noticed before anything is touched.

use crate::{Error, Timestamp, Tx, params};

/// One step of the schema. Never edited once released.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its place in the list: 1, 2, …
    pub number: i64,
    /// What it is called: the name of its file.
    pub name: &'static str,
    /// Its statements, in the portable subset of `migrations/README.md`.
    pub sql: &'static str,
}

/// The table that the history is kept in.
pub(crate) const TABLE: &str = "schema_migrations";
/// Makes it.
pub(crate) const HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (
    number BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at BIGINT NOT NULL
)";
/// Reads the history, oldest first.
pub(crate) const APPLIED: &str = "SELECT number, checksum FROM schema_migrations ORDER BY number";
/// Changes nothing, and is written down all the same.
pub(crate) const TOUCH: &str = "UPDATE schema_migrations SET number = number WHERE number = 1";

/// What is said to those who only look, where something is missing.
pub(crate) const BEHIND: &str =
    "the database is to be brought up to date: `belfry serve` does it, and so does `belfry migrate`";

/// An applied migration: its number and checksum.
pub(crate) type Applied = (i64, String);

/// The migrations that are still to be applied, or why the database cannot be used.
pub(crate) fn missing<'m>(ours: &'m [Migration], applied: &[Applied]) -> Result<&'m [Migration], Error> {
    for (index, (number, checksum)) in applied.iter().enumerate() {
        let Some(migration) = ours.get(index) else {
            return Err(Error::Open(format!(
                "the database was written by a newer Belfry (its schema is at step {number}, this Belfry knows {}): \
                 start that newer Belfry, or restore a backup from before the upgrade",
                ours.len()
            )));
        };
        if migration.number != *number || checksum_of(migration) != *checksum {
            return Err(Error::Open(format!(
                "the schema of the database has another history than this Belfry's from step {number} on: \
                 it was written by a different build. Start the Belfry that wrote it, or restore a backup"
            )));
        }
    }
    Ok(&ours[applied.len()..])
}

/// Notes in the history that a migration was applied.
pub(crate) fn note(tx: &Tx<'_>, migration: &Migration, now: Timestamp) -> Result<(), Error> {
    tx.run(
        "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
        &params![migration.number, migration.name, &checksum_of(migration), now],
    )?;
    Ok(())
}

fn checksum_of(migration: &Migration) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, migration.sql.as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: [Migration; 2] =
        [Migration { number: 1, name: "a", sql: "one" }, Migration { number: 2, name: "b", sql: "two" }];

    #[test]
    fn only_what_is_missing_is_applied() {
        let applied = [(1, checksum_of(&OURS[0]))];
        assert_eq!(missing(&OURS, &[]).unwrap().len(), 2);
        assert_eq!(missing(&OURS, &applied).unwrap()[0].number, 2);
    }

    #[test]
    fn a_newer_database_and_an_edited_history_are_refused() {
        let both = [(1, checksum_of(&OURS[0])), (2, checksum_of(&OURS[1]))];
        assert!(missing(&OURS[..1], &both).unwrap_err().to_string().contains("newer Belfry"));
        assert!(missing(&OURS, &[(1, "x".to_owned())]).unwrap_err().to_string().contains("another history"));
    }
}
