//! The real binary, started and ended by a chore.

use std::fs::File;
use std::net::TcpListener;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

const READY_WITHIN: Duration = Duration::from_secs(30);
const STOP_WITHIN: Duration = Duration::from_secs(12);
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// How a chore starts the server.
pub struct Setup {
    /// The binary.
    pub binary: PathBuf,
    /// Its data folder; its output goes to `server.log` beside it.
    pub data: PathBuf,
    /// Where it answers.
    pub port: u16,
    /// Further flags.
    pub flags: Vec<String>,
    /// What is in its environment, whenever it is started.
    pub env: Vec<(&'static str, String)>,
}

/// A server that is running. Killed when dropped.
pub struct Server {
    child: Child,
}

impl Setup {
    /// The debug binary beside this one, on a free port.
    ///
    /// # Errors
    /// If it was not built.
    pub fn new(data: PathBuf, flags: &[&str]) -> Result<Setup> {
        let binary = std::env::current_exe().context("finding the folder of this program")?.with_file_name("belfry");
        if !binary.exists() {
            bail!("there is no {}: run `cargo build -p belfry` first", binary.display());
        }
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        Ok(Setup { binary, data, port: free_port()?, flags, env: Vec::new() })
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Its database.
    pub fn database(&self) -> PathBuf {
        self.data.join("belfry.db")
    }

    /// What it has printed, over all its lives.
    pub fn log(&self) -> PathBuf {
        self.data.with_extension("log")
    }

    /// Starts it; further environment variables may make it crash.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(&self, env: &[(&str, String)]) -> Result<Server> {
        let log = File::options().create(true).append(true).open(self.log()).context("opening the server's log")?;
        let mut command = Command::new(&self.binary);
        command.arg("serve").arg("--data").arg(&self.data).args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        command.args(&self.flags).envs(self.env.iter().chain(env).map(|(name, value)| (*name, value)));
        // A group of its own: Ctrl-C is for the chore, which ends the server itself.
        command.process_group(0).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Ok(Server { child: command.spawn().with_context(|| format!("starting {}", self.binary.display()))? })
    }
}

impl Server {
    /// Waits until it answers that it is ready. False if it ended first.
    ///
    /// # Errors
    /// If it does neither in time.
    pub fn wait_until_ready(&mut self, setup: &Setup) -> Result<bool> {
        let started = Instant::now();
        while started.elapsed() < READY_WITHIN {
            if self.ended()?.is_some() {
                return Ok(false);
            }
            if is_ready(&setup.url()) {
                return Ok(true);
            }
            sleep(LOOK_EVERY);
        }
        bail!("the server was not ready within {READY_WITHIN:?}; see {}", setup.log().display())
    }

    /// How it ended, if it has.
    ///
    /// # Errors
    /// If the system does not say.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Ends it at once, as a power cut would. Returns whether it had ended by itself, by an abort.
    ///
    /// # Errors
    /// If it had ended by itself in another way.
    pub fn kill(mut self) -> Result<bool> {
        if let Some(status) = self.ended()? {
            let is_abort = status.signal() == Some(6);
            return if is_abort { Ok(true) } else { bail!("the server ended by itself: {status}") };
        }
        self.child.kill()?;
        let status = self.child.wait()?;
        match status.signal() {
            Some(9) => Ok(false),
            Some(6) => Ok(true),
            _ => bail!("the server ended by itself: {status}"),
        }
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// # Errors
    /// If it does not stop in time, or does not say that all went well.
    pub fn stop(mut self) -> Result<()> {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().context("running kill")?;
        anyhow::ensure!(asked.success(), "the server was gone before it was asked to stop");
        let started = Instant::now();
        while started.elapsed() < STOP_WITHIN {
            if let Some(status) = self.ended()? {
                anyhow::ensure!(status.success(), "the server stopped badly: {status}");
                return Ok(());
            }
            sleep(LOOK_EVERY);
        }
        bail!("the server did not stop within {STOP_WITHIN:?}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is just as well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client that gives up soon, and takes every status for an answer.
pub fn client() -> ureq::Agent {
    let config = ureq::Agent::config_builder();
    config.timeout_global(Some(Duration::from_secs(10))).http_status_as_error(false).build().into()
}

/// The number of lines in a server's log that tell of a panic.
pub fn panics(log: &Path) -> usize {
    std::fs::read_to_string(log).unwrap_or_default().lines().filter(|line| line.contains("panicked at")).count()
}

/// Whether the server there says that it is ready.
pub fn is_ready(url: &str) -> bool {
    client().get(format!("{url}/readyz")).call().is_ok_and(|answer| answer.status() == 200)
}

/// A port of 127.0.0.1 that nobody listens on now.
///
/// # Errors
/// If there is none.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0").context("finding a free port")?.local_addr()?.port())
}
