//! Debian's Exim, with a configuration, a spool and a mailbox of its own in a temporary folder. It reaches nobody else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

const PROGRAM: &str = "/usr/sbin/exim4";
/// Whom Debian's Exim becomes, whoever starts it with a configuration of their own.
const USER: &str = "Debian-exim";
const START_WITHIN: Duration = Duration::from_secs(10);

/// A mail server for `example.com`: one mailbox for everybody, nobody called `gone`, and `cleo` put off while it is busy.
pub struct Exim {
    folder: PathBuf,
    port: u16,
    running: Option<Child>,
}

impl Exim {
    /// Prepares one in this folder, not yet running.
    ///
    /// # Errors
    /// If Exim is not installed, or this is not root.
    pub fn prepare(folder: &Path, port: u16) -> Result<Exim> {
        ensure!(
            Path::new(PROGRAM).exists(),
            "there is no {PROGRAM}: run bin/setup (or apt-get install exim4-daemon-light)"
        );
        for name in ["spool", "log", "mail"] {
            fs::create_dir_all(folder.join(name))?;
        }
        let certified = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).context("making a certificate")?;
        fs::write(folder.join("cert.pem"), certified.cert.pem())?;
        fs::write(folder.join("key.pem"), certified.signing_key.serialize_pem())?;
        fs::write(folder.join("exim.conf"), configuration(folder, port))?;
        run(Command::new("chown").args(["-R", USER]).arg(folder)).context("giving the folder to Exim needs root")?;
        // Exim reads no configuration that others own.
        run(Command::new("chown").arg("root").arg(folder.join("exim.conf")))?;
        Ok(Exim { folder: folder.to_owned(), port, running: None })
    }

    /// What Belfry's `--mail` says to reach it: encrypted, its certificate checked.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?starttls=required&ca={}", self.port, self.folder.join("cert.pem").display())
    }

    /// The maildir with everybody's mail.
    pub fn mailbox(&self) -> PathBuf {
        self.folder.join("mail")
    }

    /// Starts it, and waits until it answers.
    ///
    /// # Errors
    /// If it does not start.
    pub fn start(&mut self) -> Result<()> {
        let mut command = Command::new(PROGRAM);
        command.arg("-C").arg(self.folder.join("exim.conf")).args(["-bdf", "-q1m"]);
        let log = fs::File::create(self.folder.join("exim.out"))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.running = Some(command.spawn().context("starting Exim")?);
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            ensure!(started.elapsed() < START_WITHIN, "Exim does not answer; see {}", self.folder.display());
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Ends it. Connections that are open end with their clients.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.running.take() {
            // It may have ended already, which is just as well.
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// While busy, it says "not now" to mail for `cleo`.
    ///
    /// # Errors
    /// If the file that says so cannot be written.
    pub fn be_busy(&self, is_busy: bool) -> Result<()> {
        let sign = self.folder.join("busy");
        let done = if is_busy { fs::write(sign, "") } else { fs::remove_file(sign) };
        done.context("hanging out the sign")
    }

    /// Its log of what came in and what was refused.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log/mainlog")).unwrap_or_default()
    }
}

impl Drop for Exim {
    fn drop(&mut self) {
        self.stop();
    }
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    if status.success() { Ok(()) } else { bail!("{} failed", command.get_program().display()) }
}

fn configuration(folder: &Path, port: u16) -> String {
    let folder = folder.display();
    format!(
        "primary_hostname = relay.test
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/spool/exim.pid
tls_advertise_hosts = *
tls_certificate = {folder}/cert.pem
tls_privatekey = {folder}/key.pem
log_selector = +tls_cipher +received_recipients
keep_environment =
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = recipient
# However many mails come over one connection, each is delivered at once: by itself Exim lets those after the tenth lie a minute.
smtp_accept_queue_per_connection = 0

begin acl
recipient:
  deny   local_parts = gone
         message     = 550 5.1.1 there is nobody of that name
  defer  local_parts = cleo
         condition   = ${{if exists{{{folder}/busy}}}}
         message     = 451 4.3.0 come back later
  accept domains     = example.com
  deny   message     = 550 5.7.1 no relaying

begin routers
everybody:
  driver = accept
  domains = example.com
  transport = keep

begin transports
keep:
  driver = appendfile
  maildir_format
  directory = {folder}/mail
  user = {USER}
"
    )
}
