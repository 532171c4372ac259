//! How far a move is, on standard error: a bar on a terminal, a line now and then elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use store::copy::Progress;

/// How wide a bar is.
const WIDTH: u64 = 30;
/// Away from a terminal there is a line each time so many rows of a table are done.
const STEP: u64 = 50_000;

/// Tells how far it is.
pub(super) struct Meter {
    is_terminal: bool,
    last: Mutex<Option<(String, u64)>>,
}

impl Default for Meter {
    fn default() -> Meter {
        Meter { is_terminal: std::io::stderr().is_terminal(), last: Mutex::default() }
    }
}

impl Meter {
    /// Tells it, if there is anything to tell.
    pub fn tell(&self, progress: &Progress<'_>) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let before = last.as_ref().filter(|(table, _)| table == progress.table).map(|(_, rows)| *rows);
        let text = match self.is_terminal {
            true if before.is_none() && last.is_some() => format!("\n{}", bar(progress)),
            true => format!("\r{}", bar(progress)),
            false => line(progress, before.unwrap_or(0)).unwrap_or_default(),
        };
        // Nobody may look at it, which stops nothing.
        let _ = std::io::stderr().write_all(text.as_bytes());
        *last = Some((progress.table.to_owned(), progress.rows));
    }

    /// Ends the line that a bar is on.
    pub fn end_line(&self) {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        if last.is_some() && self.is_terminal {
            eprintln!();
        }
    }
}

/// `issues            [###############...............] 50000 of 100000`
fn bar(progress: &Progress<'_>) -> String {
    let done = WIDTH * progress.rows / progress.of.max(1);
    let bar: String = (0..WIDTH).map(|at| if at < done { '#' } else { '.' }).collect();
    format!("{:18}[{bar}] {} of {}", progress.table, progress.rows, progress.of)
}

/// `issues: 50000 of 100000 rows`, when so many are done or all.
fn line(progress: &Progress<'_>, before: u64) -> Option<String> {
    let Progress { table, rows, of } = progress;
    let is_step = rows / STEP > before / STEP || rows == of;
    is_step.then(|| format!("{table}: {rows} of {of} rows\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(rows: u64) -> Progress<'static> {
        Progress { table: "issues", rows, of: 120_000 }
    }

    #[test]
    fn a_bar_grows_to_its_end() {
        assert_eq!(bar(&at(60_000)), "issues            [###############...............] 60000 of 120000");
        assert!(bar(&at(120_000)).contains(&format!("[{}]", "#".repeat(30))));
        assert!(bar(&at(256)).contains(&format!("[{}]", ".".repeat(30))));
    }

    #[test]
    fn a_line_is_written_now_and_then_and_in_the_end() {
        assert_eq!(line(&at(50_176), 49_920).as_deref(), Some("issues: 50176 of 120000 rows\n"));
        assert_eq!(line(&at(50_432), 50_176), None);
        assert_eq!(line(&at(120_000), 119_808).as_deref(), Some("issues: 120000 of 120000 rows\n"));
    }
}
