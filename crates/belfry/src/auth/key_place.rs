//! Where the keys of access tokens are kept: in a file, or in the database.

use ring::hmac;
use store::{Db, Error, Timestamp};

use super::key_file::KeyFile;
use super::key_table::KeyTable;

/// Where they are kept.
pub(super) enum Place {
    File(KeyFile),
    Table(KeyTable),
}

impl Place {
    /// Whether they are in the database.
    pub fn is_table(&self) -> bool {
        matches!(self, Place::Table(_))
    }

    /// What `with` makes of the id and the key that sign.
    pub fn newest<T>(&self, now: Timestamp, with: impl FnOnce(&str, &hmac::Key) -> T) -> T {
        match self {
            Place::File(file) => file.newest(now, with),
            Place::Table(table) => table.newest(with),
        }
    }

    /// What `with` makes of the key with this id, if there is one.
    pub fn with_key<T>(&self, id: &str, now: Timestamp, with: impl FnOnce(&hmac::Key) -> T) -> Option<T> {
        match self {
            Place::File(file) => file.with_key(id, now, with),
            Place::Table(table) => table.with_key(id, with),
        }
    }

    /// Reads those of the database again, if it is time or this one is not known. A file is read again by itself.
    pub fn look(&self, db: &Db<'_>, id: Option<&str>) -> Result<(), Error> {
        match self {
            Place::File(_) => Ok(()),
            Place::Table(table) => table.look(db, id),
        }
    }
}
