//! What is copied, in which order, and by which statements.
//!
//! What there is to copy is read from a new database that the migrations make in memory: tables of others that may lie in
//! the same database are none of ours.

use super::sum::{Held, Sum, read};
use super::{Copied, Scope};
use crate::db::Over;
use crate::schema::{Schema, Table};
use crate::{Db, Error, Param, Timestamp, migrate, sqlite};

/// How many rows are read at once.
const PAGE: usize = 256;
/// How many rows one statement inserts, at the most.
pub(super) const ROWS_AT_ONCE: usize = 32;

/// The tables to copy, those that are referred to first.
pub(super) struct Plan {
    pub tables: Vec<Planned>,
    /// Every table of ours, to see whether a database is a new one.
    all: Vec<Planned>,
    /// What a new database has in each of them.
    new: Vec<Sum>,
}

/// A table to copy.
#[derive(Clone)]
pub(super) struct Planned {
    pub name: String,
    pub columns: Vec<String>,
    /// The column by which its rows are numbered, if they are.
    pub numbered_by: Option<String>,
    /// The places in `columns` of the primary key.
    pub key: Vec<usize>,
    /// The places of columns that refer to rows of the same table, which may come later.
    pub inward: Vec<usize>,
}

impl Plan {
    pub fn of(scope: Scope) -> Result<Plan, Error> {
        let connection = sqlite::new_in_memory(scope.migrations)?;
        let db = Db::new(Over::Sqlite(&connection), Timestamp(0));
        let mut tables = Schema::read(&db)?.tables;
        tables.retain(|table| table.name != migrate::TABLE);
        let all = ordered(tables)?.into_iter().map(planned).collect::<Result<Vec<_>, _>>()?;
        let new = all.iter().map(|table| table.sum(&db)).collect::<Result<_, _>>()?;
        let copied = all.iter().filter(|table| !scope.left_out.contains(&&*table.name));
        Ok(Plan { tables: copied.cloned().collect(), all, new })
    }

