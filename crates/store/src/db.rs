//! What a closure sees of the database: [`Db`] to read, [`Tx`] to write.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;

use rusqlite::Connection;

use crate::announce::Announcement;
use crate::postgres::Session;
use crate::{Error, Param, Row, Timestamp, postgres, sqlite};

/// A consistent snapshot of the database, to read from.
pub struct Db<'c> {
    over: Over<'c>,
    now: Timestamp,
}

/// What the statements go over.
#[derive(Clone, Copy)]
pub(crate) enum Over<'c> {
    Sqlite(&'c Connection),
    Postgres(&'c Session),
}

impl<'c> Db<'c> {
    pub(crate) fn new(over: Over<'c>, now: Timestamp) -> Db<'c> {
        Db { over, now }
    }

    /// What its statements go over.
    pub(crate) fn over(&self) -> Over<'c> {
        self.over
    }

    /// The moment at which the closure began: the same each time it is asked within one.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The one row that the statement answers with.
    ///
    /// # Errors
    /// [`Error::NoRow`] if it answers with none.
    pub fn one<T, R>(&self, sql: &str, params: &[Param<'_>], read: R) -> Result<T, Error>
    where
        R: FnOnce(&Row<'_>) -> Result<T, Error>,
    {
        self.maybe(sql, params, read)?.ok_or(Error::NoRow)
    }

    /// The first row that the statement answers with, if any.
    ///
    /// # Errors
    /// As the database or `read` fails.
    pub fn maybe<T, R>(&self, sql: &str, params: &[Param<'_>], read: R) -> Result<Option<T>, Error>
    where
        R: FnOnce(&Row<'_>) -> Result<T, Error>,
    {
        match self.over {
            Over::Sqlite(connection) => sqlite::first(connection, sql, params, read),
            Over::Postgres(session) => postgres::first(session, sql, params, read),
        }
    }

    /// Every row that the statement answers with, in its order.
    ///
    /// # Errors
    /// As the database or `read` fails.
    pub fn all<T, R>(&self, sql: &str, params: &[Param<'_>], read: R) -> Result<Vec<T>, Error>
    where
        R: FnMut(&Row<'_>) -> Result<T, Error>,
    {
        match self.over {
            Over::Sqlite(connection) => sqlite::all(connection, sql, params, read),
            Over::Postgres(session) => postgres::all(session, sql, params, read),
        }
    }
}

impl Db<'_> {
    /// How the database would run the statement, a line for each step: for those who look after its indexes.
    ///
    /// # Errors
    /// As the database fails.
    pub fn plan(&self, sql: &str, params: &[Param<'_>]) -> Result<Vec<String>, Error> {
        match self.over {
            Over::Sqlite(_) => self.all(&format!("EXPLAIN QUERY PLAN {sql}"), params, |row| row.get("detail")),
            Over::Postgres(session) => postgres::plan(session, sql, params),
        }
    }
}

/// A transaction: a [`Db`] that can also be written to. It is kept as a whole, or not at all.
pub struct Tx<'c> {
    db: Db<'c>,
    announced: RefCell<Vec<Announcement>>,
    words: RefCell<BTreeMap<i64, String>>,
}

/// What follows from a transaction if it is kept.
#[derive(Default)]
pub(crate) struct Consequences {
    /// What is to be told once it is committed.
    pub announced: Vec<Announcement>,
    /// By which words rows are to be found, where the engine indexes them at the end.
    pub words: BTreeMap<i64, String>,
}

impl<'c> Tx<'c> {
    pub(crate) fn new(over: Over<'c>, now: Timestamp) -> Tx<'c> {
        Tx { db: Db::new(over, now), announced: RefCell::default(), words: RefCell::default() }
    }

    /// Once this is committed, and only then, tells every subscriber of every node (see [`crate::Store::subscribe`]). The topic
    /// is one word, the text one line.
    pub fn announce(&self, topic: &str, text: &str) {
        let said = Announcement::Said { topic: topic.to_owned(), text: text.to_owned() };
        let mut announced = self.announced.borrow_mut();
        if !announced.contains(&said) {
            announced.push(said);
        }
    }

    /// Has the row of this number found by these words.
    pub(crate) fn note_words(&self, id: i64, words: String) {
        self.words.borrow_mut().insert(id, words);
    }

    /// What follows from it.
    pub(crate) fn consequences(self) -> Consequences {
        Consequences { announced: self.announced.into_inner(), words: self.words.into_inner() }
    }

    /// The one row that a statement answers with which changes a single row that everybody changes, such as a counter. Where
    /// many transactions run at once it is a transaction of its own, so that they need not wait for each other's end: what
    /// it did stays even if this one is undone. Do not change the same row in this transaction too.
    ///
    /// # Errors
    /// As [`Db::one`].
    pub fn one_apart<T, R>(&self, sql: &str, params: &[Param<'_>], read: R) -> Result<T, Error>
    where
        R: FnOnce(&Row<'_>) -> Result<T, Error>,
    {
        match self.db.over {
            Over::Sqlite(_) => self.one(sql, params, read),
            Over::Postgres(session) => postgres::first_apart(session, sql, params, read)?.ok_or(Error::NoRow),
        }
    }

    /// Runs a statement that answers with no rows. Returns how many rows it changed.
    ///
    /// # Errors
    /// As the database fails; [`Error::Unique`] if a value must be unique and is not.
    pub fn run(&self, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
        match self.db.over {
            Over::Sqlite(connection) => sqlite::run(connection, sql, params),
            Over::Postgres(session) => postgres::run(session, sql, params),
        }
    }

    /// Runs a statement whose outcome nobody asks for. Over a network it may go out only with the next statement, or with the
    /// commit, so that both take one way; should it fail, that one fails, and nothing of the transaction is kept. What must be
    /// unique, and what others may have changed, goes by [`Tx::run`].
    ///
    /// # Errors
    /// As [`Tx::run`].
    pub fn run_along(&self, sql: &str, params: &[Param<'_>]) -> Result<(), Error> {
        match self.db.over {
            Over::Sqlite(connection) => sqlite::run(connection, sql, params).map(drop),
            Over::Postgres(session) => postgres::send_along(session, sql, params),
        }
    }
}

impl<'c> Deref for Tx<'c> {
    type Target = Db<'c>;

    fn deref(&self) -> &Db<'c> {
        &self.db
    }
}
