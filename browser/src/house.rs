//! A Belfry of a test's own: the real binary, in a folder that goes with it, with a relay that keeps what it is given.

use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;
use testrelay::Relay;

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it may take to say the rest of what it says at the start; where there is no link to set it up, that is waited for.
const REST: Duration = Duration::from_millis(500);
/// How the path begins of the link to set it up.
const SETUP: &str = "/setup/";

/// What it stands on, and how it is set.
#[derive(Clone, Debug, Default)]
pub struct Stand {
    /// The URL of its database, if that is no file of its own.
    pub database: Option<String>,
    /// Further settings, as `belfry serve` takes them.
    pub settings: Vec<String>,
    /// The URL of the relay that it mails to, if that is none of its own.
    pub mail: Option<String>,
}

/// A running Belfry. Killed when it goes.
pub struct House {
    child: Child,
    command: Command,
    folder: TempDir,
    database: Option<String>,
    /// Where it answers, as a browser writes it.
    pub origin: String,
    /// Where the first admin is made, if there is nobody yet.
    pub setup: Option<String>,
    /// What it mails to, unless that is another's.
    pub relay: Relay,
}

impl House {
    /// Starts one, and waits until it answers.
    ///
    /// # Errors
    /// If the binary is missing, and then how to make it; or if it does not start.
    pub fn start(stand: &Stand) -> Result<House> {
        let (folder, relay) = (TempDir::new()?, Relay::start());
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(binary()?);
        let mail = stand.mail.clone().unwrap_or_else(|| relay.url());
        command.args(["serve", "--log", "warn", "--mail", &mail, "--listen", &address.to_string()]);
        command.args(["--base-url", &origin(address), "--data"]).arg(folder.path()).args(&stand.settings);
        if let Some(url) = &stand.database {
            command.args(["--database", url]);
        }
        let log = std::fs::File::create(folder.path().join("stderr.log"))?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let (child, said) = wake(&mut command, folder.path())?;
        let mut house = House {
            child,
            command,
            folder,
            database: stand.database.clone(),
            origin: origin(address),
            setup: None,
            relay,
        };
        while let Ok(line) = said.recv_timeout(REST) {
            if let Some((_, code)) = line.split_once(SETUP) {
                house.setup = Some(format!("{SETUP}{}", code.trim()));
                break;
            }
        }
        Ok(house)
    }

    /// Starts another node on the same database, with the same relay.
    ///
    /// # Errors
    /// As [`House::start`].
    pub fn beside(&self, stand: &Stand) -> Result<House> {
        House::start(&Stand { mail: Some(self.relay.url()), ..stand.clone() })
    }

    /// Kills it, as a machine that loses its power does.
    ///
    /// # Errors
    /// If it is gone already.
    pub fn stop(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// Starts it again where it was.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start_again(&mut self) -> Result<()> {
        let (child, _) = wake(&mut self.command, self.folder.path())?;
        self.child = child;
        Ok(())
    }

    /// Its data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command of Belfry beside it, on its data: `["user", "add", …]`.
    ///
    /// # Errors
    /// As the command says.
    pub fn run(&self, words: &[&str], stdin: &str) -> Result<String> {
        use std::io::Write as _;
        let mut command = Command::new(binary()?);
        command.args(words).arg("--data").arg(self.folder());
        if let Some(url) = &self.database {
            command.args(["--database", url]);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        child.stdin.take().context("its input")?.write_all(stdin.as_bytes())?;
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts it, and waits until it is ready. What it says after that is heard.
fn wake(command: &mut Command, folder: &Path) -> Result<(Child, mpsc::Receiver<String>)> {
    let mut child = command.spawn().context("belfry")?;
    let said = listen(child.stdout.take().context("its output")?);
    let first = said.recv_timeout(PATIENCE).ok().filter(|line| line.ends_with(" is ready"));
    if first.is_none() {
        let log = std::fs::read_to_string(folder.join("stderr.log")).unwrap_or_default();
        anyhow::bail!("belfry did not start:\n{log}");
    }
    Ok((child, said))
}

fn origin(address: SocketAddr) -> String {
    format!("http://{address}")
}

/// What it prints, line by line.
fn listen(stdout: impl std::io::Read + Send + 'static) -> mpsc::Receiver<String> {
    let (said, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Nobody listens any more once it has started; it must not find its output closed.
            let _ = said.send(line);
        }
    });
    lines
}

/// The binary that was built beside this program: `cargo build` makes it with everything else.
fn binary() -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("BELFRY_BINARY") {
        return Ok(PathBuf::from(named));
    }
    let here = std::env::current_exe()?;
    let found = here.ancestors().skip(1).take(2).map(|folder| folder.join("belfry")).find(|path| path.is_file());
    found.context("there is no belfry beside this program: run cargo build -p belfry first")
}