    /// The names of every table of ours, for a statement.
    pub fn names(&self) -> String {
        self.all.iter().map(|table| table.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// What empties the tables: whoever refers goes first.
    pub fn emptying(&self) -> impl Iterator<Item = String> {
        self.tables.iter().rev().map(|table| format!("DELETE FROM {}", table.name))
    }

    /// Refuses a database that holds more, or other, than a new one.
    pub fn refuse_content(&self, db: &Db<'_>) -> Result<(), Error> {
        for (table, new) in self.all.iter().zip(&self.new) {
            let name = &table.name;
            let rows = table.count(db)?;
            if rows != new.rows || (rows > 0 && table.sum(db)? != *new) {
                return Err(Error::Open(format!(
                    "the database to move to is not empty: there is something in its table {name}. Move to a new one, so that \
                     nothing is overwritten"
                )));
            }
        }
        Ok(())
    }

    /// What was copied, for people.
    pub fn copied(&self, sums: &[Sum]) -> Vec<Copied> {
        let tables = self.tables.iter().zip(sums);
        tables.map(|(table, sum)| Copied { table: table.name.clone(), rows: sum.rows, sum: sum.shown() }).collect()
    }
}

impl Planned {
    /// How many rows it has.
    pub fn count(&self, db: &Db<'_>) -> Result<u64, Error> {
        let rows: i64 = db.one(&format!("SELECT COUNT(*) AS rows FROM {}", self.name), &[], |row| row.get("rows"))?;
        Ok(rows.unsigned_abs())
    }

    /// Reads all of it, and adds it up.
    pub fn sum(&self, db: &Db<'_>) -> Result<Sum, Error> {
        let mut sum = Sum::default();
        self.pages(db, |rows| {
            rows.iter().for_each(|row| sum.add(row));
            Ok(())
        })?;
        Ok(sum)
    }

    /// Hands all of its rows to `each`, some at a time, in the order of the primary key.
    pub fn pages(&self, db: &Db<'_>, mut each: impl FnMut(Vec<Vec<Held>>) -> Result<(), Error>) -> Result<(), Error> {
        let mut last: Option<Vec<Held>> = None;
        loop {
            let after: Vec<Param<'_>> =
                last.iter().flat_map(|row| self.key.iter().map(|at| row[*at].param())).collect();
            let rows = db.all(&self.page(last.is_some()), &after, |row| read(row, &self.columns))?;
            let is_last = rows.len() < PAGE;
            last = rows.last().cloned();
            if !rows.is_empty() {
                each(rows)?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    fn page(&self, is_next: bool) -> String {
        let key = self.key.iter().map(|at| self.columns[*at].as_str()).collect::<Vec<_>>().join(", ");
        let after =
            if is_next { format!("WHERE ({key}) > ({})", placeholders(1, self.key.len())) } else { String::new() };
        format!("SELECT {} FROM {} {after} ORDER BY {key} LIMIT {PAGE}", self.columns.join(", "), self.name)
    }

    /// The statement that puts so many rows in.
    pub fn insert(&self, rows: usize) -> String {
        let width = self.columns.len();
        let values = (0..rows).map(|row| format!("({})", placeholders(1 + row * width, width)));
        format!(
            "INSERT INTO {} ({}) VALUES {}",
            self.name,
            self.columns.join(", "),
            values.collect::<Vec<_>>().join(", ")
        )
    }
}

impl Planned {
    /// The statement that puts what refers to other rows of the table into one that is there: first that, then the key.
    pub fn refer(&self) -> String {
        let set = |(at, number): (&usize, usize)| format!("{} = ${number}", self.columns[*at]);
        let inward: Vec<String> = self.inward.iter().zip(1..).map(set).collect();
        let key: Vec<String> = self.key.iter().zip(1 + inward.len()..).map(set).collect();
        format!("UPDATE {} SET {} WHERE {}", self.name, inward.join(", "), key.join(" AND "))
    }
}

/// `$4, $5, $6`
fn placeholders(from: usize, count: usize) -> String {
    (from..from + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

fn planned(table: Table) -> Result<Planned, Error> {
    let columns: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let key: Vec<usize> =
        table.primary_key.iter().filter_map(|name| columns.iter().position(|column| column == name)).collect();
    if key.is_empty() {
        return Err(Error::Database(format!("the table {} has no primary key to read it by", table.name)));
    }
    let numbered_by = table.columns.iter().find(|column| column.numbers_itself).map(|column| column.name.clone());
    let inward = inward(&table)?;
    Ok(Planned { name: table.name, columns, numbered_by, key, inward })
}

/// The places of columns that refer to the same table. They must do without a value until all rows are there.
fn inward(table: &Table) -> Result<Vec<usize>, Error> {
    let names: Vec<&String> =
        table.references.iter().filter(|to| to.table == table.name).flat_map(|to| &to.columns).collect();
    let columns = table.columns.iter().enumerate().filter(|(_, column)| names.contains(&&column.name));
    let at = columns.map(|(at, column)| {
        let problem = || Error::Database(format!("{}.{} must refer to its own table", table.name, column.name));
        if column.is_required { Err(problem()) } else { Ok(at) }
    });
    at.collect()
}

/// The tables in an order in which each comes after those that it refers to.
fn ordered(mut tables: Vec<Table>) -> Result<Vec<Table>, Error> {
    let mut ordered: Vec<Table> = Vec::new();
    while !tables.is_empty() {
        let is_placed = |name: &str| ordered.iter().any(|placed| placed.name == name);
        let (ready, rest): (Vec<Table>, Vec<Table>) = tables
            .into_iter()
            .partition(|table| table.references.iter().all(|to| to.table == table.name || is_placed(&to.table)));
        if ready.is_empty() {
            let names: Vec<String> = rest.into_iter().map(|table| table.name).collect();
            return Err(Error::Database(format!("tables that refer to each other in a circle: {}", names.join(", "))));
        }
        ordered.extend(ready);
        tables = rest;
    }
    Ok(ordered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Migration;

    fn plan(sql: &'static str) -> Result<Vec<String>, Error> {
        let migrations = Box::leak(Box::new([Migration { number: 1, name: "tables", sql }]));
        let plan = Plan::of(Scope { migrations, left_out: &["left"] })?;
        Ok(plan.tables.into_iter().map(|table| table.name).collect())
    }

    #[test]
    fn what_is_referred_to_comes_first() {
        let tables = plan(
            "CREATE TABLE a (id {id}, b BIGINT REFERENCES b (id), a BIGINT REFERENCES a (id));
             CREATE TABLE left (id {id});
             CREATE TABLE b (id {id}, c BIGINT REFERENCES c (id));
             CREATE TABLE c (id {id})",
        );
        assert_eq!(tables.unwrap(), ["c", "b", "a"]);
    }

    #[test]
    fn a_circle_and_a_table_without_a_key_are_refused() {
        let circle = plan(
            "CREATE TABLE a (id {id}, b BIGINT REFERENCES b (id)); CREATE TABLE b (id {id}, a BIGINT REFERENCES a (id))",
        );
        assert!(circle.unwrap_err().to_string().contains("in a circle: a, b"));
        let inward = plan("CREATE TABLE a (id {id}, a BIGINT NOT NULL REFERENCES a (id))");
        assert!(inward.unwrap_err().to_string().contains("a.a must refer to its own table"));
        assert!(plan("CREATE TABLE a (b BIGINT)").unwrap_err().to_string().contains("no primary key"));
    }
}
