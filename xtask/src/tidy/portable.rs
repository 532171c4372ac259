//! Migrations are written in the subset that every engine reads.

use super::finding::Finding;
use super::rust::word_offsets;
use super::tree::Tree;

const FOREIGN: [&str; 21] = [
    "INTEGER",
    "INT",
    "SERIAL",
    "BIGSERIAL",
    "AUTOINCREMENT",
    "BOOLEAN",
    "VARCHAR",
    "BLOB",
    "BYTEA",
    "TIMESTAMP",
    "DATETIME",
    "JSON",
    "JSONB",
    "REAL",
    "COLLATE",
    "CHECK",
    "TRIGGER",
    "VIEW",
    "DEFERRABLE",
    "STRICT",
    "ROWID",
];

/// No migration uses a type or feature outside the subset of `migrations/README.md`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let migrations = tree.files().filter(|(path, _)| path.starts_with("migrations/") && path.ends_with(".sql"));
    let lines =
        migrations.flat_map(|(path, text)| text.lines().enumerate().map(move |(index, line)| (path, index + 1, line)));
    lines
        .filter_map(|(path, number, line)| {
            let sql = line.split("--").next().unwrap_or(line).to_ascii_uppercase();
            let word = FOREIGN.iter().find(|word| !word_offsets(&sql, word).is_empty())?;
            Some(Finding::new(
                path,
                number,
                format!("`{word}` is not in the portable subset: see migrations/README.md"),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_one_engine_is_found_outside_comments() {
        let text = "-- no BOOLEAN here\nCREATE TABLE a (id {id}, is_b boolean);\nCREATE TABLE c (id BIGINT);\n";
        let lines: Vec<usize> =
            check(&Tree::one("migrations/0003_a.sql", text)).iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [2]);
    }
}
