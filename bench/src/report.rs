//! What was measured, as Markdown.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::Plan;
use crate::server::Server;
use crate::wrk::CLIENTS;

/// Everything that is to be told.
pub struct Report {
    /// The filled data folder.
    pub filled: PathBuf,
    head: String,
    rates: Vec<String>,
    lateness: Vec<String>,
    sizes: Vec<String>,
    notes: Vec<String>,
    goals: Vec<Goal>,
}

/// A number that is to be reached.
pub struct Goal {
    what: String,
    unit: &'static str,
    measured: f64,
    wanted: f64,
    is_least: bool,
}

impl Goal {
    /// Reached by so much or more.
    pub fn at_least(what: impl Into<String>, unit: &'static str, measured: f64, wanted: f64) -> Goal {
        Goal { what: what.into(), unit, measured, wanted, is_least: true }
    }

    /// Reached by so much or less.
    pub fn at_most(what: impl Into<String>, unit: &'static str, measured: f64, wanted: f64) -> Goal {
        Goal { what: what.into(), unit, measured, wanted, is_least: false }
    }

    fn row(&self) -> String {
        let Goal { what, unit, measured, wanted, is_least } = self;
        let is_reached = if *is_least { measured >= wanted } else { measured <= wanted };
        let (bound, word) = (if *is_least { "at least" } else { "at most" }, if is_reached { "yes" } else { "**no**" });
        format!("| {what} | {measured:.1} {unit} | {bound} {wanted} {unit} | {word} |")
    }
}

impl Report {
    pub fn new(plan: &Plan, filled: &Path) -> Report {
        let (runs, seconds) = (plan.runs, plan.seconds);
        let date = jiff::Timestamp::now().strftime("%Y-%m-%d");
        let head = format!(
            "{date}, commit {}: {}; {:.1} other programs wanted a core before it began.\n\
             {} issues; {CLIENTS} clients; the median of {runs} runs of {seconds} s each, taken in turns.",
            commit(),
            machine(),
            load(),
            plan.issues,
        );
        let (rates, lateness, sizes, notes, goals) = Default::default();
        Report { filled: filled.to_owned(), head, rates, lateness, sizes, notes, goals }
    }

    /// Requests a second, p50 and p99 in microseconds, and the memory then resident where it is a server's.
    pub fn rate(&mut self, what: &str, who: &str, (rate, p50_us, p99_us): (f64, f64, f64), resident: Option<u64>) {
        let (p50, p99) = (p50_us / 1000.0, p99_us / 1000.0);
        let memory = resident.map(|resident| format!("{:.0}", mib(resident))).unwrap_or_default();
        self.rates.push(format!("| {what} | {who} | {rate:.0} | {p50:.2} | {p99:.2} | {memory} |"));
    }

    /// Times in microseconds.
    pub fn lateness(&mut self, what: &str, times_us: &[i64]) {
        let at = |percent: f64| percentile(times_us, percent) / 1000.0;
        let (least, p50, p99, most) = (at(0.0), at(50.0), at(99.0), at(100.0));
        self.lateness.push(format!("| {what} | {least:.2} | {p50:.2} | {p99:.2} | {most:.2} | {} |", times_us.len()));
    }

    /// Memory, in bytes.
    pub fn memory(&mut self, when: &str, resident: u64, peak: Option<u64>) {
        let peak = peak.map(|peak| format!(", at its peak {:.1} MiB", mib(peak))).unwrap_or_default();
        self.sizes.push(format!("| memory {when} | {:.1} MiB{peak} |", mib(resident)));
    }

    /// The database of a server as it is now.
    pub fn size(&mut self, when: &str, server: &Server) -> Result<()> {
        let (file, log) = server.size()?;
        let log = log.map(|log| format!(", its log {:.1} MiB", mib(log))).unwrap_or_default();
        self.sizes.push(format!("| database {when} | {:.1} MiB{log} |", mib(file)));
        Ok(())
    }

    /// A sentence.
    pub fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    /// A number that is to be reached.
    pub fn goal(&mut self, goal: Goal) {
        eprintln!("{}", goal.row());
        self.goals.push(goal);
    }

    /// All of it.
    pub fn markdown(&self) -> String {
        let goals: Vec<String> = self.goals.iter().map(Goal::row).collect();
        let mut text = format!("{}\n", self.head);
        for (head, rows) in [
            ("| | measured | to reach | reached |\n| --- | --- | --- | --- |", &goals),
            (
                "| request | to | a second | p50 ms | p99 ms | resident MiB |\n| --- | --- | ---: | ---: | ---: | ---: |",
                &self.rates,
            ),
            (
                "| from | least ms | p50 ms | p99 ms | most ms | of |\n| --- | ---: | ---: | ---: | ---: | ---: |",
                &self.lateness,
            ),
            ("| | |\n| --- | --- |", &self.sizes),
        ] {
            if !rows.is_empty() {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "\n{head}\n{}", rows.join("\n"));
            }
        }
        if !self.notes.is_empty() {
            let _ = writeln!(text, "\n{}", self.notes.join("\n"));
        }
        text
    }
}

/// The middle one.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The value that so many per cent are not above.
pub fn percentile(values: &[i64], percent: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_unstable();
    let rank = (values.len() as f64 * percent / 100.0).ceil() as usize;
    values.get(rank.saturating_sub(1)).map_or(f64::NAN, |value| *value as f64)
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / 1_048_576.0
}

fn commit() -> String {
    let asked = Command::new("git").args(["describe", "--always", "--dirty"]).output();
    asked.map_or_else(|_| "unknown".to_owned(), |asked| String::from_utf8_lossy(&asked.stdout).trim().to_owned())
}

/// How many programs wanted a core in the last minute.
fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or(f64::NAN)
}

fn machine() -> String {
    let line = |path: &str, key: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let found = text.lines().find(|line| line.starts_with(key)).and_then(|line| line.split_once(':'));
        found.map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = line("/proc/meminfo", "MemTotal");
    let kib: f64 = memory.trim_end_matches(" kB").parse().unwrap_or(f64::NAN);
    format!("{cores} cores ({}), {:.0} GiB of memory, Linux", line("/proc/cpuinfo", "model name"), kib / 1_048_576.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<i64> = (1..=200).rev().collect();
        assert_eq!([0.0, 50.0, 99.0, 100.0].map(|percent| percentile(&values, percent)), [1.0, 100.0, 198.0, 200.0]);
        assert_eq!(median([3.0, 1.0, 2.0]), 2.0);
    }

    #[test]
    fn a_goal_that_is_missed_stands_out() {
        assert!(Goal::at_most("a", "ms", 5.1, 5.0).row().ends_with("**no** |"));
        assert!(Goal::at_least("a", "%", 50.0, 50.0).row().ends_with("yes |"));
    }
}
