//! How a store is opened.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::postgres::Target;
use crate::{Clock, Migration};

/// What the process is to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It serves: no other process may serve the same database, and missing migrations are applied.
    Serve,
    /// It drops by for one command, beside whoever serves. Where nobody does, missing migrations are applied; where
    /// somebody does, none are, and one that is missing is refused. A server can start meanwhile.
    Visit,
    /// It drops by to look: as [`Access::Visit`], but nothing is made and no migration applied.
    Look,
    /// It takes the database over for one command: as [`Access::Serve`], but nothing is made and no migration applied.
    Alone,
}

impl Access {
    /// Whether no other process may serve the database meanwhile.
    pub(crate) fn is_sole(self) -> bool {
        matches!(self, Access::Serve | Access::Alone)
    }

    /// Whether the database is made and brought up to date.
    pub(crate) fn makes(self) -> bool {
        matches!(self, Access::Serve | Access::Visit)
    }
}

/// How much is done at once.
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// How many writes are made durable by one commit, at the most. 1 turns group commit off.
    pub batch_max: usize,
    /// How many connections to PostgreSQL this process has, at the most and in all: one listens, one is beside the
    /// transactions, and the rest, at least two, run them.
    pub connections: usize,
    /// How long a caller waits to be told what became of a commit, where the database went away in it (PostgreSQL).
    pub answer_within: Duration,
    /// How long a connection may be silent while something is asked of it, before it is given up (PostgreSQL). Longer than any
    /// statement may take.
    pub silence_max: Duration,
    /// How many threads read (SQLite).
    pub readers: usize,
    /// How many pieces of work may wait in each queue before further ones are refused as [`crate::Error::Busy`].
    pub waiting_max: usize,
}

impl Default for Tuning {
    fn default() -> Tuning {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Tuning {
            batch_max: 256,
            readers: cores.clamp(2, 8),
            connections: 18,
            answer_within: Duration::from_secs(5),
            silence_max: Duration::from_secs(20),
            waiting_max: 10_000,
        }
    }
}

/// Where a database is.
#[derive(Clone, Debug)]
pub enum Place {
    /// SQLite, in this file.
    Sqlite(PathBuf),
    /// PostgreSQL.
    Postgres(Box<Target>),
}

impl Place {
    /// The file it is in, if it is in one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Place::Sqlite(path) => Some(path),
            Place::Postgres(_) => None,
        }
    }

    /// The same place, with the path of its file, if it is in one, made by `resolve`.
    #[must_use]
    pub fn with_file(self, resolve: impl FnOnce(&Path) -> PathBuf) -> Place {
        match self {
            Place::Sqlite(path) => Place::Sqlite(resolve(&path)),
            Place::Postgres(target) => Place::Postgres(target),
        }
    }
}

/// Any path is that of a SQLite file.
impl<P: Into<PathBuf>> From<P> for Place {
    fn from(path: P) -> Place {
        Place::Sqlite(path.into())
    }
}

/// As one writes it, without the password: `sqlite:belfry.db`, `postgres://belfry@host/belfry`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Place::Postgres(target) => target.fmt(f),
        }
    }
}

/// Everything needed to open a store.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the database is.
    pub place: Place,
    /// What the process is to it.
    pub access: Access,
    /// The whole list of migrations, by number.
    pub migrations: &'static [Migration],
    /// The clock of the process.
    pub clock: Clock,
    /// How much is done at once.
    pub tuning: Tuning,
    /// A folder that may hold the database which was meant: if the file is not there and this folder holds one, nothing is
    /// created. The folder of the file itself is always looked at.
    pub refuse_beside: Option<PathBuf>,
}

impl Options {
    /// To serve the database in this place, by the system's clock.
    pub fn new(place: impl Into<Place>, migrations: &'static [Migration]) -> Options {
        Options {
            place: place.into(),
            access: Access::Serve,
            migrations,
            clock: Clock::system(),
            tuning: Tuning::default(),
            refuse_beside: None,
        }
    }
}
