//! One connection: its prepared statements, its transactions, and what became of it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use postgres::types::ToSql;
use postgres::{Row, SimpleQueryMessage, SimpleQueryRow, Statement};

use super::beside::Beside;
use super::config::Target;
use super::fate::{self, Fate, LIFE, Ticket};
use super::sent::Sent;
use super::statement::{Remedy, class, remedy};
use super::wire::{Fault, Wire};
use crate::{Error, Param, Timestamp, dialect};

/// The oldest version that is taken: what came before is no longer looked after by those who make it.
const OLDEST: u32 = 14;
/// How many statements a connection keeps prepared, more than Belfry has of its own: people put others together.
const STATEMENTS: usize = 512;
/// Its clock, in microseconds.
const CLOCK: &str = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint";
/// How many statements wait for the next one at the most.
const WAITING_MAX: usize = 16;

/// An open connection. Used by one thread.
pub(crate) struct Session {
    wire: Wire,
    statements: RefCell<HashMap<String, Statement>>,
    /// What goes out with the next statement.
    waiting: RefCell<Vec<Sent>>,
    remedy: Cell<Remedy>,
    /// A statement of the transaction failed, so that the server will keep nothing of it.
    is_spoilt: Cell<bool>,
    /// Whether a transaction is open.
    is_open: Cell<bool>,
    /// The schema that its tables are in.
    pub(super) schema: String,
    /// The life of the server that this connection is a part of.
    life: String,
    /// For what happens apart from the transaction of this one.
    pub(super) beside: Option<Arc<Beside>>,
    /// Counts this connection for as long as it lives.
    pub(super) counted: Option<Counted>,
}

/// One of those that are counted.
pub(super) struct Counted(Arc<AtomicUsize>);

