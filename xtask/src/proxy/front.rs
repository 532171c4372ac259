//! A proxy with its file of `docs/proxy/`, started and told what to do.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, UdpSocket};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::server::{free_port, is_ready};
use crate::trial::nodes::Nodes;

const READY_WITHIN: Duration = Duration::from_secs(15);
/// The nodes, as the files name them.
const NODES: [&str; 2] = ["10.0.0.11:8000", "10.0.0.12:8000"];

/// Which proxy.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Nginx,
    Haproxy,
}

/// It, running. Ended when dropped.
pub struct Front {
    kind: Kind,
    child: Child,
    port: u16,
    /// What it was started with, and what its nodes are called in there.
    file: PathBuf,
    text: String,
    nodes: Vec<String>,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Nginx => "nginx",
            Kind::Haproxy => "haproxy",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Kind::Nginx => "docs/proxy/nginx.conf",
            Kind::Haproxy => "docs/proxy/haproxy.cfg",
        }
    }
}

impl Front {
    /// Starts it before these nodes. `None`, after a line that says so, if it is not there.
    ///
    /// # Errors
    /// If it does not start with its file.
    pub fn start(kind: Kind, root: &Path, (folder, nodes): (&Path, &Nodes)) -> Result<Option<Front>> {
        let name = kind.name();
        if Command::new(name).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
            println!("NOT TRIED: there is no {name} (Debian: apt-get install nginx-light haproxy)");
            return Ok(None);
        }
        let port = free_port()?;
        let nodes: Vec<String> = nodes.setups().map(|setup| format!("127.0.0.1:{}", setup.port)).collect();
        let mut text = fs::read_to_string(root.join(kind.file())).context("reading the configuration")?;
        for (ours, named) in nodes.iter().zip(NODES) {
            ensure!(text.contains(named), "{} does not name {named}", kind.file());
            text = text.replace(named, ours);
        }
        text = text.replace("listen 80;", &format!("listen {port};")).replace("bind :80\n", &format!("bind :{port}\n"));
        let folder = folder.join(name);
        fs::create_dir_all(&folder)?;
        text = text.replace("/run/haproxy", &folder.display().to_string());
        let file = folder.join(if kind == Kind::Nginx { "site.conf" } else { "haproxy.cfg" });
        fs::write(&file, &text)?;
        let child = command(kind, &folder, &file)?.spawn().with_context(|| format!("starting {name}"))?;
        let mut front = Front { kind, child, port, file, text, nodes };
        front.wait()?;
        Ok(Some(front))
    }

    fn wait(&mut self) -> Result<()> {
        let started = Instant::now();
        while !is_ready(&self.url()) {
            ensure!(self.child.try_wait()?.is_none(), "{} ended: see {}", self.name(), self.file.display());
            ensure!(started.elapsed() < READY_WITHIN, "{} does not lead to a node", self.name());
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// What it is called.
    pub fn name(&self) -> &'static str {
        self.kind.name()
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The same by an address of this machine that others reach it by, if it has one: who calls there is not taken for
    /// somebody on the machine.
    pub fn url_from_outside(&self) -> Option<String> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).ok()?;
        // Nothing is sent: the system only chooses the way.
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9)).ok()?;
        let address = socket.local_addr().ok()?.ip();
        (!address.is_loopback()).then(|| format!("http://{address}:{}", self.port))
    }

    /// No new request goes to this node.
    ///
    /// # Errors
    /// If the proxy does not do it.
    pub fn take_out(&self, number: usize) -> Result<()> {
        match self.kind {
            Kind::Haproxy => self.tell(&format!("set server belfry/node{} state drain\n", number + 1)),
            Kind::Nginx => {
                let server = format!("server {}", self.nodes[number]);
                self.reload(&self.text.replace(&server, &format!("{server} down")))
            }
        }
    }

    /// Requests go to it again.
    ///
    /// # Errors
    /// If the proxy does not do it.
    pub fn take_in(&self, number: usize) -> Result<()> {
        match self.kind {
            Kind::Haproxy => self.tell(&format!("set server belfry/node{} state ready\n", number + 1)),
            Kind::Nginx => self.reload(&self.text),
        }
    }

    fn reload(&self, text: &str) -> Result<()> {
        if fs::read_to_string(&self.file)? == text {
            return Ok(());
        }
        fs::write(&self.file, text)?;
        let told = Command::new("kill").arg("-HUP").arg(self.child.id().to_string()).status()?;
        ensure!(told.success(), "nginx is gone");
        Ok(())
    }

    fn tell(&self, line: &str) -> Result<()> {
        let socket = self.file.with_file_name("admin.sock");
        let mut socket = UnixStream::connect(&socket).with_context(|| format!("connecting to {}", socket.display()))?;
        socket.write_all(line.as_bytes())?;
        let mut said = String::new();
        socket.read_to_string(&mut said)?;
        if said.trim().is_empty() { Ok(()) } else { bail!("haproxy says to {}: {}", line.trim(), said.trim()) }
    }
}

fn command(kind: Kind, folder: &Path, file: &Path) -> Result<Command> {
    let mut command = Command::new(kind.name());
    let log = fs::File::create(folder.join("log"))?;
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    match kind {
        Kind::Haproxy => command.args(["-db", "-f"]).arg(file),
        Kind::Nginx => {
            let main = folder.join("nginx.conf");
            let (here, site) = (folder.display(), file.display());
            let text = format!(
                "daemon off; worker_processes 2; pid {here}/pid; error_log {here}/error.log;\n\
                 events {{ worker_connections 1024; }}\nhttp {{ access_log off; client_body_temp_path {here}/body;\n\
                 proxy_temp_path {here}/proxy; include {site}; }}\n"
            );
            fs::write(&main, text)?;
            command.arg("-e").arg(folder.join("error.log")).arg("-p").arg(folder).arg("-c").arg(main)
        }
    };
    Ok(command)
}

impl Drop for Front {
    fn drop(&mut self) {
        // Asked, so that its workers end as well.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}
