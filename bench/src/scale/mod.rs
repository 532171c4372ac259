//! How answers keep up when there is much more: the same requests, among few issues and among many.
//!
//! A database is made up from a seed (`made`), the same on every machine and engine, and written in bulk (`fill`) with the rows
//! that Belfry's verbs would write: a test compares them (`check`). Then one client asks a server as it is released for single
//! issues and for lists by every filter, order and kind of word (`ask`), and `answer` says how long it took at which size,
//! with the plan of the database (`plan`) for what took much longer among many.
//! Left out is what none of these requests reads: comments have no events, nobody's inbox has rows, no mail was sent.

mod answer;
mod ask;
#[cfg(test)]
mod check;
mod fill;
mod made;
mod plan;
mod rows;
mod text;

use std::path::PathBuf;

use anyhow::{Context, Result};
use belfry::migrations::MIGRATIONS;
use store::{Options, Store};

use crate::cluster::Cluster;
use crate::fill::KEYS;
use crate::server::{Servers, Stand};
use answer::Answers;

/// What is made and asked.
#[derive(clap::Args, Clone)]
pub struct Plan {
    /// The binary to measure.
    #[arg(long)]
    belfry: PathBuf,
    /// How many issues there are; of each size a database is made.
    #[arg(long, value_delimiter = ',', default_values = ["10000", "1000000"])]
    issues: Vec<usize>,
    /// Measure on these: sqlite, postgres.
    #[arg(long, value_delimiter = ',', default_values = ["sqlite", "postgres"])]
    engines: Vec<String>,
    /// A server for the databases on PostgreSQL, where they stay, such as postgres://postgres@127.0.0.1:5432; otherwise one
    /// is started that goes with them.
    #[arg(long)]
    server: Option<String>,
    /// How often each thing is asked for.
    #[arg(long, default_value_t = 200)]
    times: usize,
    /// Ask only for what has this in its name.
    #[arg(long)]
    only: Option<String>,
    /// Make the databases, and ask for nothing.
    #[arg(long)]
    fill_only: bool,
    /// Where the databases are kept. What was begun is finished, and what is finished is used again.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
}

/// Makes, asks, and prints what came out as Markdown.
pub fn run(plan: &Plan, runtime: &tokio::runtime::Runtime) -> Result<()> {
    let mut answers = Answers::default();
    for engine in &plan.engines {
        let cluster = match (engine.as_str(), &plan.server) {
            ("postgres", None) => Some(Cluster::start()?.context("there are no binaries of PostgreSQL")?),
            _ => None,
        };
        for issues in &plan.issues {
            let stand = stand(plan, (engine, *issues), cluster.as_ref())?;
            eprintln!("{issues} issues on {engine}");
            runtime.block_on(fill(&stand, *issues))?;
            if plan.fill_only {
                continue;
            }
            let servers = Servers::of(&plan.belfry)?;
            let server = servers.belfry(stand.clone(), &["--auth-rate", "off", "--api-rate", "off"])?;
            let asked = ask::Ask { times: plan.times, only: plan.only.clone(), issues: *issues };
            answers.add((engine, *issues), asked.all(&server)?);
            answers.size((engine, *issues), server.size()?.0);
            drop(server);
            let slower = answers.slower(engine);
            let queries = slower.iter().filter_map(|name| asked.query_of(name)).collect();
            answers.plans(engine, runtime.block_on(plans(&stand, queries))?);
        }
    }
    print!("{}", answers.markdown(&plan.engines, &plan.issues));
    Ok(())
}

/// Where the database of this size is, made ready for it.
fn stand(plan: &Plan, (engine, issues): (&str, usize), cluster: Option<&Cluster>) -> Result<Stand> {
    let data = plan.folder.join(format!("scale-{engine}-{issues}"));
    std::fs::create_dir_all(&data)?;
    belfry::auth::token::Keys::open(&data.join(KEYS))?;
    let name = format!("scale_{issues}");
    let url = match (engine, cluster, &plan.server) {
        ("sqlite", ..) => None,
        ("postgres", Some(cluster), _) => Some(cluster.make(&name)?),
        ("postgres", None, Some(server)) => Some(make(server, &name)?),
        _ => anyhow::bail!("there is no engine {engine}"),
    };
    Ok(Stand { data, url })
}

/// Makes a database on a server that stays, if it is not there, and says its URL.
fn make(server: &str, name: &str) -> Result<String> {
    let server = server.trim_end_matches('/').to_owned();
    let (url, database) = (format!("{server}/{name}"), name.to_owned());
    // On a thread of its own: the library waits on a runtime of its own.
    let made = std::thread::spawn(move || -> Result<()> {
        let mut client = postgres::Client::connect(&format!("{server}/postgres"), postgres::NoTls)?;
        if client.query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&database])?.is_none() {
            client.batch_execute(&format!("CREATE DATABASE {database}"))?;
        }
        Ok(())
    });
    made.join().map_err(|_| anyhow::anyhow!("making a database panicked"))??;
    Ok(url)
}

async fn plans(stand: &Stand, queries: Vec<String>) -> Result<Vec<plan::Plan>> {
    let store = Store::open(Options::new(stand.place()?, MIGRATIONS))?;
    let plans = plan::of(&store, queries).await;
    store.close();
    plans
}

async fn fill(stand: &Stand, issues: usize) -> Result<()> {
    let store = Store::open(Options::new(stand.place()?, MIGRATIONS))?;
    let filled = fill::fill(&store, issues).await;
    store.close();
    filled
}
