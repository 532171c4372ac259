//! `belfry issue`: looking at issues.
//!
//! All of it works on the database alone, beside a server or without one. Whoever has the database may see everything in it:
//! `--as` shows what one person sees, and says who `@me` is.

mod list;

use clap::{Args, Subcommand};

use super::failure::Failure;
use super::flags::Flags;
use super::{open, wait_for};

/// Look at issues.
#[derive(Args)]
pub(super) struct Issue {
    #[command(flatten)]
    flags: Flags<false>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// The issues that a query finds, in its order
    List(list::List),
}

impl Issue {
    pub(super) fn run(self) -> Result<(), Failure> {
        let settings = self.flags.settings()?;
        wait_for(async {
            let store = &open::existing(&settings)?;
            match self.verb {
                Verb::List(list) => list.run(store).await,
            }
        })
    }
}
