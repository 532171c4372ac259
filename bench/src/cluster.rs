//! A PostgreSQL of the bench's own, durable as it comes, with a filled database that is copied for whoever is measured.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use store::ground::server::Server;

use crate::Plan;
use crate::fill::{DATABASE, KEYS};

/// Room for the connections of some nodes. All else is as it comes: nothing makes a commit less durable.
const SETTINGS: [&str; 1] = ["max_connections=300"];
const FILLED: &str = "filled";

/// It, running. Stopped and removed when it goes.
pub struct Cluster {
    server: Server,
    pub version: String,
}

impl Cluster {
    /// Starts it, with an empty database. `None`, after a line that says so, where there are no binaries.
    pub fn start() -> Result<Option<Cluster>> {
        let Some(server) = Server::with(&SETTINGS, &[]) else { return Ok(None) };
        let cluster = Cluster { version: version(&server)?, server };
        cluster.say(&format!("CREATE DATABASE {FILLED}"))?;
        Ok(Some(cluster))
    }

    /// Fills its database by `belfry move` from the one that was filled through Belfry's own verbs.
    pub fn fill(&self, plan: &Plan, filled: &Path) -> Result<Duration> {
        let started = Instant::now();
        eprintln!("moving what was filled to {}", self.version);
        // What was moved away is of no more use where it was.
        let leaving = plan.folder.join("leaving");
        crate::remove(&leaving)?;
        std::fs::create_dir_all(&leaving)?;
        for file in [DATABASE, KEYS] {
            std::fs::copy(filled.join(file), leaving.join(file)).with_context(|| format!("copying {file}"))?;
        }
        let from = format!("sqlite:{}", leaving.join(DATABASE).display());
        let moving = Command::new(&plan.belfry)
            .args(["move", "--from", &from, "--to", &self.url(FILLED)])
            .arg("--data")
            .arg(&leaving)
            .stdout(Stdio::null())
            .status();
        ensure!(moving.context("running belfry move")?.success(), "belfry move failed");
        self.server.say(FILLED, "VACUUM ANALYZE").map_err(anyhow::Error::msg)?;
        Ok(started.elapsed())
    }

    /// A copy of the filled database. Returns its URL.
    pub fn copy(&self, name: &str) -> Result<String> {
        self.say(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        self.say(&format!("CREATE DATABASE {name} TEMPLATE {FILLED}"))?;
        self.say("CHECKPOINT")?;
        Ok(self.url(name))
    }

    /// An empty database. Returns its URL.
    pub fn make(&self, name: &str) -> Result<String> {
        self.say(&format!("CREATE DATABASE {name}"))?;
        Ok(self.url(name))
    }

    /// From now on each commit waits so long before it is written to the disk, together with all that came meanwhile: as on
    /// a disk that takes so long.
    pub fn slow_commits(&self, by: Duration) -> Result<()> {
        self.say(&format!("ALTER SYSTEM SET commit_delay = {}", by.as_micros()))?;
        self.say("ALTER SYSTEM SET commit_siblings = 0")?;
        self.say("SELECT pg_reload_conf()")
    }

    /// All that it has logged.
    pub fn log(&self) -> Result<String> {
        std::fs::read_to_string(self.server.socket().join("log")).context("reading the log of PostgreSQL")
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.server.port())
    }

    fn say(&self, sql: &str) -> Result<()> {
        self.server.say("postgres", sql).map(drop).map_err(anyhow::Error::msg).with_context(|| sql.to_owned())
    }
}

fn version(server: &Server) -> Result<String> {
    let url = server.url();
    // On a thread of its own: the library waits on a runtime of its own.
    let asked = std::thread::spawn(move || -> Result<String> {
        let mut client = postgres::Client::connect(&url, postgres::NoTls)?;
        Ok(client.query_one("SHOW server_version", &[])?.get(0))
    });
    let version = asked.join().map_err(|_| anyhow::anyhow!("asking for the version panicked"))??;
    Ok(format!("PostgreSQL {}", version.split(' ').next().unwrap_or_default()))
}
