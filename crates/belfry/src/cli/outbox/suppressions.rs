//! `belfry outbox suppressions`

use clap::{Args, Subcommand};
use outbox::suppression;
use store::Store;

use super::super::failure::Failure;
use super::super::say::{self, say};
use super::super::table::Table;
use super::super::when;

/// Addresses that a relay said do not exist.
#[derive(Args)]
pub(super) struct Suppressions {
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Let mail go to this address again
    Clear {
        /// The address
        #[arg(value_name = "ADDR")]
        address: String,
    },
}

impl Suppressions {
    pub(super) async fn run(self, store: &Store) -> Result<(), Failure> {
        match self.verb {
            None => list(store).await,
            Some(Verb::Clear { address }) => clear(store, address).await,
        }
    }
}

async fn list(store: &Store) -> Result<(), Failure> {
    let suppressed = store.read(suppression::list).await?;
    if suppressed.is_empty() {
        say!("no address is suppressed");
        return Ok(());
    }
    let mut table = Table::new(&["ADDRESS", "SINCE", "THE RELAY SAID"]);
    for line in suppressed {
        table.row([line.address, when::second(line.since), line.reason]);
    }
    say::write(&table.render());
    Ok(())
}

async fn clear(store: &Store, address: String) -> Result<(), Failure> {
    let wanted = address.clone();
    if store.write(move |tx| suppression::clear(tx, &wanted)).await? {
        say!("mail goes to {address} again");
        Ok(())
    } else {
        Err(Failure::Failed(format!("{address} is not suppressed: see `belfry outbox suppressions`")))
    }
}