impl Counted {
    pub(super) fn among(count: &Arc<AtomicUsize>) -> Counted {
        count.fetch_add(1, Ordering::AcqRel);
        Counted(Arc::clone(count))
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Session {
    /// Connects.
    pub(super) fn open(target: &Target) -> Result<Session, Error> {
        let wire = Wire::connect(target).map_err(|fault| away(target, &fault))?;
        let mut session = Session {
            wire,
            statements: RefCell::default(),
            waiting: RefCell::default(),
            remedy: Cell::new(Remedy::None),
            is_spoilt: Cell::new(false),
            is_open: Cell::new(false),
            schema: String::new(),
            life: String::new(),
            beside: None,
            counted: None,
        };
        // Only what begins as a write can write.
        let [schema, life] =
            session.row(&format!("SET default_transaction_read_only = on; SELECT current_schema(), {LIFE}"))?;
        (session.schema, session.life) = (schema, life);
        Ok(session)
    }

    /// Does something over the connection that the process has beside those of its transactions.
    pub(crate) fn apart<T>(&self, work: impl Fn(&Session) -> Result<T, Error>) -> Result<T, Error> {
        let Some(beside) = &self.beside else { return Err(Error::Database("nothing is apart from this".to_owned())) };
        let (done, remedy) = beside.with(work);
        if remedy == Remedy::Again {
            self.remedy.set(remedy);
        }
        done
    }

    /// The version as a number, and in words; an error if it is too old.
    pub(super) fn version(&self) -> Result<String, Error> {
        let number = self.simple("SHOW server_version_num")?.unwrap_or_default();
        let words = self.simple("SHOW server_version")?.unwrap_or_default();
        not_too_old(number.parse().unwrap_or(0), &words)?;
        Ok(format!("PostgreSQL {words}"))
    }

    /// Forgets what failed before.
    pub(super) fn refresh(&self) {
        self.remedy.set(Remedy::None);
        self.is_spoilt.set(false);
        self.waiting.borrow_mut().clear();
    }

    /// Begins a transaction. Returns the database's time.
    pub(super) fn begin(&self, how: &str) -> Result<Timestamp, Error> {
        self.refresh();
        let [now] = self.row(&format!("{how}; SELECT {CLOCK}"))?;
        self.is_open.set(true);
        number(&now).map(Timestamp)
    }

    /// From now on, until the transaction is over, the server does so: `enable_seqscan = off`. Where none is open one begins,
    /// each statement of which sees what is committed by then, as without: no setting outlives whom it is for.
    pub(super) fn set(&self, how: &str) -> Result<(), Error> {
        if self.is_open.get() {
            return self.send_along(&format!("SET LOCAL {how}"), &[]);
        }
        // Before it is known whether it was begun: one that was not, and is ended, harms nobody.
        self.is_open.set(true);
        self.simple(&format!("BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY; SET LOCAL {how}")).map(drop)
    }

    /// Whether a transaction is open.
    pub(super) fn is_open(&self) -> bool {
        self.is_open.get()
    }

    /// Begins a transaction that writes. Returns the database's time, and what to ask after it by.
    pub(super) fn begin_to_write(&self) -> Result<(Timestamp, Ticket), Error> {
        self.refresh();
        let begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
        let [now, id] = self.row(&format!("{begin}; SELECT {CLOCK}, pg_current_xact_id()"))?;
        self.is_open.set(true);
        Ok((Timestamp(number(&now)?), Ticket { number: number(&id)?, life: self.life.clone() }))
    }

    /// What became of a transaction.
    pub(super) fn fate(&self, ticket: &Ticket) -> Result<Fate, Error> {
        let is_same_life = self.life == ticket.life;
        let asked = format!("SELECT pg_xact_status('{}')", ticket.number);
        match self.wire.simple_query(&[], &asked) {
            Ok(messages) => Ok(fate::told(first_row(&messages).and_then(|row| row.get(0)), is_same_life)),
            Err(fault) => fate::refused(&fault, is_same_life).ok_or_else(|| self.failed(&fault)),
        }
    }

    /// The database's time, outside a transaction.
    pub(super) fn now(&self) -> Result<Timestamp, Error> {
        let [now] = self.row(&format!("SELECT {CLOCK}"))?;
        number(&now).map(Timestamp)
    }

    /// Commits, after what still waits to be sent. If a statement of that failed, the server undoes the transaction.
    pub(super) fn commit(&self) -> Result<(), Error> {
        self.is_open.set(false);
        self.simple("COMMIT").map(drop)
    }

    /// Undoes the transaction, and sends nothing more of it.
    pub(super) fn roll_back(&self) -> Result<(), Error> {
        self.waiting.borrow_mut().clear();
        self.is_open.set(false);
        self.simple("ROLLBACK").map(drop)
    }

    /// Answers may take as long as they take.
    pub(super) fn wait_for_ever(&self) {
        self.wire.wait_for_ever();
    }

    /// Runs statements whose text is ours. Returns the first column of the first row, if there is one.
    pub(super) fn simple(&self, sql: &str) -> Result<Option<String>, Error> {
        let messages = self.wire.simple_query(&self.waiting.take(), sql).map_err(|fault| self.failed(&fault))?;
        Ok(first_row(&messages).map(|row| row.get(0).unwrap_or_default().to_owned()))
    }

    /// As [`Session::simple`]. Returns the first columns of the first row, which is there.
    fn row<const COLUMNS: usize>(&self, sql: &str) -> Result<[String; COLUMNS], Error> {
        let messages = self.wire.simple_query(&self.waiting.take(), sql).map_err(|fault| self.failed(&fault))?;
        let row = first_row(&messages).filter(|row| row.len() >= COLUMNS);
        let row = row.ok_or_else(|| Error::Database("a row that was expected is not there".to_owned()))?;
        Ok(std::array::from_fn(|column| row.get(column).unwrap_or_default().to_owned()))
    }

    /// Tells whoever listens on the channel.
    pub(super) fn notify(&self, channel: &str, text: &str) -> Result<(), Error> {
        self.query("SELECT pg_notify($1, $2)", &[&channel, &text]).map(drop)
    }

    /// What the last failure of a statement asks for.
    pub(super) fn remedy(&self) -> Remedy {
        if self.wire.is_closed() { Remedy::Reconnect } else { self.remedy.get() }
    }

    /// Whether the server will undo the transaction, whatever is asked of it.
    pub(super) fn is_spoilt(&self) -> bool {
        self.is_spoilt.get()
    }

    pub(super) fn query(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error> {
        let statement = self.prepared(sql, params.len())?;
        self.wire.query(&self.waiting.take(), &statement, params).map_err(|fault| self.failed(&fault))
    }

    pub(super) fn execute(&self, sql: &str, params: &[&(dyn ToSql + Sync)]) -> Result<u64, Error> {
        let statement = self.prepared(sql, params.len())?;
        self.wire.execute(&self.waiting.take(), &statement, params).map_err(|fault| self.failed(&fault))
    }

    /// Sends a statement with the next one, whatever that is. If it fails, that one fails.
    pub(super) fn send_along(&self, sql: &str, params: &[Param<'_>]) -> Result<(), Error> {
        let statement = self.prepared(sql, params.len())?;
        if self.waiting.borrow().len() >= WAITING_MAX {
            self.simple("")?;
        }
        self.waiting.borrow_mut().push(Sent::new(statement, params));
        Ok(())
    }

    /// The statement, prepared the first time it is met.
    fn prepared(&self, sql: &str, given: usize) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.borrow().get(sql) {
            return fitting(statement.clone(), given, sql);
        }
        let spoken = dialect::for_postgres(sql);
        let statement = self.wire.prepare(&spoken).map_err(|fault| self.failed(&fault))?;
        let mut statements = self.statements.borrow_mut();
        if statements.len() >= STATEMENTS {
            statements.clear();
        }
        statements.insert(sql.to_owned(), statement.clone());
        drop(statements);
        fitting(statement, given, sql)
    }

    fn failed(&self, fault: &Fault) -> Error {
        let (remedy, class) = match fault {
            Fault::Told(error) => {
                if error.as_db_error().is_some() {
                    self.is_spoilt.set(true);
                }
                (remedy(error), class(error))
            }
            Fault::Silent(_) | Fault::Refused(_) => (Remedy::Reconnect, Error::Away(fault.text())),
        };
        if remedy != Remedy::None {
            self.remedy.set(remedy);
        }
        class
    }
}

/// An error with both versions, if the server's is too old. `number` is as it numbers itself: 150018 for 15.18.
fn not_too_old(number: u32, words: &str) -> Result<(), Error> {
    if number / 10_000 >= OLDEST {
        return Ok(());
    }
    Err(Error::Open(format!(
        "the server is PostgreSQL {words}, which is too old: Belfry needs PostgreSQL {OLDEST} or later"
    )))
}

fn first_row(messages: &[SimpleQueryMessage]) -> Option<&SimpleQueryRow> {
    messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    })
}

fn number<N: FromStr>(text: &str) -> Result<N, Error> {
    text.parse().map_err(|_| Error::Database("a number that was expected is none".to_owned()))
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
fn away(target: &Target, fault: &Fault) -> Error {
    let text = fault.text();
    let code = match fault {
        Fault::Told(error) => error.code(),
        Fault::Silent(_) => None,
        Fault::Refused(why) => return why.clone(),
    };
    match code.map(|code| code.code()) {
        Some("28P01" | "28000") => Error::Open(format!(
            "{target} refuses us: {text}. Check the user, and the password in the URL, PGPASSWORD or ?passfile="
        )),
        Some("3D000") => Error::Open(format!(
            "{target}: {text}. Make it first: createdb {}",
            target.config().get_dbname().unwrap_or_default()
        )),
        Some("53300") => Error::Busy(format!(
            "{target} lets no further client in: {text}. Raise its limit, or give each node fewer with --database-connections"
        )),
        _ => Error::Away(format!("{target}: {text}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_too_old_is_refused_with_both_versions() {
        let refused = not_too_old(130_022, "13.22 (Debian)").unwrap_err().to_string();
        assert!(refused.contains("13.22 (Debian)") && refused.contains("PostgreSQL 14"), "{refused}");
        assert!(not_too_old(0, "").is_err());
        for (number, words) in [(140_000, "14.0"), (150_018, "15.18"), (180_001, "18.1")] {
            assert_eq!(not_too_old(number, words), Ok(()));
        }
    }
}
