//! What the loop has seen, and how it is told.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::time::Instant;

use super::mails::Ledgers;

/// How often a line is printed where no terminal shows the progress.
const TELL_EVERY: u32 = 25;

/// The counts of a whole run.
pub struct Summary {
    pub violations: Vec<String>,
    pub acknowledged: u64,
    pub doubts: [u64; 2],
    cycles: u32,
    deaths: BTreeMap<&'static str, u32>,
    mails: BTreeMap<String, usize>,
    accepted: usize,
    unknown: i64,
    repeats: usize,
    started: Instant,
}

impl Default for Summary {
    fn default() -> Summary {
        Summary {
            violations: Vec::new(),
            acknowledged: 0,
            doubts: [0; 2],
            cycles: 0,
            deaths: BTreeMap::new(),
            mails: BTreeMap::new(),
            accepted: 0,
            unknown: 0,
            repeats: 0,
            started: Instant::now(),
        }
    }
}

impl Summary {
    /// The server died: at this point, or by a kill.
    pub fn died(&mut self, point: Option<&'static str>) {
        self.cycles += 1;
        *self.deaths.entry(point.unwrap_or("killed at random")).or_default() += 1;
    }

    /// Tells how far it is.
    pub fn progress(&self, of: u32, acknowledged: u64) {
        let cycle = self.cycles;
        let seconds = self.started.elapsed().as_secs();
        if std::io::stdout().is_terminal() {
            print!("\rcrash-loop: cycle {cycle} of {of}, {acknowledged} writes acknowledged, {seconds} s ");
            // Nobody is harmed by a line of progress that is not shown.
            let _ = std::io::stdout().flush();
        } else if cycle.is_multiple_of(TELL_EVERY) {
            println!("crash-loop: cycle {cycle} of {of}, {acknowledged} writes acknowledged, {seconds} s");
        }
    }

    /// Counts the mails.
    pub fn count(&mut self, ledgers: &Ledgers<'_>) {
        for row in ledgers.rows {
            *self.mails.entry(row.state.clone()).or_default() += 1;
            self.unknown += row.unknowns;
        }
        let letters: std::collections::BTreeSet<_> =
            ledgers.received.iter().map(|mail| mail.header("Message-ID")).collect();
        self.accepted = ledgers.received.len();
        self.repeats = self.accepted - letters.len();
    }

    /// Prints the table, and what was wrong.
    pub fn print(&self) {
        println!("\ncrash-loop: {} cycles in {} s", self.cycles, self.started.elapsed().as_secs());
        for (point, times) in &self.deaths {
            line(point, times);
        }
        line("writes acknowledged", self.acknowledged);
        line("unanswered, had happened", self.doubts[0]);
        line("unanswered, had not", self.doubts[1]);
        line("mails accepted by the relay", self.accepted);
        line("outcomes unknown", self.unknown);
        line("repeats", self.repeats);
        for (state, count) in &self.mails {
            line(&format!("mails {state}"), count);
        }
        line("violations", self.violations.len());
        for violation in self.violations.iter().take(20) {
            println!("  {violation}");
        }
    }
}

fn line(what: &str, count: impl std::fmt::Display) {
    println!("  {what:<28} {count:>8}");
}
