//! Running one statement: preparing once, binding by number, reading by name, errors by class.

use postgres::error::SqlState;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::Session;
use crate::column::Places;
use crate::{Error, Param, Row, Value, dialect};

/// The first row of the answer.
pub(crate) fn first<T, R>(session: &Session, sql: &str, params: &[Param<'_>], read: R) -> Result<Option<T>, Error>
where
    R: FnOnce(&Row<'_>) -> Result<T, Error>,
{
    let rows = session.query(sql, &borrowed(params))?;
    rows.first().map(|row| read(&Row::of_postgres(row, &Places::default()))).transpose()
}

/// As [`first`], but over the connection that is apart from the transaction of this one.
pub(crate) fn first_apart<T, R>(session: &Session, sql: &str, params: &[Param<'_>], read: R) -> Result<Option<T>, Error>
where
    R: FnOnce(&Row<'_>) -> Result<T, Error>,
{
    let rows = session.apart(|apart| apart.query(sql, &borrowed(params)))?;
    rows.first().map(|row| read(&Row::of_postgres(row, &Places::default()))).transpose()
}

/// Every row of the answer.
pub(crate) fn all<T, R>(session: &Session, sql: &str, params: &[Param<'_>], mut read: R) -> Result<Vec<T>, Error>
where
    R: FnMut(&Row<'_>) -> Result<T, Error>,
{
    let (rows, places) = (session.query(sql, &borrowed(params))?, Places::default());
    rows.iter().map(|row| read(&Row::of_postgres(row, &places))).collect()
}

/// Runs a statement without an answer. Returns how many rows it changed.
pub(crate) fn run(session: &Session, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
    session.execute(sql, &borrowed(params))
}

/// Sets how the rest of the read is dealt with; the text is ours.
pub(crate) fn set(session: &Session, how: &str) -> Result<(), Error> {
    session.set(how)
}

/// How a statement is run: as it is planned once for whatever is bound (see `config`), but for those that look for words,
/// which are planned by what is bound.
pub(crate) fn plan(session: &Session, sql: &str, params: &[Param<'_>]) -> Result<Vec<String>, Error> {
    let line = |row: &Row<'_>| row.get("QUERY PLAN");
    if sql.contains("{s_matches}") {
        return all(session, &format!("EXPLAIN {sql}"), params, line);
    }
    session.simple(&format!("PREPARE looked_at AS {}", dialect::for_postgres(sql)))?;
    let values = vec!["NULL"; params.len()].join(", ");
    let lines = all(session, &format!("EXPLAIN EXECUTE looked_at ({values})"), &[], line);
    session.simple("DEALLOCATE looked_at")?;
    lines
}

/// As [`run`], but it goes out with the next statement.
pub(crate) fn send_along(session: &Session, sql: &str, params: &[Param<'_>]) -> Result<(), Error> {
    session.send_along(sql, params)
}

fn borrowed<'p>(params: &'p [Param<'p>]) -> Vec<&'p (dyn ToSql + Sync)> {
    params.iter().map(|param| param as &(dyn ToSql + Sync)).collect()
}

/// The value in the `index`-th column of a row.
pub(crate) fn value(row: &postgres::Row, index: usize) -> Result<Value<'_>, Error> {
    let kind = row.columns()[index].type_();
    let value = match *kind {
        Type::INT8 => row.try_get::<_, Option<i64>>(index).map(|value| value.map(Value::Integer)),
        Type::INT4 => row.try_get::<_, Option<i32>>(index).map(|value| value.map(|value| Value::Integer(value.into()))),
        Type::BOOL => {
            row.try_get::<_, Option<bool>>(index).map(|value| value.map(|value| Value::Integer(value.into())))
        }
        Type::TEXT | Type::VARCHAR | Type::NAME => {
            row.try_get::<_, Option<&str>>(index).map(|value| value.map(Value::Text))
        }
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(index).map(|value| value.map(Value::Blob)),
        ref other => return Err(Error::Database(format!("a value of the type {other}"))),
    };
    Ok(value.map_err(|error| class(&error))?.unwrap_or(Value::Null))
}

impl ToSql for Param<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match *self {
            Param::Null => Ok(IsNull::Yes),
            Param::Integer(number) if *kind == Type::INT4 => i32::try_from(number)?.to_sql(kind, out),
            Param::Integer(number) if *kind == Type::INT8 => number.to_sql(kind, out),
            Param::Text(text) if *kind == Type::TEXT || *kind == Type::VARCHAR => text.to_sql(kind, out),
            Param::Blob(bytes) if *kind == Type::BYTEA => bytes.to_sql(kind, out),
            Param::Integer(_) | Param::Text(_) | Param::Blob(_) => {
                Err(format!("a value of another kind for {kind}").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// What is to be done about a failure, beside telling the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Nothing: the statement is at fault.
    None,
    /// Run the whole transaction again.
    Again,
    /// The connection is of no more use.
    Reconnect,
}

/// Which remedy a failure asks for.
pub(super) fn remedy(error: &postgres::Error) -> Remedy {
    match error.code() {
        None if error.is_closed() || is_of_the_connection(error) => Remedy::Reconnect,
        None => Remedy::None,
        Some(code) if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED => {
            Remedy::Again
        }
        Some(code) if is_away(code) => Remedy::Reconnect,
        Some(_) => Remedy::None,
    }
}

/// The class of a failure.
pub(super) fn class(error: &postgres::Error) -> Error {
    let Some(db) = error.as_db_error() else {
        let text = super::away::in_full(error);
        return if remedy(error) == Remedy::Reconnect { Error::Away(text) } else { Error::Database(text) };
    };
    let text = db.message().to_owned();
    match db.code() {
        code if *code == SqlState::UNIQUE_VIOLATION => Error::Unique(unique(db.table(), db.constraint())),
        code if *code == SqlState::DISK_FULL => Error::Full(text),
        code if is_away(code) => Error::Away(text),
        code if is_busy(code) => Error::Busy(text),
        _ => Error::Database(text),
    }
}

/// `users_email_key_key` of the table `users` is what keeps `users.email_key` unique.
fn unique(table: Option<&str>, constraint: Option<&str>) -> String {
    let (table, constraint) = (table.unwrap_or_default(), constraint.unwrap_or_default());
    let column = constraint.strip_prefix(table).and_then(|rest| rest.strip_prefix('_')).unwrap_or(constraint);
    format!("{table}.{}", column.strip_suffix("_key").unwrap_or(column))
}

fn is_busy(code: &SqlState) -> bool {
    [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::QUERY_CANCELED,
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ]
    .contains(code)
}

/// Going away, or coming up.
fn is_away(code: &SqlState) -> bool {
    [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    ]
    .contains(code)
        || code.code().starts_with("08")
}

fn is_of_the_connection(error: &postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unique_column_is_found_in_the_name_of_its_constraint() {
        assert_eq!(unique(Some("users"), Some("users_email_key_key")), "users.email_key");
        assert_eq!(unique(Some("mails"), Some("mails_slot")), "mails.slot");
        assert_eq!(unique(None, None), ".");
    }
}
