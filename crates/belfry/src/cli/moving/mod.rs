//! `belfry move`: everything into another database, of the same kind or the other.
//!
//! Nobody may use either of them meanwhile: what was changed behind its back would be lost. It is one transaction on both
//! sides (see [`store::copy`]), so that a move that is broken off has changed nothing and can be made again. The keys of
//! access tokens go along, from the file or table in which they are into the one that the other kind has. Leases and
//! heartbeats mean nothing in the new place and stay; and all mail of the old database is held, so that nothing leaves twice
//! if somebody starts it again.

mod escort;
mod progress;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use store::copy::{self, Copied, Scope};
use store::{Access, Options, Place, Store};

use super::failure::Failure;
use super::flags::Flags;
use super::say::{self, say};
use super::table::Table;
use super::{open, wait_for};
use crate::auth::KeyBundle;
use crate::config::{self, Origin, Settings};
use crate::migrations::MIGRATIONS;
use escort::Moving;

/// What is copied: what belongs to the processes on a database stays with it, and the keys of tokens go their own way.
const SCOPE: Scope = Scope { migrations: MIGRATIONS, left_out: &["nodes", "token_keys"] };

/// Move everything into another database.
#[derive(Args)]
pub(super) struct Move {
    #[command(flatten)]
    flags: Flags<false>,
    /// The database that everything is in; no server may run on it
    #[arg(long, value_name = store::URL_FORMS, value_parser = config::database)]
    from: Place,
    /// The database that it goes to: one that is not there yet, or empty
    #[arg(long, value_name = store::URL_FORMS, value_parser = config::database)]
    to: Place,
}

impl Move {
    pub(super) fn run(self) -> Result<(), Failure> {
        let settings = self.flags.settings()?;
        let (from, to) = (self.from, self.to);
        if from.file().is_some() && from.file() == to.file() {
            return Err(Failure::Usage("--from and --to are the same".to_owned()));
        }
        let [key_file, new_key_file] = key_files(&settings, [&from, &to]);
        let source = opened(&from, Access::Alone)?;
        let keys = key_file.map_or(Ok(KeyBundle::default()), |file| KeyBundle::from_file(&file))?;
        if let Some(folder) = to.file().and_then(|file| file.parent()).filter(|folder| !folder.as_os_str().is_empty()) {
            open::make_data_folder(folder)?;
        }
        let target = opened(&to, Access::Serve)?;
        let moving = Arc::new(Moving::new(keys, new_key_file.clone(), format!("moved to {to}")));
        let copied = wait_for(async {
            escort::refuse_nodes(&source, &from).await?;
            escort::refuse_nodes(&target, &to).await?;
            Ok(copy::copy(&source, &target, SCOPE, Arc::clone(&moving) as Arc<dyn copy::Escort>).await?)
        });
        moving.end_line();
        let copied = copied?;
        source.close();
        target.close();
        report(&copied, [&from, &to]);
        report_keys(moving.has_keys(), new_key_file.as_deref());
        say!("the old database is as it was, but that its mail is held: do not serve it again");
        say!("start the new one: belfry serve {}", flags_for(&to, new_key_file.as_deref()));
        Ok(())
    }
}

fn opened(place: &Place, access: Access) -> Result<Store, Failure> {
    Ok(Store::open(Options { access, ..Options::new(place.clone(), MIGRATIONS) })?)
}

/// The files with the keys of tokens, for those of the places that have them in one: in the data folder, if that is named
/// and it is clear whose it is; else beside the database.
fn key_files(settings: &Settings, places: [&Place; 2]) -> [Option<PathBuf>; 2] {
    let is_clear = places.iter().filter(|place| place.file().is_some()).count() == 1;
    let is_named = settings.origin("data") != Origin::Default;
    places.map(|place| {
        let beside = place.file()?.with_file_name("token.key");
        Some(if is_clear && is_named { settings.token_keys() } else { beside })
    })
}

fn report(copied: &[Copied], [from, to]: [&Place; 2]) {
    let mut table = Table::new(&["TABLE", "ROWS", "SUM OF ALL ROWS, THE SAME IN BOTH"]);
    for copied in copied {
        table.row([copied.table.clone(), copied.rows.to_string(), copied.sum.clone()]);
    }
    say::write(&table.render());
    say!("\nmoved everything from {from} to {to}, and compared it");
}

fn report_keys(has_keys: bool, new_key_file: Option<&Path>) {
    match (has_keys, new_key_file) {
        (true, Some(file)) => say!("access tokens stay good: their keys are in {}", file.display()),
        (true, None) => say!("access tokens stay good: their keys are in the new database"),
        (false, _) => say!("there were no keys of access tokens, so that everybody signs in again"),
    }
}

/// What the new database is served with.
fn flags_for(to: &Place, key_file: Option<&Path>) -> String {
    match (to.file(), key_file.and_then(Path::parent)) {
        (Some(file), Some(data)) if file == data.join("belfry.db") => format!("--data {}", data.display()),
        (Some(_), Some(data)) => format!("--data {} --database {to}", data.display()),
        _ => format!("--database {to}"),
    }
}
