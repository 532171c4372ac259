//! FTS5, without the texts themselves: the tables have them.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{Passage, Wanted};
use crate::{Db, Error, Tx, params, sqlite};

/// Makes the index. The tokenizer takes whatever is not ASCII for letters, so that words stay as they were cut.
pub(crate) const INDEX: &str =
    "CREATE VIRTUAL TABLE search_index USING fts5 (words, content='', contentless_delete=1, tokenize='ascii')";
/// Stands between passages, so that no phrase reaches from one into the next. Never a word.
const GAP: &str = " † ";

/// Notes it for [`follow`].
pub(super) fn index(tx: &Tx<'_>, id: i64, passages: &[Passage]) {
    let words = passages.iter().map(|passage| passage.join(" ")).collect::<Vec<_>>().join(GAP);
    tx.note_words(id, words);
}

/// Indexes what the writes of one batch noted, just before its commit. In its SAVEPOINT each write would be a segment of the
/// index of its own, written out and merged with others: a fifth of all the work of opening an issue.
pub(crate) fn follow(connection: &Connection, words: &BTreeMap<i64, String>) -> Result<(), Error> {
    for (id, words) in words {
        sqlite::run(connection, "DELETE FROM search_index WHERE rowid = $1", &params![*id])?;
        if !words.is_empty() {
            sqlite::run(connection, "INSERT INTO search_index (rowid, words) VALUES ($1, $2)", &params![*id, words])?;
        }
    }
    Ok(())
}

/// The index is in the order of the numbers: this reads no more of it than it takes.
const LATEST: &str = "SELECT s.rowid AS id FROM search_index s WHERE s.search_index MATCH $1 AND s.rowid < $2
     ORDER BY s.rowid DESC LIMIT $3";

pub(super) fn latest(db: &Db<'_>, wanted: &Wanted, (below, most): (i64, usize)) -> Result<Vec<i64>, Error> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    db.all(LATEST, &params![&self::wanted(wanted), below, most], |row| row.get("id"))
}

pub(super) fn plan_latest(db: &Db<'_>, wanted: &Wanted, (below, most): (i64, usize)) -> Result<Vec<String>, Error> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    db.plan(LATEST, &params![&self::wanted(wanted), below, most])
}

pub(super) fn wanted(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Phrase(words) => format!("\"{}\"", words.join(" ").replace('"', "\"\"")),
        Wanted::All(parts) => joined(parts, " AND "),
        Wanted::Any(parts) => joined(parts, " OR "),
        Wanted::Except(one, other) => format!("({}) NOT ({})", self::wanted(one), self::wanted(other)),
    }
}

fn joined(parts: &[Wanted], word: &str) -> String {
    parts.iter().map(|part| format!("({})", wanted(part))).collect::<Vec<_>>().join(word)
}
