//! Rows, read by the names of their columns.

use std::cell::Cell;

use crate::{Error, Timestamp};

/// A value as an engine hands it over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'r> {
    /// No value.
    Null,
    /// A number.
    Integer(i64),
    /// Text.
    Text(&'r str),
    /// Bytes.
    Blob(&'r [u8]),
}

impl Value<'_> {
    /// What kind of value it is. The value itself belongs to a person: it stands in no error, since errors are logged.
    fn kind(&self) -> &'static str {
        match self {
            Value::Null => "no value",
            Value::Integer(_) => "another number",
            Value::Text(_) => "text",
            Value::Blob(_) => "bytes",
        }
    }
}

/// What a column can be read as.
pub trait FromColumn: Sized {
    /// The value, or `None` if it is of another kind.
    fn from_column(value: Value<'_>) -> Option<Self>;
}

/// One row of an answer.
pub struct Row<'r> {
    raw: Raw<'r>,
    /// Where the next column is looked for first: columns are mostly read in their order.
    next: Cell<usize>,
}

enum Raw<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r ::postgres::Row),
}

impl<'r> Row<'r> {
    pub(crate) fn of_sqlite(raw: &'r rusqlite::Row<'r>) -> Row<'r> {
        Row { raw: Raw::Sqlite(raw), next: Cell::new(0) }
    }

    pub(crate) fn of_postgres(raw: &'r ::postgres::Row) -> Row<'r> {
        Row { raw: Raw::Postgres(raw), next: Cell::new(0) }
    }

    /// The value of the column of that name.
    ///
    /// # Errors
    /// [`Error::Database`] if there is no such column, or it holds another kind of value: both are faults of ours.
    pub fn get<T: FromColumn>(&self, column: &str) -> Result<T, Error> {
        let index = self.index_of(column)?;
        self.next.set(index + 1);
        let value = match self.raw {
            Raw::Sqlite(row) => crate::sqlite::value(row, index)?,
            Raw::Postgres(row) => crate::postgres::value(row, index)?,
        };
        T::from_column(value).ok_or_else(|| {
            Error::Database(format!("column {column} does not hold what it is read as, but {}", value.kind()))
        })
    }

    fn index_of(&self, column: &str) -> Result<usize, Error> {
        let next = self.next.get();
        if self.name(next) == Some(column) {
            return Ok(next);
        }
        let names = (0..).map_while(|index| self.name(index));
        let found = names.enumerate().find(|(_, name)| *name == column);
        found.map(|(index, _)| index).ok_or_else(|| Error::Database(format!("the answer has no column {column}")))
    }

    fn name(&self, index: usize) -> Option<&str> {
        match self.raw {
            Raw::Sqlite(row) => row.as_ref().column_name(index).ok(),
            Raw::Postgres(row) => row.columns().get(index).map(::postgres::Column::name),
        }
    }
}

impl FromColumn for i64 {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Integer(number) => Some(number),
            Value::Null | Value::Text(_) | Value::Blob(_) => None,
        }
    }
}

impl FromColumn for bool {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match i64::from_column(value)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl FromColumn for Timestamp {
    fn from_column(value: Value<'_>) -> Option<Self> {
        i64::from_column(value).map(Timestamp)
    }
}

impl FromColumn for String {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.to_owned()),
            Value::Null | Value::Integer(_) | Value::Blob(_) => None,
        }
    }
}

impl FromColumn for Vec<u8> {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Blob(bytes) => Some(bytes.to_vec()),
            Value::Null | Value::Integer(_) | Value::Text(_) => None,
        }
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_column(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_column(other).map(Some),
        }
    }
}
