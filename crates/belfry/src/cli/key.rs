//! `belfry key`

use std::time::Duration;

use clap::{Args, Subcommand};
use store::Clock;

use super::failure::Failure;
use super::flags::Flags;
use super::open;
use super::say::say;
use super::wait_for;
use crate::auth::token::Keys;
use crate::config::{Settings, span};

/// How long a key that was replaced still verifies, at least: the server may have been told another `--token-ttl`.
const KEEP_FOR: Duration = Duration::from_secs(7 * 24 * 3600);

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
        let keep_for = if revoke_old { Duration::ZERO } else { KEEP_FOR.max(settings.token_ttl) };
        if settings.database.file().is_some() {
            in_file(&settings, keep_for)?;
        } else {
            wait_for(async { Ok(Keys::rotate_shared(&open::existing(&settings)?, keep_for).await?) })?;
        }
        let rest = if revoke_old {
            "no older token is valid any more".to_owned()
        } else {
            format!("older tokens stay valid until they expire, for {} at the most", span::show(keep_for))
        };
        say!("new access tokens are signed with a new key; {rest}");
        say!("a server that runs takes it up within a few seconds");
        Ok(())
    }
}

fn in_file(settings: &Settings, keep_for: Duration) -> Result<(), Failure> {
    if !settings.data.is_dir() {
        let data = settings.data.display();
        return Err(Failure::Failed(format!("there is no data folder {data}: say where it is with --data")));
    }
    Ok(Keys::rotate(&settings.token_keys(), keep_for, Clock::system().now())?)
}
