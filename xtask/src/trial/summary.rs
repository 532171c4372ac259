//! What the loop has seen, and how it is told.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::time::Instant;

use super::mails::Ledgers;

/// How many lines are printed where no terminal shows the progress.
const TOLD: u32 = 8;

/// The counts of a whole run.
pub struct Summary {
    pub violations: Vec<String>,
    pub acknowledged: u64,
    pub unavailable: u64,
    pub not_known: u64,
    pub doubts: [u64; 2],
    cycles: u32,
    happened: BTreeMap<String, u32>,
    mails: BTreeMap<String, usize>,
    accepted: usize,
    unknown: i64,
    repeats: usize,
    name: &'static str,
    started: Instant,
}

impl Summary {
    /// Of a trial of this name that begins now.
    pub fn new(name: &'static str) -> Summary {
        Summary {
            name,
            violations: Vec::new(),
            acknowledged: 0,
            unavailable: 0,
            not_known: 0,
            doubts: [0; 2],
            cycles: 0,
            happened: BTreeMap::new(),
            mails: BTreeMap::new(),
            accepted: 0,
            unknown: 0,
            repeats: 0,
            started: Instant::now(),
        }
    }

    /// This happened, once more.
    pub fn happened(&mut self, what: &str) {
        *self.happened.entry(what.to_owned()).or_default() += 1;
    }

    /// This was measured.
    pub fn note(&mut self, what: &str, value: u64) {
        self.happened.insert(what.to_owned(), u32::try_from(value).unwrap_or(u32::MAX));
    }

    /// One more cycle is done. Tells how far it is.
    pub fn progress(&mut self, of: u32, said: &str) {
        self.cycles += 1;
        let line = format!("{}: {} of {of}, {said}, {} s", self.name, self.cycles, self.started.elapsed().as_secs());
        if std::io::stdout().is_terminal() {
            print!("\r{line} ");
            // Nobody is harmed by a line of progress that is not shown.
            let _ = std::io::stdout().flush();
        } else if self.cycles.is_multiple_of((of / TOLD).max(1)) {
            println!("{line}");
        }
    }

    /// Counts the mails.
    pub fn count(&mut self, ledgers: &Ledgers<'_>) {
        for row in ledgers.rows {
            *self.mails.entry(row.state.clone()).or_default() += 1;
            self.unknown += row.unknowns;
        }
        let mut lateness: Vec<i64> =
            ledgers.rows.iter().filter_map(|row| Some(row.rang_at.first()? - row.due_at)).collect();
        lateness.sort_unstable();
        let at = |share: usize| lateness.get((lateness.len() * share / 1000).min(lateness.len().saturating_sub(1)));
        for (what, share) in [("lateness p50, ms", 500), ("lateness p99, ms", 990), ("lateness max, ms", 1000)] {
            self.note(what, at(share).map_or(0, |late| u64::try_from(late / 1000).unwrap_or(0)));
        }
        let letters: std::collections::BTreeSet<_> =
            ledgers.received.iter().map(|mail| mail.header("Message-ID")).collect();
        self.accepted = ledgers.received.len();
        self.repeats = self.accepted - letters.len();
    }

    /// Prints the table, and what was wrong.
    pub fn print(&self) {
        println!("\n{}: {} cycles in {} s", self.name, self.cycles, self.started.elapsed().as_secs());
        for (point, times) in &self.happened {
            line(point, times);
        }
        line("writes acknowledged", self.acknowledged);
        line("503, nothing was changed", self.unavailable);
        line("503, it is not known", self.not_known);
        line("in doubt, had happened", self.doubts[0]);
        line("in doubt, had not", self.doubts[1]);
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
    println!("  {what:<32} {count:>8}");
}
