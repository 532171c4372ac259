//! What the tables of a database are, read from the database itself, in words that are the same on every engine.
//!
//! For two questions: whether two databases are built alike, and in which order their tables can be copied. Read are tables,
//! columns, primary keys, unique constraints, references and indexes. The names of constraints are not compared: each engine
//! makes up its own. Checks, triggers and views are not read: migrations have none (`cargo xtask tidy`). Nor is the index of
//! words ([`crate::search`]), which each engine keeps in its own way.

mod postgres;
mod spelling;
mod sqlite;

use std::fmt;

use crate::db::Over;
use crate::{Db, Error};

/// The tables of a database, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Each of them.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in their order.
    pub columns: Vec<Column>,
    /// The columns of its primary key, in their order.
    pub primary_key: Vec<String>,
    /// The columns of each unique constraint.
    pub uniques: Vec<Vec<String>>,
    /// What it refers to.
    pub references: Vec<Reference>,
    /// Its indexes, without those that constraints bring along.
    pub indexes: Vec<Index>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A 64-bit number.
    Number,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must have a value.
    pub is_required: bool,
    /// What it holds if nothing is said, as SQL.
    pub default: Option<String>,
    /// Whether it numbers itself, and never uses a number again.
    pub numbers_itself: bool,
}

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table that is referred to.
    pub table: String,
    /// The columns there.
    pub to: Vec<String>,
    /// What a deletion there does here.
    pub on_delete: String,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its columns, in their order; `x DESC` for one that goes down.
    pub columns: Vec<String>,
    /// Whether no two rows of it may be the same.
    pub is_unique: bool,
    /// Which rows are in it, if not all, as SQL.
    pub only_where: Option<String>,
}

impl Schema {
    /// Reads it.
    ///
    /// # Errors
    /// As the database fails, or holds something that no migration of ours makes.
    pub fn read(db: &Db<'_>) -> Result<Schema, Error> {
        let mut tables = match db.over() {
            Over::Sqlite(_) => sqlite::tables(db)?,
            Over::Postgres(_) => postgres::tables(db)?,
        };
        tables.sort_by(|one, other| one.name.cmp(&other.name));
        for table in &mut tables {
            table.uniques.sort();
            table.references.sort_by(|one, other| one.columns.cmp(&other.columns));
            table.indexes.sort_by(|one, other| one.name.cmp(&other.name));
        }
        Ok(Schema { tables })
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// All of it, one fact a line: two databases are built alike if these are the same.
    pub fn lines(&self) -> Vec<String> {
        self.tables.iter().flat_map(Table::lines).collect()
    }
}

impl Table {
    fn lines(&self) -> Vec<String> {
        let name = &self.name;
        let mut lines = vec![format!("{name}: primary key ({})", self.primary_key.join(", "))];
        lines.extend(self.columns.iter().zip(1..).map(|(column, place)| format!("{name}: column {place} {column}")));
        lines.extend(self.uniques.iter().map(|columns| format!("{name}: unique ({})", columns.join(", "))));
        lines.extend(self.references.iter().map(|reference| format!("{name}: {reference}")));
        lines.extend(self.indexes.iter().map(|index| format!("{name}: {index}")));
        lines
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.name, self.kind)?;
        if self.is_required {
            f.write_str(" required")?;
        }
        if self.numbers_itself {
            f.write_str(" numbers itself")?;
        }
        self.default.as_ref().map_or(Ok(()), |default| write!(f, " default {default}"))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (columns, to) = (self.columns.join(", "), self.to.join(", "));
        write!(f, "({columns}) refers to {} ({to}) on delete {}", self.table, self.on_delete)
    }
}

impl fmt::Display for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unique = if self.is_unique { "unique " } else { "" };
        write!(f, "{unique}index {} ({})", self.name, self.columns.join(", "))?;
        self.only_where.as_ref().map_or(Ok(()), |rows| write!(f, " where {rows}"))
    }
}
