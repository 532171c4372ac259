//! What the `postgres` crate does alone: threads with a connection each, as many as Belfry has, that send what Belfry sends
//! and look at nothing that comes back.
//!
//! For a look at an issue these are the very statements, as the server logged them. A new issue is the rows that it is, a
//! commit of its own, and none of the questions that are asked first: as many as the server can make durable.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use postgres::types::{ToSql, Type};
use postgres::{Client, NoTls, Statement};

use crate::client::Request;
use crate::here::{self, played};
use crate::side::{Player, Requests};
use crate::statements::{Said, Value};
use crate::wrk::Played;

/// As many connections as Belfry's pool has.
const CONNECTIONS: usize = 16;
/// Numbers that no issue has yet.
static NUMBER: AtomicI64 = AtomicI64::new(100_000_000);

/// The crate, on this database.
pub struct Alone {
    pub url: String,
    /// What a look at an issue says to the server.
    pub get: Vec<Said>,
}

impl Player for Alone {
    fn play(&self, requests: &Requests, time: Duration) -> Result<Played> {
        let next = AtomicUsize::new(0);
        let started = Instant::now();
        let client = || -> Result<Vec<i64>> {
            let mut times = Vec::new();
            let mut client = Client::connect(&self.url, NoTls)?;
            let get = prepared(&mut client, self.get.iter().map(|said| said.sql.as_str()))?;
            let create = prepared(&mut client, CREATE)?;
            while started.elapsed() < time {
                let request = &requests.list[next.fetch_add(1, Ordering::Relaxed) % requests.list.len()];
                let began = Instant::now();
                if request.method == "GET" {
                    self.get(&mut client, &get, request)?;
                } else {
                    insert(&mut client, &create, request)?;
                }
                times.push(i64::try_from(began.elapsed().as_micros())?);
            }
            Ok(times)
        };
        let times = std::thread::scope(|threads| {
            let clients: Vec<_> = (0..CONNECTIONS).map(|_| threads.spawn(client)).collect();
            let joined = clients.into_iter().map(|one| one.join().map_err(|_| anyhow::anyhow!("a client panicked"))?);
            joined.collect::<Result<Vec<_>>>()
        })?;
        Ok(played(&times.concat(), started.elapsed()))
    }
}

impl Alone {
    fn get(&self, client: &mut Client, statements: &[Statement], request: &Request) -> Result<()> {
        let number = here::number(request)?;
        for (said, statement) in self.get.iter().zip(statements) {
            let values = said.values.iter().zip(statement.params()).map(|(value, kind)| {
                let value = match value {
                    Value::Number => number,
                    Value::Same(value) => *value,
                };
                sent(value, kind)
            });
            let values = values.collect::<Result<Vec<_>>>()?;
            let borrowed: Vec<_> = values.iter().map(AsRef::as_ref).collect();
            ensure!(!client.query(statement, &borrowed)?.is_empty(), "nothing was found by {}", said.sql);
        }
        Ok(())
    }
}

fn sent(value: i64, kind: &Type) -> Result<Box<dyn ToSql + Sync>> {
    if *kind == Type::INT4 { Ok(Box::new(i32::try_from(value)?)) } else { Ok(Box::new(value)) }
}

fn prepared<'s>(client: &mut Client, all: impl IntoIterator<Item = &'s str>) -> Result<Vec<Statement>> {
    all.into_iter().map(|sql| client.prepare(sql).with_context(|| sql.to_owned())).collect()
}

const CREATE: [&str; 3] = [
    "INSERT INTO issues (project_id, number, title, description, status, is_open, created_by, assignee_id, created_at, updated_at)
     VALUES (1, $1, $2, $3, 'todo', 1, 1, 2, 1, 1) RETURNING id",
    "INSERT INTO events (issue_id, actor_id, kind, detail, at) VALUES ($1, 1, 'issue_opened', '{\"assignee\":2}', 1) RETURNING id",
    "INSERT INTO mails (kind, key, recipient_id, topic_id, cause_id, state, due_at, next_at, enqueued_at)
     VALUES ('assigned', $1, 2, $2, $3, 'pending', 4102444800000000, 4102444800000000, 1) RETURNING id",
];

fn insert(client: &mut Client, statements: &[Statement], request: &Request) -> Result<()> {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let [issue, event, mail] = statements else { anyhow::bail!("three statements make an issue") };
    let sent: serde_json::Value = serde_json::from_str(&request.body)?;
    let text = |field: &str| sent[field].as_str().with_context(|| format!("a body without {field}"));
    let mut tx = client.transaction()?;
    let issue: i64 = tx.query_one(issue, &[&number, &text("title")?, &text("description")?])?.get(0);
    let event: i64 = tx.query_one(event, &[&issue])?.get(0);
    tx.query_one(mail, &[&format!("assigned:{issue}:2"), &issue, &event])?;
    Ok(tx.commit()?)
}
