//! Rows, read by the names of their columns.

use std::cell::{Cell, RefCell};

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

/// Where the columns of an answer are: what was looked up for one of its rows need not be for the next. Asking SQLite for the
/// names of its columns, row by row, took a third of the time of a list.
#[derive(Default)]
pub(crate) struct Places {
    known: RefCell<Vec<(&'static str, usize)>>,
}

/// One row of an answer.
pub struct Row<'r> {
    raw: Raw<'r>,
    places: &'r Places,
    /// What is known of the next column is mostly here: columns are read in one order, row after row.
    next: Cell<usize>,
}

enum Raw<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r ::postgres::Row),
}

impl<'r> Row<'r> {
    pub(crate) fn of_sqlite(raw: &'r rusqlite::Row<'r>, places: &'r Places) -> Row<'r> {
        Row { raw: Raw::Sqlite(raw), places, next: Cell::new(0) }
    }

    pub(crate) fn of_postgres(raw: &'r ::postgres::Row, places: &'r Places) -> Row<'r> {
        Row { raw: Raw::Postgres(raw), places, next: Cell::new(0) }
    }

    /// The value of the column of that name.
    ///
    /// # Errors
    /// [`Error::Database`] if there is no such column, or it holds another kind of value: both are faults of ours.
    pub fn get<T: FromColumn>(&self, column: &'static str) -> Result<T, Error> {
        self.read(column, self.index_of(column)?)
    }

    /// The value of a column whose name is known only when the program runs; more slowly than [`Row::get`].
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn get_named<T: FromColumn>(&self, column: &str) -> Result<T, Error> {
        self.read(column, self.look_up(column, 0)?)
    }

    fn read<T: FromColumn>(&self, column: &str, index: usize) -> Result<T, Error> {
        let value = match self.raw {
            Raw::Sqlite(row) => crate::sqlite::value(row, index)?,
            Raw::Postgres(row) => crate::postgres::value(row, index)?,
        };
        T::from_column(value).ok_or_else(|| {
            Error::Database(format!("column {column} does not hold what it is read as, but {}", value.kind()))
        })
    }

    fn index_of(&self, column: &'static str) -> Result<usize, Error> {
        let mut known = self.places.known.borrow_mut();
        let next = self.next.get();
        // The same text at the same place: comparing what it says would take as long as looking it up.
        let is_it = |&at: &usize| known.get(at).is_some_and(|(name, _)| std::ptr::eq(*name, column));
        let at = (next..known.len()).chain(0..next).find(is_it);
        let (at, index) = match at {
            Some(at) => (at, known[at].1),
            None => {
                let likely = known.last().map_or(0, |(_, index)| index + 1);
                let index = self.look_up(column, likely)?;
                known.push((column, index));
                (known.len() - 1, index)
            }
        };
        self.next.set(at + 1);
        Ok(index)
    }

    fn look_up(&self, column: &str, likely: usize) -> Result<usize, Error> {
        if self.name(likely) == Some(column) {
            return Ok(likely);
        }
        let names = (0..).map_while(|index| self.name(index));
        let found = names.enumerate().find(|(_, name)| *name == column);
        found.map(|(index, _)| index).ok_or_else(|| Error::Database(format!("the answer has no column {column}")))
    }

    fn name(&self, index: usize) -> Option<&str> {
        match self.raw {
            Raw::Sqlite(row) => {
                let statement = row.as_ref();
                // Asked for first, since the refusal of a column that is not there is put into words.
                if index < statement.column_count() { statement.column_name(index).ok() } else { None }
            }
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
