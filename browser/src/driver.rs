//! The program between tests and the browser.

use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

const PROGRAM: &str = "chromedriver";
/// Debian's Chromium without everything that is around a page: less than half the work. Otherwise the driver finds the whole one.
const SHELL: &str = "/usr/bin/chromium-headless-shell";
/// The line in which it says where it listens.
const READY: &str = "was started successfully on port ";

/// A running `chromedriver`. Ends with this value, and its browsers with it.
pub struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// If it is not installed, and then how to; or if it does not start.
    pub fn start() -> Result<Driver> {
        let mut child = Command::new(PROGRAM)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // A group of its own, which its browsers are in as well.
            .process_group(0)
            .spawn()
            .with_context(|| format!("{PROGRAM} cannot be started: bin/setup installs Debian's chromium-driver"))?;
        let stdout = child.stdout.take().context("its output")?;
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let port = lines.find_map(|line| line.split_once(READY)?.1.trim_end_matches('.').parse().ok());
        let Some(port) = port else {
            let _ = child.kill();
            bail!("{PROGRAM} did not say on which port it listens");
        };
        // It must not find its output closed.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Driver { child, port })
    }

    /// The browser that it is to start, if it is not to find one itself.
    pub(crate) fn browser() -> Option<&'static str> {
        std::path::Path::new(SHELL).exists().then_some(SHELL)
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // By itself it would leave the browsers behind that a failed test did not close.
        let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if group.and_then(|group| kill_process_group(group, Signal::KILL).ok()).is_none() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}
