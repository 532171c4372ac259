//! `belfry issue list`

use clap::Args;
use serde_json::{Value, json};
use store::{Db, Store};

use super::super::failure::Failure;
use super::super::say::{self, say};
use super::super::table::Table;
use super::super::when;
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::issue::Issue;
use crate::search::{self, Page};
use crate::user::{self, UserId, Username};

/// The issues that a query finds.
#[derive(Args)]
pub(super) struct List {
    /// What to look for, such as "is:open label:bug sort:due"; otherwise every issue, the last changed first
    #[arg(long, value_name = "QUERY", default_value = "")]
    query: String,
    /// Only what this person sees, who is @me
    #[arg(long = "as", value_name = "USERNAME")]
    reader: Option<String>,
    /// How many, at the most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    /// One JSON array for machines
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(self, store: &Store) -> Result<(), Failure> {
        // A query that is none is a wrong usage, and known before anything is looked at.
        let query = search::read(&self.query).map_err(usage)?;
        if self.reader.is_none() && query.asks_who() {
            return Err(Failure::Usage("say who @me is: --as USERNAME".to_owned()));
        }
        let (text, reader, limit) = (self.query, self.reader, usize::from(self.limit));
        let listed = store.read(move |db| {
            let actor = actor(db, reader.as_deref())?;
            search::list(db, &actor, Page::of(&text, limit + 1))
        });
        let found = listed.await.map_err(usage)?;
        let issues: Vec<Issue> = found.into_iter().map(|found| found.issue).collect();
        let (shown, is_more) = (&issues[..issues.len().min(limit)], issues.len() > limit);
        if self.json {
            say::json(&Value::Array(shown.iter().map(as_json).collect()));
            return Ok(());
        }
        if shown.is_empty() {
            say!("no issue answers that");
        } else {
            say::write(&table(shown));
        }
        if is_more {
            say!("(the first {limit}; more with --limit)");
        }
        Ok(())
    }
}

/// Who looks: this person, or whoever has the database.
fn actor(db: &Db<'_>, reader: Option<&str>) -> Result<Actor> {
    let Some(name) = reader else { return Ok(Actor { user_id: UserId(0), is_admin: true }) };
    let found = Username::parse(name).map_or(Ok(None), |username| user::find_by_username(db, &username))?;
    let actor = found.map(|user| permission::actor(db, user.id)).transpose()?.flatten();
    actor.ok_or(Error::NotFound("active user"))
}

/// What is wrong with a query is wrong with how the command was used.
fn usage(error: Error) -> Failure {
    match error {
        Error::Invalid(fields) => {
            let texts: Vec<&str> = fields.iter().map(|(_, text)| text).collect();
            Failure::Usage(format!("--query: {}", texts.join("; ")))
        }
        other => other.into(),
    }
}

fn table(issues: &[Issue]) -> String {
    let mut table = Table::new(&["KEY", "STATUS", "PRIORITY", "ASSIGNEE", "DUE", "TITLE"]);
    for issue in issues {
        table.row([
            issue.key.to_string(),
            issue.status.as_str().to_owned(),
            issue.priority.as_str().to_owned(),
            issue.assignee.as_ref().map_or_else(|| "-".to_owned(), |person| person.username.clone()),
            issue.due_on.map_or_else(|| "-".to_owned(), |due| due.to_string()),
            issue.title.clone(),
        ]);
    }
    table.render()
}

fn as_json(issue: &Issue) -> Value {
    json!({
        "key": issue.key.to_string(),
        "title": issue.title,
        "status": issue.status.as_str(),
        "priority": issue.priority.as_str(),
        "author": issue.created_by.username,
        "assignee": issue.assignee.as_ref().map(|person| &person.username),
        "due_on": issue.due_on.map(|due| due.to_string()),
        "is_private": issue.is_private,
        "version": issue.version,
        "created_at": when::second(issue.created_at),
        "updated_at": when::second(issue.updated_at),
    })
}
