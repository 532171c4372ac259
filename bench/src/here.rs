//! Belfry's verbs in this process, without HTTP: what the store is worth by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use belfry::auth::{Actor, token::Keys};
use belfry::event::Act;
use belfry::issue::{Description, Details, NewIssue, Title};
use belfry::migrations::MIGRATIONS;
use belfry::post::Delays;
use belfry::user::{Email, UserId};
use belfry::{Error, auth, issue, user};
use store::{Options, Store};

use crate::client::Request;
use crate::fill::{KEYS, YEAR};
use crate::report::percentile;
use crate::server::Stand;
use crate::side::{Player, Requests};
use crate::wrk::{CLIENTS, Played};

/// A store of this process, and what a request needs beside it.
pub struct Here {
    store: Store,
    keys: Keys,
    runtime: tokio::runtime::Runtime,
}

impl Here {
    /// Opens the database.
    pub fn open(stand: &Stand) -> Result<Here> {
        let runtime = tokio::runtime::Runtime::new().context("starting threads")?;
        let store = Store::open(Options::new(stand.place()?, MIGRATIONS))?;
        let keys = runtime.block_on(Keys::of(&store, &stand.data.join(KEYS)))?;
        Ok(Here { store, keys, runtime })
    }
}

impl Player for Here {
    fn play(&self, requests: &Requests, time: Duration) -> Result<Played> {
        let requests: Arc<[Request]> = Arc::from(requests.list.clone());
        let next = Arc::new(AtomicUsize::new(0));
        let started = Instant::now();
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (store, keys) = (self.store.clone(), self.keys.clone());
                let (requests, next) = (Arc::clone(&requests), Arc::clone(&next));
                self.runtime.spawn(async move {
                    let mut times = Vec::new();
                    while started.elapsed() < time {
                        let request = requests[next.fetch_add(1, Ordering::Relaxed) % requests.len()].clone();
                        let began = Instant::now();
                        answer(&store, &keys, request).await?;
                        times.push(i64::try_from(began.elapsed().as_micros())?);
                    }
                    Ok::<_, anyhow::Error>(times)
                })
            })
            .collect();
        let mut times = Vec::new();
        for client in clients {
            times.extend(self.runtime.block_on(client)??);
        }
        Ok(played(&times, started.elapsed()))
    }
}

/// What came of a run in this process.
pub fn played(times_us: &[i64], took: Duration) -> Played {
    let at = |percent: f64| percentile(times_us, percent) as u64;
    let requests = times_us.len() as u64;
    Played { requests, rate: requests as f64 / took.as_secs_f64(), p50_us: at(50.0), p99_us: at(99.0) }
}

/// The number of the issue that a request is about.
pub fn number(request: &Request) -> Result<i64> {
    let number = request.path.rsplit('/').next().and_then(|number| number.parse().ok());
    number.with_context(|| format!("{} names no issue", request.path))
}

async fn answer(store: &Store, keys: &Keys, request: Request) -> Result<()> {
    let keys = keys.clone();
    let token = request.token.clone();
    if request.method == "GET" {
        let number = number(&request)?;
        let found = store.read_short(move |db| {
            let actor = auth::authenticate(db, &keys, &token, db.now())?;
            issue::find(db, &actor, number)
        });
        ensure!(found.await?.number == number, "another issue was found");
        return Ok(());
    }
    let actor = store.read_short(move |db| auth::authenticate(db, &keys, &token, db.now())).await?;
    let (new, assignee) = wish(&request.body)?;
    let opened = store.write(move |tx| {
        let act = Act { actor: Actor { ..actor }, delays: Delays { assigned: YEAR, updated: YEAR }, from: None };
        let assignee: UserId = user::find_by_email(tx, &assignee)?.ok_or(Error::NotFound("user"))?.id;
        issue::open(tx, &act, &NewIssue { assignee: Some(assignee), ..new.clone() })
    });
    opened.await?;
    Ok(())
}

fn wish(body: &str) -> Result<(NewIssue, Email)> {
    let sent: serde_json::Value = serde_json::from_str(body)?;
    let text = |field: &str| sent[field].as_str().with_context(|| format!("a body without {field}"));
    let title = Title::parse(text("title")?).map_err(anyhow::Error::msg)?;
    let description = Description::parse(text("description")?).map_err(anyhow::Error::msg)?;
    let assignee = Email::parse(text("assigned_to")?).map_err(anyhow::Error::msg)?;
    Ok((NewIssue { title, description, assignee: None, details: Details::default() }, assignee))
}
