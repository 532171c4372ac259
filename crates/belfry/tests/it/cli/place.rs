//! A folder in which `belfry` is run, and a server that runs in it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// An empty folder to run commands in. The environment holds nothing of Belfry's.
pub struct Place(tempfile::TempDir);

/// What a command did.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Place {
    pub fn new() -> Place {
        Place(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_belfry"));
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null()).env("NO_COLOR", "1");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("BELFRY_")) {
            command.env_remove(name);
        }
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// Runs a command that must succeed. Returns what it printed.
    pub fn done(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}{}", ran.out, ran.err);
        ran.out
    }

    /// Runs a command that must fail with this code. Returns what it complained of.
    pub fn refused(&self, code: i32, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, code, "{args:?}: {}{}", ran.out, ran.err);
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        ran.err
    }

    /// Adds somebody whose password is `bell`.
    pub fn add_user(&self, name: &str) {
        self.write("password", "bell\n");
        if !self.path("belfry-data/belfry.db").exists() {
            self.done(&["migrate"]);
        }
        let email = format!("{name}@belfry.example");
        let who = ["--username", name, "--email", &email, "--first-name", name, "--password-file", "password"];
        self.done(&[&["user", "add"], &who[..]].concat());
    }

    /// Starts a server on a port of its own, and waits until it says where it is.
    pub fn serve(&self, args: &[&str]) -> Server {
        self.start(self.command(&[&["serve", "--listen", "127.0.0.1:0"], args].concat()))
    }

    /// The same, by a shell that lets everybody read what it writes.
    pub fn serve_with_umask(&self, umask: &str, args: &[&str]) -> Server {
        let plain = self.command(&[&["serve", "--listen", "127.0.0.1:0"], args].concat());
        let mut command = Command::new("sh");
        command
            .args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")])
            .arg(plain.get_program())
            .args(plain.get_args());
        command.current_dir(self.0.path()).stdin(Stdio::null());
        self.start(command)
    }

    fn start(&self, mut command: Command) -> Server {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        let addresses: Vec<String> = loop {
            let mut line = String::new();
            if lines.read_line(&mut line).unwrap() == 0 {
                let ran = Ran::of(child.wait_with_output().unwrap());
                panic!("the server did not start: {said}{}", ran.err);
            }
            said.push_str(&line);
            if let Some(addresses) = line.trim().strip_prefix("address  ") {
                break addresses.split_whitespace().map(str::to_owned).collect();
            }
        };
        Server { child: Some(child), lines, addresses }
    }
}

impl Ran {
    fn of(output: Output) -> Ran {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Asks again and again until it is so. What needs longer than this never comes.
pub fn until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "waited in vain");
    }
}

/// A server that runs. Killed when dropped.
pub struct Server {
    child: Option<Child>,
    lines: BufReader<ChildStdout>,
    pub addresses: Vec<String>,
}

impl Server {
    pub fn signal(&self, name: &str) {
        let id = self.child.as_ref().unwrap().id();
        let sent = Command::new("sh").args(["-c", &format!("kill -{name} {id}")]).status().unwrap();
        assert!(sent.success());
    }

    /// Limits how large its files may become, in bytes, from now on.
    pub fn limit_files(&self, limit: &str) {
        let id = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("prlimit").args(["--pid", &id, &format!("--fsize={limit}")]).status().unwrap().success());
    }

    /// The next line that it says which begins so.
    pub fn says(&mut self, beginning: &str) -> String {
        let mut line = String::new();
        while !line.trim_start().starts_with(beginning) {
            line.clear();
            assert!(self.lines.read_line(&mut line).unwrap() > 0, "it never said {beginning}");
        }
        line.trim().to_owned()
    }

    /// Asks it to stop, and waits until it has. Also returns what it said since it named its address.
    pub fn stop(mut self) -> Ran {
        self.signal("TERM");
        let mut said = String::new();
        std::io::Read::read_to_string(&mut self.lines, &mut said).unwrap();
        let ran = Ran::of(self.child.take().unwrap().wait_with_output().unwrap());
        Ran { out: said, ..ran }
    }

    /// Logs somebody in whose password is `bell`. Returns the status and the token.
    pub fn log_in(&self, name: &str, password: &str) -> (u16, String) {
        let (status, answer) =
            self.call("POST", "/authenticate", "", &json!({ "username": name, "password": password }));
        (status, answer["access_token"].as_str().unwrap_or_default().to_owned())
    }

    /// Calls the classic API.
    pub fn call(&self, method: &str, path: &str, token: &str, body: &Value) -> (u16, Value) {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let url = format!("{}{path}", self.addresses[0]);
        let auth = format!("JWT {token}");
        let answer = match method {
            "GET" => agent.get(&url).header("Authorization", &auth).call(),
            "POST" => agent.post(&url).header("Authorization", &auth).send_json(body),
            "PUT" => agent.put(&url).header("Authorization", &auth).send_json(body),
            "DELETE" => agent.delete(&url).header("Authorization", &auth).call(),
            other => panic!("nobody calls {other}"),
        };
        let mut answer = answer.unwrap();
        (answer.status().as_u16(), answer.body_mut().read_json().unwrap())
    }

    /// Opens an issue as `by`, for `to`.
    pub fn open_issue(&self, by: &str, to: &str, title: &str) {
        let (_, token) = self.log_in(by, "bell");
        let assignee = format!("{to}@belfry.example");
        let body = json!({ "title": title, "description": "It does not ring.", "assigned_to": assignee });
        assert_eq!(self.call("POST", "/issue/", &token, &body).0, 201);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
