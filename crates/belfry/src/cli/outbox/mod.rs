//! `belfry outbox`: what became of mail, and taking a hand in it.
//!
//! All of it works on the database alone, beside a server or without one: a server notices within two seconds.

mod act;
mod explain;
mod line;
mod list;
mod names;
mod show;
mod suppressions;

use clap::{Args, Subcommand};
use outbox::{MailId, State};

use super::failure::Failure;
use super::flags::Flags;
use super::{open, wait_for};
use crate::issue::IssueKey;

/// Look at mail, take it back, hold it, try it again, and see why somebody did or did not get it.
#[derive(Args)]
pub(super) struct Outbox {
    #[command(flatten)]
    flags: Flags<false>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// The latest mails, newest first
    List(list::List),
    /// One mail: its times, its log, and with --raw the letter itself
    Show {
        /// Number of the mail, from `belfry outbox list`
        #[arg(value_name = "ID", value_parser = mail_id)]
        id: MailId,
        /// Print the letter as it was handed to the relay, and nothing else
        #[arg(long, conflicts_with = "json")]
        raw: bool,
        /// One JSON object for machines
        #[arg(long)]
        json: bool,
    },
    /// Take a waiting mail back
    Cancel {
        /// Number of the mail
        #[arg(value_name = "ID", value_parser = mail_id)]
        id: MailId,
        /// Why; kept with the mail
        #[arg(long)]
        reason: String,
    },
    /// Try a failed, unknown or suppressed mail again, or one that was put off, at once and byte for byte the same
    Retry {
        /// Number of the mail
        #[arg(value_name = "ID", value_parser = mail_id)]
        id: MailId,
    },
    /// Keep a mail back until it is released; without ID: all mail
    Hold {
        /// Number of the mail
        #[arg(value_name = "ID", value_parser = mail_id)]
        id: Option<MailId>,
        /// Why; kept with the mail
        #[arg(long, default_value = "by hand")]
        reason: String,
    },
    /// Let held mail go: at its time, or at once if that has passed; without ID: all mail
    Release {
        /// Number of the mail
        #[arg(value_name = "ID", value_parser = mail_id)]
        id: Option<MailId>,
    },
    /// Why each person did or did not get mail about an issue
    Explain {
        /// Key of the issue, like BEL-142
        #[arg(value_name = "ISSUE", value_parser = issue_key)]
        issue: IssueKey,
        /// Only about this person (username or address)
        #[arg(long, value_name = "WHO")]
        user: Option<String>,
        /// One JSON array for machines: every decision, and what became of its mail
        #[arg(long)]
        json: bool,
    },
    /// Addresses that a relay said do not exist; nothing is sent to them
    Suppressions(suppressions::Suppressions),
}

impl Outbox {
    pub(super) fn run(self) -> Result<(), Failure> {
        let settings = self.flags.settings()?;
        wait_for(async {
            let store = &open::existing(&settings)?;
            match self.verb {
                Verb::List(list) => list.run(store).await,
                Verb::Show { id, raw: true, .. } => show::raw(store, id).await,
                Verb::Show { id, json, .. } => show::run(store, id, json).await,
                Verb::Cancel { id, reason } => act::cancel(store, id, reason).await,
                Verb::Retry { id } => act::retry(store, id).await,
                Verb::Hold { id: Some(id), reason } => act::hold(store, id, reason).await,
                Verb::Hold { id: None, reason } => act::hold_all(store, reason).await,
                Verb::Release { id: Some(id) } => act::release(store, id).await,
                Verb::Release { id: None } => act::release_all(store).await,
                Verb::Explain { issue, user, json } => explain::run(store, issue, user, json).await,
                Verb::Suppressions(suppressions) => suppressions.run(store).await,
            }
        })
    }
}

fn mail_id(text: &str) -> Result<MailId, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(MailId(number)),
        Ok(_) | Err(_) => Err("a mail has a number, like 12".to_owned()),
    }
}

fn issue_key(text: &str) -> Result<IssueKey, String> {
    IssueKey::parse(text).ok_or_else(|| "an issue has a key, like BEL-142".to_owned())
}

fn state(text: &str) -> Result<State, String> {
    let words: Vec<&str> = State::ALL.into_iter().map(State::as_str).collect();
    State::parse(text).ok_or_else(|| format!("a mail is one of {}", words.join(", ")))
}
