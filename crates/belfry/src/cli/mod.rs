//! The command line: what can be asked of Belfry in a shell.
//!
//! A file or folder here is a command, a file in a folder is its verb. Each parses, calls a verb of the domain or of the
//! outbox, and prints: tables for people, `--json` for machines. Every command but `serve` works beside a server on the
//! same data folder, and without one. Exit codes: 0 done, 1 failed, 2 wrong usage. No rule and no SQL is here.

mod doctor;
mod failure;
mod flags;
mod issue;
mod key;
mod migrate;
mod moving;
mod open;
mod outbox;
mod say;
mod serve;
mod table;
mod user;
mod when;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;

/// The issue tracker that rings the right person at the right time.
#[derive(Parser)]
#[command(name = "belfry", version, arg_required_else_help = true, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the server: the API, and the outbox that sends mail when it is due
    Serve(serve::Serve),
    /// Add people, list them, disable accounts, reset passwords
    User(user::User),
    /// List the issues that a query finds
    Issue(issue::Issue),
    /// Look at mail, take it back, hold it, try it again, and see why somebody did or did not get it
    Outbox(outbox::Outbox),
    /// Check settings, data folder, database, mail relay, DNS and clock
    Doctor(doctor::Doctor),
    /// Bring the database up to date with this Belfry, without serving
    Migrate(migrate::Migrate),
    /// Move everything into another database, of the same kind or the other, and compare the two
    Move(moving::Move),
    /// Replace the key that access tokens are signed with
    Key(key::Key),
}

/// Does what the command line asks for.
pub fn run() -> ExitCode {
    // Whatever is written is for its owner: the database, its log, letters, keys.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let done = match Cli::parse().command {
        Command::Serve(serve) => serve.run(),
        Command::User(user) => user.run(),
        Command::Issue(issue) => issue.run(),
        Command::Outbox(outbox) => outbox.run(),
        Command::Doctor(doctor) => doctor.run(),
        Command::Migrate(migrate) => migrate.run(),
        Command::Move(moving) => moving.run(),
        Command::Key(key) => key.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Runs a command that waits for the database or the network.
fn wait_for<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(anyhow::Error::from)?;
    runtime.block_on(work)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_help_text_shows_what_the_environment_holds() {
        let mut command = Cli::command();
        command.build();
        let serve = command.find_subcommand("serve").unwrap();
        assert!(serve.get_arguments().filter(|arg| arg.get_env().is_some()).all(|arg| arg.is_hide_env_values_set()));
    }
}
