//! A PostgreSQL server of a test's own: in a folder that goes with it, on a port of its own, stopped and started at will.
//!
//! What fails here panics: a test must not pass by going without.

use std::ffi::OsStr;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The database in it that tests use.
const DATABASE: &str = "belfry";
/// Whoever connects is let in, as anybody they say they are.
const TRUSTING: &str =
    "local all all trust\nhost all all 127.0.0.1/32 trust\nhost replication all 127.0.0.1/32 trust\n";

/// A server. Stopped when dropped.
pub struct Server {
    binaries: PathBuf,
    folder: TempDir,
    port: u16,
    settings: Vec<String>,
}

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// It breaks off what is under way, and writes everything down.
    Fast,
    /// As if the power failed.
    Immediate,
}

/// A server as usual. See [`Server::with`].
#[must_use]
pub fn server() -> Option<Server> {
    Server::with(&[], &[])
}

impl Server {
    /// One with these settings (`ssl=on`) and these files in its data folder, over the usual ones. `None`, and a line that
    /// says so, where there are no binaries.
    ///
    /// # Panics
    /// If there are no binaries and the environment says `CI=true`; or if it cannot be started.
    #[must_use]
    pub fn with(settings: &[&str], files: &[(&str, &str)]) -> Option<Server> {
        let binaries = found()?;
        let folder = tempfile::Builder::new().prefix("belfry-pg-").tempdir().expect("a temporary folder");
        own(folder.path());
        let settings = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let server = Server { binaries, folder, port: free_port(), settings };
        let data = server.data();
        server.run("initdb", &["-D", &data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]);
        server.put("pg_hba.conf", TRUSTING);
        files.iter().for_each(|(name, text)| server.put(name, text));
        server.start();
        server.say("postgres", &format!("CREATE DATABASE {DATABASE}")).expect("a new database");
        Some(server)
    }

    /// Another that follows this one, by streaming; `name` is what this one calls it.
    ///
    /// # Panics
    /// If it cannot be made or started.
    #[must_use]
    pub fn standby(&self, name: &str) -> Server {
        let folder = tempfile::Builder::new().prefix("belfry-pg-").tempdir().expect("a temporary folder");
        own(folder.path());
        let standby =
            Server { binaries: self.binaries.clone(), folder, port: free_port(), settings: self.settings.clone() };
        let from = format!("host=127.0.0.1 port={} user=postgres application_name={name}", self.port);
        standby.run("pg_basebackup", &["-D", &standby.data(), "-d", &from, "-R", "-X", "stream", "-c", "fast"]);
        standby.start();
        standby
    }

    /// Makes a standby one that takes writes.
    ///
    /// # Panics
    /// If it does not become one.
    pub fn promote(&self) {
        self.run("pg_ctl", &["-D", &self.data(), "-w", "promote"]);
    }

    /// Starts it again after a stop, and waits until it answers.
    ///
    /// # Panics
    /// If it does not start.
    pub fn start(&self) {
        let socket = self.folder.path().display().to_string();
        let mut flags =
            format!("-c port={} -c listen_addresses=127.0.0.1 -c unix_socket_directories={socket}", self.port);
        for setting in &self.settings {
            flags += &format!(" -c {setting}");
        }
        self.run("pg_ctl", &["-D", &self.data(), "-w", "-l", &format!("{socket}/log"), "-o", &flags, "start"]);
    }

    /// Stops it, and waits until it is gone.
    ///
    /// # Panics
    /// If it does not stop.
    pub fn stop(&self, how: Stop) {
        let how = if how == Stop::Fast { "fast" } else { "immediate" };
        self.run("pg_ctl", &["-D", &self.data(), "-w", "-m", how, "stop"]);
    }

    /// Ends every connection but the one that this goes over. Returns how many there were.
    ///
    /// # Errors
    /// If it cannot be reached.
    pub fn cut_all(&self) -> Result<usize, String> {
        self.say(
            DATABASE,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'",
        )
    }

    /// Runs statements as the one who may do everything. Returns how many rows they answered with.
    ///
    /// # Errors
    /// If it cannot be reached, or refuses.
    ///
    /// # Panics
    /// If the thread cannot be had that this runs on, since the library does not allow to wait on an async one.
    pub fn say(&self, database: &str, sql: &str) -> Result<usize, String> {
        let url = format!("postgres:///{database}?host={}&port={}&user=postgres", self.socket().display(), self.port);
        let sql = sql.to_owned();
        let said = std::thread::spawn(move || {
            let mut client = ::postgres::Client::connect(&url, ::postgres::NoTls)?;
            let answers = client.simple_query(&sql)?;
            Ok(answers.iter().filter(|answer| matches!(answer, ::postgres::SimpleQueryMessage::Row(_))).count())
        });
        said.join().expect("a thread that ends").map_err(|error: ::postgres::Error| error.to_string())
    }

    /// Its database, over TCP.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{DATABASE}", self.port)
    }

    /// The port of 127.0.0.1 that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The folder that its socket is in.
    pub fn socket(&self) -> &Path {
        self.folder.path()
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn put(&self, name: &str, text: &str) {
        let path = Path::new(&self.data()).join(name);
        fs::write(&path, text).expect("a file in the data folder");
        own(&path);
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(&path, private).expect("a file for its owner only");
    }

    fn run(&self, program: &str, args: &[&str]) {
        let mut command = self.command(program);
        // What it starts goes on running, and must not hold on to our pipes.
        command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).current_dir("/");
        let ended = command.stderr(Stdio::null()).status().expect("a program that runs");
        assert!(ended.success(), "{program} {args:?}: {ended}; see {}", self.folder.path().join("log").display());
    }

    /// It refuses to run as root, so it does not.
    fn command(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let args = ["-D", &self.data(), "-m", "immediate", "stop"];
        // It may be stopped already, which is just as well.
        let _ = self.command("pg_ctl").args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

/// Whether there can be a server. Where not, a line says so.
///
/// # Panics
/// As [`Server::with`].
#[must_use]
pub fn is_there() -> bool {
    found().is_some()
}

fn found() -> Option<PathBuf> {
    let found = binaries();
    if found.is_none() {
        let said = "NOT TESTED: there is no /usr/lib/postgresql/*/bin/initdb (apt-get install postgresql)";
        assert!(std::env::var("CI").is_err(), "{said}");
        eprintln!("{said}");
    }
    found
}

fn binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|version| version.path().join("bin"));
    versions.filter(|folder| folder.join("initdb").exists()).max()
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|said| said.stdout == b"0\n")
}

/// Gives a file to the user that the server runs as.
fn own(path: &Path) {
    if is_root() {
        let given = Command::new("chown").args([OsStr::new("postgres"), path.as_os_str()]).status();
        assert!(given.is_ok_and(|status| status.success()), "there is no user postgres to run the server as");
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}
