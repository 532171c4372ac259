//! One of those that are compared, and what came of its runs of one measure.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::client::Request;
use crate::look;
use crate::play;
use crate::report::{Report, median};
use crate::server::Server;
use crate::wrk::{self, CLIENTS, Played};

/// Requests to be played, also in a file.
pub struct Requests {
    pub list: Vec<Request>,
    pub file: PathBuf,
}

impl Requests {
    /// Writes them down.
    pub fn new(list: Vec<Request>, folder: &Path) -> Result<Requests> {
        let file = folder.join("requests.txt");
        play::write(&list, &file)?;
        Ok(Requests { list, file })
    }
}

/// Somebody that requests can be played to.
pub trait Player {
    /// Plays them for so long, with [`CLIENTS`] at once.
    fn play(&self, requests: &Requests, time: Duration) -> Result<Played>;

    /// How many changes its database knows of, where that is to be compared with what it said.
    fn events(&self) -> Result<Option<u64>> {
        Ok(None)
    }

    /// Its memory, where it is a process of its own.
    fn resident(&self) -> Result<Option<u64>> {
        Ok(None)
    }
}

/// Servers of one database, over HTTP.
pub struct Http<'s>(pub Vec<&'s Server>);

impl Player for Http<'_> {
    fn play(&self, requests: &Requests, time: Duration) -> Result<Played> {
        wrk::play(&self.0, &requests.file, time)
    }

    fn events(&self) -> Result<Option<u64>> {
        look::number(&self.0[0].stand.place()?, "SELECT COUNT(*) AS n FROM events").map(Some)
    }

    fn resident(&self) -> Result<Option<u64>> {
        self.0.iter().map(|server| server.resident()).sum::<Result<u64>>().map(Some)
    }
}

/// A player, and what came of its runs.
pub struct Side<'p> {
    pub name: String,
    player: &'p dyn Player,
    runs: Vec<Played>,
    events_before: Option<u64>,
    requests: u64,
}

impl<'p> Side<'p> {
    pub fn new(name: impl Into<String>, player: &'p dyn Player) -> Result<Side<'p>> {
        Ok(Side { name: name.into(), player, runs: Vec::new(), events_before: player.events()?, requests: 0 })
    }

    /// One run; the first, to warm up, does not count.
    pub fn run(&mut self, title: &str, requests: &Requests, (time, is_first): (Duration, bool)) -> Result<()> {
        let played = self.player.play(requests, time)?;
        self.requests += played.requests;
        let (Played { rate, p50_us, p99_us, .. }, name) = (played, &self.name);
        let word = if is_first { "warm-up" } else { "run" };
        eprintln!("  {title}, {name}: {rate:.0} a second, p50 {p50_us} us, p99 {p99_us} us ({word})");
        if !is_first {
            self.runs.push(played);
        }
        Ok(())
    }

    /// Requests a second.
    pub fn rate(&self) -> f64 {
        self.median(|run| run.rate)
    }

    fn median(&self, of: impl Fn(&Played) -> f64) -> f64 {
        median(self.runs.iter().map(of))
    }

    /// Puts it into the report.
    pub fn tell(&self, title: &str, report: &mut Report) -> Result<()> {
        let (p50, p99) = (self.median(|run| run.p50_us as f64), self.median(|run| run.p99_us as f64));
        report.rate(title, &self.name, (self.rate(), p50, p99), self.player.resident()?);
        Ok(())
    }

    /// Every request that was answered left its event. At the end of each run, and of the one before the first, some
    /// requests are cut off on their way and leave theirs all the same.
    pub fn wrote_what_it_said(&self, plays: usize) -> Result<()> {
        let (Some(before), Some(after)) = (self.events_before, self.player.events()?) else { return Ok(()) };
        let (written, said) = (after - before, self.requests);
        let most = said + (CLIENTS * (plays + 1)) as u64;
        ensure!(
            (said..=most).contains(&written),
            "{}: {said} requests were answered and {written} changes written",
            self.name
        );
        Ok(())
    }
}
