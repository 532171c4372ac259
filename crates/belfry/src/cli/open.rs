//! Opening the data folder and its database for a command.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use anyhow::Context;
use store::{Access, Options, Store};

use super::failure::Failure;
use crate::config::Settings;
use crate::migrations::MIGRATIONS;

/// Opens the database beside whoever serves it; makes it where there is none.
pub(super) fn or_make(settings: &Settings) -> Result<Store, Failure> {
    open(settings, Access::Visit)
}

/// Opens the database beside whoever serves it; refuses where there is none: a mistyped folder must not become a new one.
pub(super) fn existing(settings: &Settings) -> Result<Store, Failure> {
    refuse_missing(settings)?;
    open(settings, Access::Visit)
}

/// Opens the database to look at it, and changes nothing.
pub(super) fn to_look(settings: &Settings) -> Result<Store, Failure> {
    refuse_missing(settings)?;
    open(settings, Access::Look)
}

/// Refuses where there is no database, before anything is asked of somebody.
pub(super) fn refuse_missing(settings: &Settings) -> Result<(), Failure> {
    match settings.database.file().filter(|file| !file.exists()) {
        None => Ok(()),
        Some(file) => Err(Failure::Failed(format!(
            "there is no database {}: say where it is with --data (or --database), or begin one with `belfry serve` or \
             `belfry migrate`",
            file.display()
        ))),
    }
}

/// Opens the database as the one who serves it; makes it where there is none.
pub(super) fn to_serve(settings: &Settings) -> Result<Store, Failure> {
    open(settings, Access::Serve)
}

fn open(settings: &Settings, access: Access) -> Result<Store, Failure> {
    make_data_folder(&settings.data)?;
    let mut options = Options::new(settings.database.clone(), MIGRATIONS);
    options.access = access;
    options.tuning.batch_max = settings.write_batch_max;
    options.tuning.connections = settings.database_connections;
    options.refuse_beside = Some(settings.data.clone());
    Ok(Store::open(options)?)
}

/// Makes the data folder, for its owner only. One that is there stays as it is, and must be one that can be written.
pub(super) fn make_data_folder(data: &Path) -> Result<(), Failure> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.with_context(|| format!("the data folder {} cannot be made", data.display()))?;
    let access = rustix::fs::access(data, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK);
    Ok(access.with_context(|| format!("the data folder {} cannot be written by this user", data.display()))?)
}
