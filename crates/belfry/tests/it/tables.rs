//! Everything in the database, to see that nothing was changed.

use store::schema::{Kind, Schema};
use store::{Db, Error};

/// Each table with the columns that say something, as SQL text.
const TABLES: [(&str, &str); 10] = [
    (
        "users",
        "email, email_key, username, first_name, last_name, password_hash, tokens_valid_from, COALESCE(disabled_at, 0)",
    ),
    ("projects", "key, name, visibility"),
    ("issue_counters", "project_id, next_number"),
    (
        "issues",
        "number, title, description, status, COALESCE(assignee_id, 0), version, updated_at, COALESCE(deleted_at, 0)",
    ),
    ("events", "issue_id, kind, detail, at"),
    ("mutes", "user_id, kind, topic_id"),
    ("mails", "key, state, due_at, next_at, revision, attempts, COALESCE(reason, '')"),
    ("mail_log", "mail_id, action, detail"),
    ("suppressions", "address"),
    ("digest_schedules", "user_id, every_us, next_at"),
];

/// Every row of every table, as text.
pub fn dump(db: &Db<'_>) -> Result<Vec<String>, Error> {
    let mut rows = Vec::new();
    for (table, columns) in TABLES {
        let columns: Vec<String> = split(columns).iter().map(|column| format!("CAST({column} AS TEXT)")).collect();
        let sql = format!("SELECT {} AS line FROM {table} ORDER BY 1", columns.join(" || '|' || "));
        rows.extend(db.all(&sql, &[], |row| Ok(format!("{table}: {}", row.get::<String>("line")?)))?);
    }
    Ok(rows)
}

/// Splits at the commas that are not inside brackets.
fn split(columns: &str) -> Vec<&str> {
    let mut depth = 0;
    let outside = columns.split(|c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth == 0
    });
    outside.map(str::trim).collect()
}

/// What is noted of a credential whenever it is used, and of processes.
const NOTED: [&str; 4] = ["personal_tokens", "sessions", "nodes", "schema_migrations"];

/// A statement that reads every row of every table there is, as text, but for what is noted of each use.
pub fn everything(db: &Db<'_>) -> Result<String, Error> {
    let schema = Schema::read(db)?;
    let tables = schema.tables.iter().filter(|table| !NOTED.contains(&table.name.as_str()));
    let lines = tables.map(|table| {
        let columns = table.columns.iter().filter(|column| column.kind != Kind::Bytes);
        let texts: Vec<String> =
            columns.map(|column| format!("COALESCE(CAST({} AS TEXT), '-')", column.name)).collect();
        format!("SELECT '{0}: ' || {1} AS line FROM {0}", table.name, texts.join(" || '|' || "))
    });
    Ok(lines.collect::<Vec<_>>().join(" UNION ALL "))
}

/// What such a statement reads.
pub fn lines(db: &Db<'_>, everything: &str) -> Result<Vec<String>, Error> {
    db.all(everything, &[], |row| row.get("line"))
}
