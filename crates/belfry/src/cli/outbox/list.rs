//! `belfry outbox list`

use clap::Args;
use outbox::{State, admin};
use serde_json::Value;
use store::{Store, Timestamp};

use super::super::failure::Failure;
use super::super::say::{self, say};
use super::super::table::Table;
use super::super::when;
use super::line::Line;
use super::names::Names;
use crate::Error;

/// The latest mails.
#[derive(Args)]
pub(super) struct List {
    /// Only mails in this state: pending, leased, sending, held, sent, cancelled, merged, suppressed, failed or unknown
    #[arg(long, value_name = "STATE", value_parser = super::state)]
    state: Option<State>,
    /// How many, at the most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..))]
    limit: i64,
    /// One JSON array for machines
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, store: &Store) -> Result<(), Failure> {
        let (state, limit) = (self.state, self.limit);
        let (now, held_since, lines) = store
            .read(move |db| {
                let mut names = Names::default();
                let mails = admin::list(db, state, limit)?;
                let lines = mails.into_iter().map(|mail| Line::new(db, &mut names, mail));
                Ok::<_, Error>((db.now(), admin::held_since(db)?, lines.collect::<Result<Vec<_>, _>>()?))
            })
            .await?;
        if self.json {
            say::json(&Value::Array(lines.iter().map(Line::as_json).collect()));
            return Ok(());
        }
        if let Some(since) = held_since {
            let since = when::second(since);
            say!("All mail is held since {since}: nothing leaves until `belfry outbox release`.\n");
        }
        match (lines.is_empty(), state) {
            (true, None) => say!("no mail yet"),
            (true, Some(state)) => say!("no mail is {state}"),
            (false, _) => say::write(&table(now, &lines)),
        }
        if i64::try_from(lines.len()) == Ok(limit) {
            say!("(the latest {limit}; more with --limit)");
        }
        Ok(())
    }
}

fn table(now: Timestamp, lines: &[Line]) -> String {
    let mut table = Table::new(&["ID", "KIND", "TO", "ABOUT", "STATE", "WHEN", "NOTE"]);
    for line in lines {
        table.row([
            line.mail.id.to_string(),
            line.mail.kind.to_string(),
            line.username.clone(),
            line.issue.clone().unwrap_or_else(|| "-".to_owned()),
            line.mail.state.to_string(),
            line.when(now),
            line.note(now),
        ]);
    }
    table.render()
}
