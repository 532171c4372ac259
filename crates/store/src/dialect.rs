//! The few words that differ between engines, written in SQL as a word in braces. Each with its reason.

use std::borrow::Cow;

/// Word and what it stands for on SQLite.
const SQLITE: [(&str, &str); 3] = [
    // A number that is never used again, even after the last row was deleted: ids are quoted in mail and logs.
    ("{id}", "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"),
    ("{bytes}", "BLOB"),
    // One process writes: no row is ever locked by another.
    ("{skip_locked}", ""),
];

/// The statement as SQLite takes it.
pub(crate) fn for_sqlite(sql: &str) -> Cow<'_, str> {
    if !sql.contains('{') {
        return Cow::Borrowed(sql);
    }
    let spoken = SQLITE.iter().fold(sql.to_owned(), |sql, (word, meaning)| sql.replace(word, meaning));
    Cow::Owned(spoken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_braces_are_replaced_and_other_text_is_left() {
        assert_eq!(for_sqlite("CREATE TABLE t (b {bytes})"), "CREATE TABLE t (b BLOB)");
        assert!(matches!(for_sqlite("SELECT 1"), Cow::Borrowed("SELECT 1")));
    }
}
