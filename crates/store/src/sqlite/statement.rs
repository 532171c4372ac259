//! Running one statement: binding by number, reading by name, errors by class.

use std::io::ErrorKind;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, ToSql, ffi};

use crate::column::Places;
use crate::{Error, Param, Row, Value, dialect};

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Param::Null => ValueRef::Null,
            Param::Integer(number) => ValueRef::Integer(number),
            Param::Text(text) => ValueRef::Text(text.as_bytes()),
            Param::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// The first row of the answer.
pub(crate) fn first<T, R>(connection: &Connection, sql: &str, params: &[Param<'_>], read: R) -> Result<Option<T>, Error>
where
    R: FnOnce(&Row<'_>) -> Result<T, Error>,
{
    let mut statement = prepare(connection, sql, params)?;
    let mut rows = statement.raw_query();
    match rows.next().map_err(error)? {
        Some(row) => read(&Row::of_sqlite(row, &Places::default())).map(Some),
        None => Ok(None),
    }
}

/// Every row of the answer.
pub(crate) fn all<T, R>(connection: &Connection, sql: &str, params: &[Param<'_>], mut read: R) -> Result<Vec<T>, Error>
where
    R: FnMut(&Row<'_>) -> Result<T, Error>,
{
    let mut statement = prepare(connection, sql, params)?;
    let mut rows = statement.raw_query();
    let (mut values, places) = (Vec::new(), Places::default());
    while let Some(row) = rows.next().map_err(error)? {
        values.push(read(&Row::of_sqlite(row, &places))?);
    }
    Ok(values)
}

/// Runs a statement without an answer. Returns how many rows it changed.
pub(crate) fn run(connection: &Connection, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
    let changed = prepare(connection, sql, params)?.raw_execute().map_err(error)?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

/// The value in the `index`-th column of a row.
pub(crate) fn value<'r>(row: &'r rusqlite::Row<'_>, index: usize) -> Result<Value<'r>, Error> {
    match row.get_ref(index).map_err(error)? {
        ValueRef::Null => Ok(Value::Null),
        ValueRef::Integer(number) => Ok(Value::Integer(number)),
        ValueRef::Text(text) => {
            std::str::from_utf8(text).map(Value::Text).map_err(|_| Error::Database("text that is not UTF-8".to_owned()))
        }
        ValueRef::Blob(bytes) => Ok(Value::Blob(bytes)),
        ValueRef::Real(_) => Err(Error::Database("a number with a fraction".to_owned())),
    }
}

/// Prepares a statement and binds `$1` to the first value, and so on. SQLite counts placeholders as they occur, not as they
/// are numbered, so that each is bound by its name.
fn prepare<'c>(connection: &'c Connection, sql: &str, params: &[Param<'_>]) -> Result<CachedStatement<'c>, Error> {
    let mut statement = connection.prepare_cached(&dialect::for_sqlite(sql)).map_err(error)?;
    let mut bound = 0;
    for index in 1..=statement.parameter_count() {
        let number = statement.parameter_name(index).and_then(|name| name.strip_prefix('$')?.parse::<usize>().ok());
        let param = number.and_then(|number| params.get(number.checked_sub(1)?));
        let Some(param) = param else {
            return Err(Error::Database(format!("a placeholder has no value of {}: {sql}", params.len())));
        };
        statement.raw_bind_parameter(index, param).map_err(error)?;
        bound += 1;
    }
    if bound != params.len() {
        return Err(Error::Database(format!("{} values for {bound} placeholders: {sql}", params.len())));
    }
    Ok(statement)
}

/// What the system said last on this thread. SQLite tells a full disk (`ENOSPC`) from a broken one, but takes a quota that is
/// used up and a file that may not grow (`EDQUOT`, `EFBIG`) for a broken one: in both cases nothing was written that counts,
/// and all is well once there is room. Asked right after a failure, before another call to the system can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disk {
    /// There was no room to write.
    OutOfRoom,
    /// Anything else.
    Otherwise,
}

impl Disk {
    pub fn now() -> Disk {
        match std::io::Error::last_os_error().kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Disk::OutOfRoom,
            _ => Disk::Otherwise,
        }
    }

    /// Whether a failure of SQLite is due to this.
    fn explains(self, failure: &ffi::Error) -> bool {
        let is_write = matches!(failure.extended_code, ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_SHMSIZE);
        self == Disk::OutOfRoom && is_write
    }
}

/// The class of a failure that has just happened.
pub(crate) fn error(error: rusqlite::Error) -> Error {
    let disk = Disk::now();
    error_of(&error, disk)
}

/// The class of a failure, and of what the system said then.
pub(crate) fn error_of(error: &rusqlite::Error, disk: Disk) -> Error {
    let text = error.to_string();
    let rusqlite::Error::SqliteFailure(failure, said) = error else { return Error::Database(text) };
    let what = |said: &Option<String>| {
        let said = said.as_deref().unwrap_or_default();
        said.rsplit(": ").next().unwrap_or(said).split(',').next().unwrap_or(said).to_owned()
    };
    match (failure.code, failure.extended_code) {
        (ErrorCode::ConstraintViolation, ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => {
            Error::Unique(what(said))
        }
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Error::Busy(text),
        (ErrorCode::DiskFull, _) => Error::Full(text),
        _ if disk.explains(failure) => Error::Full(format!("{text} (a quota, or a limit on the size of a file)")),
        _ => Error::Database(text),
    }
}

/// Whether a failed commit leaves it in doubt that the disk keeps what it is given: then nothing more may be acknowledged.
pub(crate) fn is_fatal(error: &rusqlite::Error, disk: Disk) -> bool {
    let rusqlite::Error::SqliteFailure(failure, _) = error else { return false };
    match failure.code {
        ErrorCode::SystemIoFailure => !disk.explains(failure),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::CannotOpen | ErrorCode::ReadOnly => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: i32) -> rusqlite::Error {
        rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)
    }

    #[test]
    fn a_disk_without_room_is_not_a_broken_one() {
        for (code, disk, fatal) in [
            (ffi::SQLITE_IOERR_WRITE, Disk::Otherwise, true),
            (ffi::SQLITE_IOERR_WRITE, Disk::OutOfRoom, false),
            (ffi::SQLITE_IOERR_FSYNC, Disk::OutOfRoom, true),
            (ffi::SQLITE_FULL, Disk::Otherwise, false),
            (ffi::SQLITE_CORRUPT, Disk::OutOfRoom, true),
            (ffi::SQLITE_BUSY, Disk::Otherwise, false),
        ] {
            assert_eq!(is_fatal(&failure(code), disk), fatal, "{code} {disk:?}");
        }
        assert!(matches!(error_of(&failure(ffi::SQLITE_IOERR_WRITE), Disk::OutOfRoom), Error::Full(_)));
        assert!(matches!(error_of(&failure(ffi::SQLITE_IOERR_WRITE), Disk::Otherwise), Error::Database(_)));
    }
}
