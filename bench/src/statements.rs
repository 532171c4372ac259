//! What was said to PostgreSQL, read from its log.

use anyhow::{Context, Result, ensure};

/// A statement, and what was sent with it.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    pub sql: String,
    pub values: Vec<Value>,
}

/// What is sent for a placeholder.
#[derive(Debug, PartialEq, Eq)]
pub enum Value {
    /// The number of the issue that is looked at.
    Number,
    /// The same each time.
    Same(i64),
}

/// The setting, as a part of a URL, that lets the server log what a connection says.
pub const LOGGED: &str = "options=-c%20log_statement%3Dall";

/// The prepared statements in this part of a log, whose values are all whole numbers; `number` is that of an issue.
pub fn read(log: &str, number: i64) -> Result<Vec<Said>> {
    let mut all: Vec<Said> = Vec::new();
    for entry in entries(log) {
        if let Some((_, said)) = entry.split_once("LOG:  execute ") {
            let (_, sql) = said.split_once(": ").context("a statement without its name")?;
            all.push(Said { sql: sql.to_owned(), values: Vec::new() });
        } else if let Some((_, sent)) = entry.split_once("DETAIL:  parameters: ") {
            let last = all.last_mut().context("values of no statement")?;
            last.values = sent.split(", ").map(|sent| value(sent, number)).collect::<Result<_>>()?;
        }
    }
    ensure!(!all.is_empty(), "nothing was said");
    Ok(all)
}

fn value(sent: &str, number: i64) -> Result<Value> {
    let (_, value) = sent.split_once(" = ").context("a value without its place")?;
    let value = value.trim_matches('\'').parse().with_context(|| format!("{value} is no whole number"))?;
    Ok(if value == number { Value::Number } else { Value::Same(value) })
}

/// The further lines of an entry begin with a tab.
fn entries(log: &str) -> Vec<String> {
    log.lines().fold(Vec::new(), |mut entries: Vec<String>, line| {
        match (line.strip_prefix('\t'), entries.last_mut()) {
            (Some(more), Some(last)) => *last = format!("{last}\n{more}"),
            _ => entries.push(line.to_owned()),
        }
        entries
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_read_with_what_was_sent() {
        let log = "2026-01-01 [7] LOG:  statement: BEGIN\n\
                   2026-01-01 [7] LOG:  execute s1: SELECT a\n\t  FROM b WHERE c = $1 AND d = $2\n\
                   2026-01-01 [7] DETAIL:  parameters: $1 = '31', $2 = '0'\n";
        let sql = "SELECT a\n  FROM b WHERE c = $1 AND d = $2".to_owned();
        assert_eq!(read(log, 31).unwrap(), [Said { sql, values: vec![Value::Number, Value::Same(0)] }]);
        assert!(read("2026-01-01 [7] LOG:  statement: BEGIN\n", 31).is_err());
    }
}
