//! Starting the servers that are measured, each on a copy of the filled database, and looking at them from outside.

use std::fs::{self, File};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use store::Place;

use crate::client::{Client, Request};
use crate::cluster::Cluster;
use crate::fill::{DATABASE, KEYS};
use crate::{Plan, look, remove};

/// How long a server may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// What servers are started from.
pub struct Servers<'c> {
    belfry: PathBuf,
    folder: PathBuf,
    filled: PathBuf,
    cluster: Option<&'c Cluster>,
}

/// What a server stands on.
#[derive(Clone)]
pub struct Stand {
    /// Its data folder.
    pub data: PathBuf,
    /// The URL of its database, where that is not in the folder.
    pub url: Option<String>,
}

/// A running server. Stopped when it goes.
pub struct Server {
    /// Where it answers.
    pub address: SocketAddr,
    /// Its own copy of the data.
    pub stand: Stand,
    /// From just before it was started to its first answer to `GET /healthz`.
    pub took: Duration,
    child: Child,
}

impl<'c> Servers<'c> {
    /// Servers on copies of the filled database: in a file, or in the cluster.
    pub fn new(plan: &Plan, filled: &Path, cluster: Option<&'c Cluster>) -> Result<Servers<'c>> {
        ensure!(plan.belfry.is_file(), "there is no binary {}", plan.belfry.display());
        Ok(Servers { belfry: plan.belfry.clone(), folder: plan.folder.clone(), filled: filled.to_owned(), cluster })
    }

    /// Servers of this binary, on what is there.
    pub fn of(belfry: &Path) -> Result<Servers<'static>> {
        ensure!(belfry.is_file(), "there is no binary {}", belfry.display());
        let (folder, filled) = (PathBuf::new(), PathBuf::new());
        Ok(Servers { belfry: belfry.to_owned(), folder, filled, cluster: None })
    }

    /// The binary that is measured.
    pub fn binary(&self) -> &Path {
        &self.belfry
    }

    /// What is said of the engine after the name of a measure.
    pub fn engine(&self) -> &'static str {
        if self.cluster.is_some() { " on PostgreSQL" } else { "" }
    }

    /// A fresh copy of the filled database, of this name.
    pub fn copy(&self, name: &str) -> Result<Stand> {
        let Some(cluster) = self.cluster else {
            let data = self.folder(name, &[DATABASE, KEYS])?;
            return Ok(Stand { data, url: None });
        };
        let data = self.folder(&format!("{name}-node"), &[KEYS])?;
        Ok(Stand { data, url: Some(cluster.copy(name)?) })
    }

    /// Where another node on the same database stands.
    pub fn beside(&self, stand: &Stand, name: &str) -> Result<Stand> {
        Ok(Stand { data: self.folder(name, &[KEYS])?, url: stand.url.clone() })
    }

    fn folder(&self, name: &str, files: &[&str]) -> Result<PathBuf> {
        let data = self.folder.join(name);
        remove(&data)?;
        fs::create_dir_all(&data)?;
        for file in files {
            fs::copy(self.filled.join(file), data.join(file)).with_context(|| format!("copying {file}"))?;
        }
        // What is written behind our back later would be measured.
        Command::new("sync").status().context("running sync")?;
        Ok(data)
    }

    /// Belfry on this.
    pub fn belfry(&self, stand: Stand, settings: &[&str]) -> Result<Server> {
        let mut command = Command::new(&self.belfry);
        command.args(["serve", "--log", "warn"]).args(settings).arg("--data").arg(&stand.data);
        if let Some(url) = &stand.url {
            command.args(["--database", url]);
        }
        start(stand, |address| {
            command.args(["--listen", &address.to_string()]);
            command
        })
    }

    /// The bare handler on this.
    pub fn bare(&self, stand: Stand) -> Result<Server> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("bare").arg(&stand.data);
        start(stand, |address| {
            command.arg(address.to_string());
            command
        })
    }
}

impl Stand {
    /// Its database.
    pub fn place(&self) -> Result<Place> {
        match &self.url {
            Some(url) => store::parse_url(url, None).map_err(anyhow::Error::msg),
            None => Ok(Place::from(self.data.join(DATABASE))),
        }
    }
}

fn start(stand: Stand, command: impl FnOnce(SocketAddr) -> Command) -> Result<Server> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let log = File::create(stand.data.join("server.log"))?;
    let mut command = command(address);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    let started = Instant::now();
    let child = command.spawn().with_context(|| format!("starting {command:?}"))?;
    let mut server = Server { address, stand, took: Duration::ZERO, child };
    let request = Request::get("/healthz", "");
    loop {
        if Client::connect(address)
            .and_then(|mut client| client.send(&request))
            .is_ok_and(|answer| answer.status == 200)
        {
            server.took = started.elapsed();
            return Ok(server);
        }
        if started.elapsed() > PATIENCE || server.child.try_wait()?.is_some() {
            let log = fs::read_to_string(server.stand.data.join("server.log")).unwrap_or_default();
            bail!("{command:?} does not answer:\n{log}");
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}

impl Server {
    /// The memory that is resident now, in bytes.
    pub fn resident(&self) -> Result<u64> {
        self.of_status("VmRSS:")
    }

    /// The most that ever was, in bytes.
    pub fn peak(&self) -> Result<u64> {
        self.of_status("VmHWM:")
    }

    fn of_status(&self, key: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).context("reading /proc")?;
        let line = status.lines().find_map(|line| line.strip_prefix(key)).context("/proc without memory")?;
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().context("/proc with memory that is no number")?;
        Ok(kib * 1024)
    }

    /// The bytes of the database and of the log beside it, if it has one of its own.
    pub fn size(&self) -> Result<(u64, Option<u64>)> {
        if self.stand.url.is_some() {
            let size = look::number(&self.stand.place()?, "SELECT pg_database_size(current_database()) AS n")?;
            return Ok((size, None));
        }
        let length = |name: String| fs::metadata(self.stand.data.join(name)).map_or(0, |found| found.len());
        Ok((length(DATABASE.to_owned()), Some(length(format!("{DATABASE}-wal")))))
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> Result<Stand> {
        self.shut_down()?;
        Ok(self.stand.clone())
    }

    fn shut_down(&mut self) -> Result<()> {
        if self.child.try_wait()?.is_some() {
            return Ok(());
        }
        Command::new("kill").arg(self.child.id().to_string()).status().context("running kill")?;
        let asked = Instant::now();
        while self.child.try_wait()?.is_none() {
            if asked.elapsed() > PATIENCE {
                self.child.kill()?;
                self.child.wait()?;
                bail!("it did not stop when asked");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.shut_down() {
            eprintln!("a server was not stopped as it should be: {error:#}");
        }
    }
}
