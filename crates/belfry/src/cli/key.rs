//! `belfry key`

use clap::{Args, Subcommand};

use super::failure::Failure;
use super::flags::Flags;
use super::open;
use super::say::say;
use super::wait_for;
use crate::auth::token::Keys;
use crate::config::Settings;

/// How many older keys still verify after a rotation.
const KEPT: usize = 4;

/// The key that access tokens are signed with.
#[derive(Args)]
pub(super) struct Key {
    #[command(flatten)]
    flags: Flags<false>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Sign new tokens with a new key; tokens signed with the one before stay valid until they expire
    Rotate {
        /// Refuse every token that was issued so far: everybody logs in again
        #[arg(long)]
        revoke_old: bool,
    },
}

impl Key {
    pub(super) fn run(self) -> Result<(), Failure> {
        let settings = self.flags.settings()?;
        let Verb::Rotate { revoke_old } = self.verb;
        let kept = if revoke_old { 0 } else { KEPT };
        if settings.database.file().is_some() {
            in_file(&settings, kept)?;
        } else {
            wait_for(async { Ok(Keys::rotate_shared(&open::existing(&settings)?, kept).await?) })?;
        }
        let rest =
            if revoke_old { "no older token is valid any more" } else { "older tokens stay valid until they expire" };
        say!("new access tokens are signed with a new key; {rest}");
        say!("a server that runs takes it up within a few seconds");
        Ok(())
    }
}

fn in_file(settings: &Settings, kept: usize) -> Result<(), Failure> {
    if !settings.data.is_dir() {
        let data = settings.data.display();
        return Err(Failure::Failed(format!("there is no data folder {data}: say where it is with --data")));
    }
    Ok(Keys::rotate(&settings.token_keys(), kept)?)
}
