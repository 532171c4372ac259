//! What goes along with a move: the keys of tokens, and what the outbox has to say.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use outbox::rescue::{self, Whose};
use outbox::{BootId, admin, node};
use store::copy::{Escort, Progress};
use store::{Db, Error, Place, Store, Tx};

use super::super::failure::Failure;
use super::progress::Meter;
use crate::auth::KeyBundle;
use crate::search;

/// A move that is under way.
pub(super) struct Moving {
    keys: Mutex<KeyBundle>,
    /// The file that the keys go to, if they do not go into the new database.
    new_key_file: Option<PathBuf>,
    /// Why mail of the old database is held from then on.
    reason: String,
    meter: Meter,
}

impl Moving {
    /// With the keys of a file, if that is where they are.
    pub fn new(keys: KeyBundle, new_key_file: Option<PathBuf>, reason: String) -> Moving {
        Moving { keys: Mutex::new(keys), new_key_file, reason, meter: Meter::default() }
    }

    /// Whether there were any keys.
    pub fn has_keys(&self) -> bool {
        !self.keys.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Nothing more is told.
    pub fn end_line(&self) {
        self.meter.end_line();
    }
}

impl Escort for Moving {
    fn may_leave(&self, from: &Tx<'_>) -> Result<(), Error> {
        // One may have come since it was first looked.
        no_node(from, "the database to move from")?;
        // No process is left that holds a lease or hears what a relay answers.
        rescue::rescue(from, &BootId::new("move"), Whose::AllOthers)?;
        let of_table = KeyBundle::from_table(from)?;
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.is_empty() {
            *keys = of_table;
        }
        match &self.new_key_file {
            Some(file) => keys.refuse_others(file).map_err(refused),
            None => Ok(()),
        }
    }

    fn arrived(&self, to: &Tx<'_>) -> Result<(), Error> {
        // The index of words is each database's own: the server that starts on this one makes it.
        search::owe_all(to)?;
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        match &self.new_key_file {
            Some(file) => keys.put_in_file(file).map_err(refused),
            None => keys.put_in_table(to),
        }
    }

    fn left(&self, from: &Tx<'_>) -> Result<(), Error> {
        admin::hold_all(from, &self.reason)
    }

    fn told(&self, progress: &Progress<'_>) {
        self.meter.tell(progress);
    }
}

fn refused(error: anyhow::Error) -> Error {
    Error::Open(format!("{error:#}"))
}

/// Refuses a database that servers work on.
pub(super) async fn refuse_nodes(store: &Store, place: &Place) -> Result<(), Failure> {
    let shown = place.to_string();
    Ok(store.read(move |db| no_node(db, &shown)).await?)
}

fn no_node(db: &Db<'_>, shown: &str) -> Result<(), Error> {
    let alive = node::alive(db)?.len();
    if alive == 0 {
        return Ok(());
    }
    Err(Error::Open(format!(
        "{alive} {} on {shown}: stop them all first, since what they change meanwhile would be lost. One that died counts as \
         running for {} seconds",
        if alive == 1 { "server runs" } else { "servers run" },
        node::DEAD_AFTER.as_secs()
    )))
}
