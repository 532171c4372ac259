//! `belfry user invite`

use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::super::failure::Failure;
use super::super::say::say;
use super::super::{open, when};
use crate::config::{Registration, Settings, span};
use crate::user::{self, Email};

/// Invite somebody to register.
#[derive(Args)]
pub(super) struct Invite {
    /// Good for this address only
    #[arg(long, value_name = "ADDR", value_parser = Email::parse)]
    email: Option<Email>,
    /// How long it is good
    #[arg(long, value_name = "SPAN", default_value = "7d", value_parser = a_while)]
    ttl: Duration,
}

/// An invite that runs out at once is of no use.
fn a_while(text: &str) -> Result<Duration, String> {
    span::parse_at_least(text, Duration::from_secs(60))
}

impl Invite {
    pub(super) async fn run(self, settings: &Settings) -> Result<(), Failure> {
        let store = open::existing(settings)?;
        let until = when::second(store.clock().now() + self.ttl);
        let whom = self.email.as_ref().map_or_else(|| "whoever has it".to_owned(), |email| email.as_str().to_owned());
        let ttl = self.ttl;
        let code = store.write(move |tx| user::invite(tx, self.email.as_ref(), ttl)).await?;
        let body = json!({ "invite": code, "email": "…", "username": "…", "password": "…", "first_name": "…" });
        say!("invite: {code}");
        say!("good once, for {whom}, until {until}: POST {}/register {body}", settings.base_url);
        eprintln!("(shown only now)");
        if settings.registration != Registration::Invite {
            eprintln!("(it counts where the server is started with --registration invite)");
        }
        Ok(())
    }
}
