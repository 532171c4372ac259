//! One connection: its prepared statements, its transactions, and what became of it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use postgres::types::ToSql;
use postgres::{Client, Row, SimpleQueryMessage, Statement};

use super::beside::Beside;
use super::config::Target;
use super::statement::{Remedy, class, remedy};
use crate::{Error, Timestamp, dialect};

/// The oldest version that is tested.
const OLDEST: i64 = 140_000;
/// Its clock, in microseconds.
const CLOCK: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now";

/// An open connection. Used by one thread.
pub(crate) struct Session {
    client: RefCell<Client>,
    statements: RefCell<HashMap<String, Statement>>,
    remedy: Cell<Remedy>,
    /// The schema that its tables are in.
    pub(super) schema: String,
    /// For what happens apart from the transaction of this one.
    pub(super) beside: Option<Arc<Beside>>,
}

impl Session {
    /// Connects.
    pub(super) fn open(target: &Target) -> Result<Session, Error> {
        let client = target.config().connect(target.tls()?).map_err(|error| away(target, &error))?;
        let (client, statements) = (RefCell::new(client), RefCell::default());
        let (remedy, schema) = (Cell::new(Remedy::None), String::new());
        let mut session = Session { client, statements, remedy, schema, beside: None };
        // Only what begins as a write can write.
        session.simple("SET default_transaction_read_only = on")?;
        session.schema = session.simple("SELECT current_schema()")?.unwrap_or_default();
        Ok(session)
    }

    /// Does something over the connection that the process has beside those of its transactions.
    pub(crate) fn apart<T>(&self, work: impl FnOnce(&Session) -> Result<T, Error>) -> Result<T, Error> {
        let Some(beside) = &self.beside else { return Err(Error::Database("nothing is apart from this".to_owned())) };
        let (done, remedy) = beside.with(work);
        if remedy != Remedy::None {
            self.remedy.set(remedy);
        }
        done
    }

    /// The version as a number, and in words; an error if it is too old.
    pub(super) fn version(&self) -> Result<String, Error> {
        let number = self.simple("SHOW server_version_num")?.unwrap_or_default();
        let words = self.simple("SHOW server_version")?.unwrap_or_default();
        if number.parse::<i64>().unwrap_or(0) < OLDEST {
            return Err(Error::Open(format!("PostgreSQL {words} is too old: Belfry needs 14 or later")));
        }
        Ok(format!("PostgreSQL {words}"))
    }

    /// Begins a transaction. Returns the database's time.
    pub(super) fn begin(&self, how: &str) -> Result<Timestamp, Error> {
        self.remedy.set(Remedy::None);
        let now = self.simple(&format!("{how}; {CLOCK}"))?;
        let now = now.and_then(|now| now.parse().ok());
        now.map(Timestamp).ok_or_else(|| Error::Database("the database's clock cannot be read".to_owned()))
    }

    /// The database's time, outside a transaction.
    pub(super) fn now(&self) -> Result<Timestamp, Error> {
        let now = self.simple(CLOCK)?.and_then(|now| now.parse().ok());
        now.map(Timestamp).ok_or_else(|| Error::Database("the database's clock cannot be read".to_owned()))
    }

    /// Ends a transaction.
    pub(super) fn end(&self, how: &str) -> Result<(), Error> {
        self.simple(how).map(drop)
    }

    /// Runs statements whose text is ours. Returns the first column of the first row, if there is one.
    pub(super) fn simple(&self, sql: &str) -> Result<Option<String>, Error> {
        let messages = self.client.borrow_mut().simple_query(sql).map_err(|error| self.failed(&error))?;
        let first = messages.into_iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
            _ => None,
        });
        Ok(first)
    }

    /// Tells whoever listens on the channel.
    pub(super) fn notify(&self, channel: &str, text: &str) -> Result<(), Error> {
        self.query("SELECT pg_notify($1, $2)", &[&channel, &text]).map(drop)
    }

    /// What the last failure of a statement asks for.
    pub(super) fn remedy(&self) -> Remedy {
        if self.client.borrow_mut().is_closed() { Remedy::Reconnect } else { self.remedy.get() }
    }

    pub(super) fn query(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error> {
        let statement = self.prepared(sql, params.len())?;
        self.client.borrow_mut().query(&statement, params).map_err(|error| self.failed(&error))
    }

    pub(super) fn execute(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<u64, Error> {
        let statement = self.prepared(sql, params.len())?;
        self.client.borrow_mut().execute(&statement, params).map_err(|error| self.failed(&error))
    }

    /// The statement, prepared the first time it is met.
    fn prepared(&self, sql: &str, given: usize) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return fitting(statement.clone(), given, sql);
        }
        let spoken = dialect::for_postgres(sql);
        let statement = self.client.borrow_mut().prepare(&spoken).map_err(|error| self.failed(&error))?;
        self.statements.borrow_mut().insert(sql.to_owned(), statement.clone());
        fitting(statement, given, sql)
    }

    fn failed(&self, error: &postgres::Error) -> Error {
        let remedy = remedy(error);
        if remedy != Remedy::None {
            self.remedy.set(remedy);
        }
        class(error)
    }
}

fn fitting(statement: Statement, given: usize, sql: &str) -> Result<Statement, Error> {
    let wanted = statement.params().len();
    if wanted == given {
        Ok(statement)
    } else {
        Err(Error::Database(format!("{given} values for {wanted} placeholders: {sql}")))
    }
}

/// A connection that was not had. What a person must mend is said as such.
fn away(target: &Target, error: &postgres::Error) -> Error {
    let text = super::away::in_full(error);
    match error.code().map(|code| code.code()) {
        Some("28P01" | "28000") => Error::Open(format!(
            "{target} refuses us: {text}. Check the user, and the password in the URL, PGPASSWORD or ?passfile="
        )),
        Some("3D000") => Error::Open(format!(
            "{target}: {text}. Make it first: createdb {}",
            target.config().get_dbname().unwrap_or_default()
        )),
        _ => Error::Away(format!("{target}: {text}")),
    }
}
