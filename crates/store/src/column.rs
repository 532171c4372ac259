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

/// What a column can be read as.
pub trait FromColumn: Sized {
    /// The value, or `None` if it is of another kind.
    fn from_column(value: Value<'_>) -> Option<Self>;
}

/// One row of an answer.
pub struct Row<'r> {
    raw: &'r rusqlite::Row<'r>,
    /// Where the next column is looked for first: columns are mostly read in their order.
    next: Cell<usize>,
}

impl<'r> Row<'r> {
    pub(crate) fn new(raw: &'r rusqlite::Row<'r>) -> Row<'r> {
        Row { raw, next: Cell::new(0) }
    }

    /// The value of the column of that name.
    ///
    /// # Errors
    /// [`Error::Database`] if there is no such column, or it holds another kind of value: both are faults of ours.
    pub fn get<T: FromColumn>(&self, column: &str) -> Result<T, Error> {
        let index = self.index_of(column)?;
        self.next.set(index + 1);
        let value = crate::sqlite::value(self.raw, index)?;
        T::from_column(value)
            .ok_or_else(|| Error::Database(format!("column {column} does not hold what it is read as, but {value:?}")))
    }

    fn index_of(&self, column: &str) -> Result<usize, Error> {
        let statement = self.raw.as_ref();
        let is_it = |index: usize| statement.column_name(index).is_ok_and(|name| name == column);
        let next = self.next.get();
        if is_it(next) {
            return Ok(next);
        }
        let found = (0..statement.column_count()).find(|index| is_it(*index));
        found.ok_or_else(|| Error::Database(format!("the answer has no column {column}")))
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
