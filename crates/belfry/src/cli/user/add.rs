//! `belfry user add`

use clap::Args;

use super::super::failure::Failure;
use super::super::open;
use super::super::say::say;
use super::password;
use crate::auth::password::{Effort, Hasher};
use crate::config::Settings;
use crate::user::{self, Email, Name, NewUser, Username};

/// Add somebody.
#[derive(Args)]
pub(super) struct Add {
    /// Where they are mailed
    #[arg(long, value_name = "ADDR", value_parser = Email::parse)]
    email: Email,
    /// What they log in with
    #[arg(long, value_name = "NAME", value_parser = Username::parse)]
    username: Username,
    /// What they are called
    #[arg(long, value_name = "NAME", value_parser = Name::parse)]
    first_name: Name,
    /// Their second name
    #[arg(long, value_name = "NAME", value_parser = Name::parse)]
    last_name: Option<Name>,
    /// They may run this Belfry
    #[arg(long)]
    admin: bool,
    /// Read the password from this file (- is standard input) instead of asking for it
    #[arg(long, value_name = "FILE")]
    password_file: Option<String>,
}

impl Add {
    pub(super) async fn run(self, settings: &Settings) -> Result<(), Failure> {
        open::refuse_missing(settings)?;
        let chosen = match &self.password_file {
            Some(file) => password::from_file(file)?,
            None => password::asked_or_made()?,
        };
        let hash = Hasher::new(&Effort::default())?.hash(chosen.password.clone()).await?;
        let new = NewUser {
            email: self.email,
            username: self.username,
            password_hash: hash,
            first_name: self.first_name,
            last_name: self.last_name,
            is_admin: self.admin,
        };
        let store = open::existing(settings)?;
        let (username, email) = (new.username.as_str().to_owned(), new.email.as_str().to_owned());
        store.write(move |tx| user::register(tx, &new)).await?;
        say!("added {username} <{email}>{}", if self.admin { ", an admin" } else { "" });
        chosen.tell();
        Ok(())
    }
}
