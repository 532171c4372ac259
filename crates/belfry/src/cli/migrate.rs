//! `belfry migrate`

use clap::Args;

use super::failure::Failure;
use super::flags::Flags;
use super::open;
use super::say::say;

/// Bring the database up to date.
#[derive(Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    flags: Flags<false>,
}

impl Migrate {
    pub(super) fn run(self) -> Result<(), Failure> {
        let settings = self.flags.settings()?;
        let is_new = settings.database.file().is_some_and(|file| !file.exists());
        let store = open::or_make(&settings)?;
        if is_new {
            say!("there was no database: began a new, empty one");
        }
        say!("{} is up to date ({})", settings.database, store.engine());
        Ok(())
    }
}
