//! What can go wrong with the database, named by what is to be done about it.

/// A failure of the database. Nothing of the closure that met it was kept, but for [`Error::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A row was asked for that is not there.
    #[error("a row that was expected is not there")]
    NoRow,
    /// A value is there already that must be unique. Holds the table and column: `users.email_key`.
    #[error("{0} must be unique")]
    Unique(String),
    /// Another process kept the database to itself for too long. Worth trying again.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The database cannot be reached. Worth trying again once it can.
    #[error("the database is away: {0}")]
    Away(String),
    /// It is not known whether the change was kept: the database went away at the commit, and did not come back in time to be
    /// asked. To be looked at before it is repeated.
    #[error("it is not known whether the change was made: {0}")]
    Unknown(String),
    /// There is no room left on the disk. Worth trying again once there is.
    #[error("the disk of the database is full: {0}")]
    Full(String),
    /// The commit failed: nothing of the whole batch was kept. Worth trying again.
    #[error("the change could not be made durable: {0}")]
    Commit(String),
    /// The database can no longer be trusted to keep what it is given: this process acknowledges no write any more.
    #[error("no change is accepted any more, because the database failed: {0}")]
    Stopped(String),
    /// The closure panicked.
    #[error("a piece of work on the database panicked")]
    Panicked,
    /// The store was closed.
    #[error("the database is closed")]
    Closed,
    /// The database cannot be opened as asked. The text says why and what to do.
    #[error("{0}")]
    Open(String),
    /// Anything else: a fault of ours.
    #[error("the database refused: {0}")]
    Database(String),
}

impl Error {
    /// Whether the same call may well succeed a little later, with nothing mended by a person.
    pub fn is_temporary(&self) -> bool {
        match self {
            Error::Busy(_) | Error::Away(_) | Error::Full(_) | Error::Commit(_) | Error::Stopped(_) | Error::Closed => {
                true
            }
            Error::NoRow
            | Error::Unique(_)
            | Error::Unknown(_)
            | Error::Panicked
            | Error::Open(_)
            | Error::Database(_) => false,
        }
    }

    /// Whether this is the refusal of a second row with the same `table.column`.
    pub fn is_unique_on(&self, table_and_column: &str) -> bool {
        matches!(self, Error::Unique(what) if what == table_and_column)
    }
}
