//! `belfry user`: people, as the one who runs Belfry sees them.
//!
//! Works on the database itself, whether a server runs or not; whoever can write the data folder may. Nobody is ever
//! deleted: an account that is disabled keeps its issues and its history. A password is read from a file, typed at a
//! terminal or made and shown once; it is never a flag, which others on the machine could see.

mod account;
mod add;
mod invite;
mod list;
mod mail;
mod password;

use clap::{Args, Subcommand};
use store::{Db, Store};

use super::failure::Failure;
use super::flags::Flags;
use super::table::one_line;
use super::{open, wait_for};
use crate::user::{self, Email, Username};

/// Add people, list them, disable accounts, reset passwords.
#[derive(Args)]
pub(super) struct User {
    #[command(flatten)]
    flags: Flags<false>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Add somebody, with a password that is typed, read from a file, or made and shown once
    Add(add::Add),
    /// Make a code with which somebody can register once, where registration is by invite
    Invite(invite::Invite),
    /// Everybody, in the order in which they registered
    List {
        /// One JSON array for machines
        #[arg(long)]
        json: bool,
    },
    /// Who somebody is, and what mail they get
    Show {
        /// Username or address
        #[arg(value_name = "WHO")]
        who: String,
    },
    /// Start all mail again that somebody stopped by the link in a mail
    Unmute {
        /// Username or address
        #[arg(value_name = "WHO")]
        who: String,
    },
    /// Change what mail somebody gets
    Set {
        /// Username or address
        #[arg(value_name = "WHO")]
        who: String,
        /// Mail about issues that they give to themselves
        #[arg(long, value_name = "on|off")]
        mail_own_assignments: mail::Switch,
    },
    /// Close an account: no logging in, no mail, and what waits is taken back
    Disable {
        /// Username or address
        #[arg(value_name = "WHO")]
        who: String,
    },
    /// Open a disabled account again
    Enable {
        /// Username or address
        #[arg(value_name = "WHO")]
        who: String,
    },
    /// Give somebody another password, and make their access tokens worthless
    ResetPassword {
        /// Username or address
        #[arg(value_name = "WHO")]
        who: String,
        /// Read it from this file (- is standard input) instead of making one
        #[arg(long, value_name = "FILE")]
        password_file: Option<String>,
    },
}

impl User {
    pub(super) fn run(self) -> Result<(), Failure> {
        let settings = self.flags.settings()?;
        wait_for(async {
            match self.verb {
                Verb::Add(add) => add.run(&settings).await,
                Verb::Invite(invite) => invite.run(&settings).await,
                Verb::List { json } => list::run(&open::existing(&settings)?, json).await,
                Verb::Show { who } => mail::show(&open::existing(&settings)?, who).await,
                Verb::Unmute { who } => mail::unmute(&open::existing(&settings)?, who).await,
                Verb::Set { who, mail_own_assignments } => {
                    mail::set(&open::existing(&settings)?, who, mail_own_assignments).await
                }
                Verb::Disable { who } => account::disable(&open::existing(&settings)?, who).await,
                Verb::Enable { who } => account::enable(&open::existing(&settings)?, who).await,
                Verb::ResetPassword { who, password_file } => {
                    open::refuse_missing(&settings)?;
                    // Somebody may type it: the database is not kept open meanwhile.
                    let chosen = match password_file.as_deref() {
                        Some(file) => password::from_file(file)?,
                        None => password::made()?,
                    };
                    account::reset_password(&open::existing(&settings)?, who, chosen).await
                }
            }
        })
    }
}

/// The person of this username or address. No username holds an @, so it is one or the other, and never somebody who took
/// the address of another for a name.
pub(super) fn named(db: &Db<'_>, who: &str) -> crate::error::Result<Option<user::User>> {
    if who.contains('@') {
        Email::parse(who).map_or(Ok(None), |email| user::find_by_email(db, &email))
    } else {
        Username::parse(who).map_or(Ok(None), |username| user::find_by_username(db, &username))
    }
}

/// Who somebody is, beyond doubt: `user 2, ben <ben@belfry.example>`.
fn whole(user: &user::User) -> String {
    one_line(&format!("user {}, {} <{}>,", user.id, user.username, user.email))
}

/// As [`named`], or a failure that says so.
async fn sure(store: &Store, who: String) -> Result<user::User, Failure> {
    let wanted = who.clone();
    let found = store.read(move |db| named(db, &wanted)).await?;
    found.ok_or_else(|| Failure::Failed(format!("there is nobody called {who:?}: see `belfry user list`")))
}
