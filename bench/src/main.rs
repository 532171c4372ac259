//! Measures Belfry: how fast it answers beside a bare handler, how late its mail is, how much memory it takes.
//! What is measured, how, and what came out of it: `README.md`.

mod alone;
mod bare;
mod client;
mod cluster;
mod fill;
mod here;
mod late;
mod load;
mod look;
mod nodes;
mod play;
mod report;
mod scale;
mod server;
mod side;
mod start;
mod statements;
mod words;
mod wrk;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};

use cluster::Cluster;
use fill::DATABASE;
use report::Report;
use server::Servers;

#[derive(Parser)]
#[command(about = "Measures Belfry on this machine")]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Fill a data folder with issues, events and waiting mails.
    Fill {
        /// The data folder.
        data: PathBuf,
        /// How many issues.
        #[arg(long, default_value_t = 100_000)]
        issues: usize,
    },
    /// Serve a filled data folder with the bare handler.
    Bare {
        /// The data folder.
        data: PathBuf,
        /// Where to listen.
        listen: SocketAddr,
    },
    /// Measure everything, and print what came out as Markdown.
    Run(Plan),
    /// Measure the same among few issues and among very many, and print what came out as Markdown.
    Scale(scale::Plan),
}

/// What is measured, and how long.
#[derive(clap::Args, Clone)]
struct Plan {
    /// The binary to measure.
    #[arg(long)]
    belfry: PathBuf,
    /// How many issues there are.
    #[arg(long, default_value_t = 100_000)]
    issues: usize,
    /// How long one run of a measure takes, in seconds.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// How many runs of each there are; the median counts.
    #[arg(long, default_value_t = 3)]
    runs: usize,
    /// How long mail is written for the measure of lateness, in seconds.
    #[arg(long, default_value_t = 60)]
    mail_seconds: u64,
    /// Measure only these: start, load, mail.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Measure on these: sqlite, postgres.
    #[arg(long, value_delimiter = ',', default_values = ["sqlite", "postgres"])]
    engines: Vec<String>,
    /// Where everything is kept meanwhile. A filled database in there is used again.
    #[arg(long, default_value = "target/bench")]
    folder: PathBuf,
}

impl Plan {
    fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }

    fn run_time(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

fn main() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("starting threads")?;
    match Arguments::parse().what {
        What::Fill { data, issues } => runtime.block_on(fill::fill(&data, issues)),
        What::Bare { data, listen } => runtime.block_on(bare::serve(data.join(DATABASE), listen)),
        What::Run(plan) => run(&plan, &runtime),
        What::Scale(plan) => scale::run(&plan, &runtime),
    }
}

fn run(plan: &Plan, runtime: &tokio::runtime::Runtime) -> Result<()> {
    let filled = plan.folder.join(format!("filled-{}", plan.issues));
    let mut report = Report::new(plan, &filled);
    if !filled.join("done").exists() {
        eprintln!("filling {} through Belfry's own verbs", filled.display());
        remove(&filled)?;
        runtime.block_on(fill::fill(&filled, plan.issues))?;
        std::fs::write(filled.join("done"), "")?;
    }
    if plan.engines.iter().any(|engine| engine == "sqlite") {
        let servers = Servers::new(plan, &filled, None)?;
        measure(plan, &servers, &mut report, |report| load::measure(plan, &servers, report))?;
    }
    if plan.engines.iter().any(|engine| engine == "postgres") {
        on_postgres(plan, &mut report)?;
    }
    let text = report.markdown();
    print!("{text}");
    let latest = plan.folder.join("latest.md");
    std::fs::write(&latest, text)?;
    eprintln!("also in {}", latest.display());
    Ok(())
}

/// The same on PostgreSQL, if it can be had: all that is said of it, or that it was not.
fn on_postgres(plan: &Plan, report: &mut Report) -> Result<()> {
    let Some(cluster) = Cluster::start()? else {
        report.note("**Nothing was measured on PostgreSQL**: its binaries are not there.".to_owned());
        return Ok(());
    };
    let filled = report.filled.clone();
    let took = cluster.fill(plan, &filled)?;
    report.note(format!(
        "{} was filled by `belfry move` in {:.0} s, its checks included.",
        cluster.version,
        took.as_secs_f64()
    ));
    let servers = Servers::new(plan, &filled, Some(&cluster))?;
    measure(plan, &servers, report, |report| nodes::measure(plan, &servers, &cluster, report))
}

fn measure(
    plan: &Plan,
    servers: &Servers<'_>,
    report: &mut Report,
    load: impl FnOnce(&mut Report) -> Result<()>,
) -> Result<()> {
    if plan.wants("start") {
        start::measure(servers, report)?;
    }
    if plan.wants("load") {
        load(report)?;
    }
    if plan.wants("mail") {
        late::measure(plan, servers, report)?;
    }
    Ok(())
}

/// Removes a folder with all that is in it, if it is there.
fn remove(folder: &Path) -> Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("removing {}", folder.display()))
        }
        _ => Ok(()),
    }
}
