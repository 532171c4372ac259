//! What the trials have in common: people who write over HTTP and remember what was acknowledged, chance that can be
//! repeated, and the judgement at the end. The outbox is drained, and each mail is compared with what the relay took: nothing
//! lost, nothing early, nothing after a relief, repeats only where the outcome was unknown.

mod api;
pub mod chance;
mod clock;
mod interrupt;
mod mails;
pub mod nodes;
pub mod stage;
pub mod summary;
mod tracked;
mod verdict;
pub mod writer;

use std::path::Path;

use anyhow::{Context, Result};

use summary::Summary;

pub use interrupt::watch_for_interrupt;
pub use verdict::{drain, judge, look_for_panics};

/// Runs a trial in a folder that is kept if it fails. Returns whether all held; a trial that cannot be had holds.
///
/// # Errors
/// As the trial fails.
pub fn in_a_folder(name: &str, seed: u64, trial: impl FnOnce(&Path) -> Result<Option<Summary>>) -> Result<bool> {
    let folder = tempfile::Builder::new().prefix("belfry-trial-").tempdir().context("making a folder")?;
    let done = trial(folder.path());
    if !matches!(&done, Ok(summary) if summary.as_ref().is_none_or(|summary| summary.violations.is_empty())) {
        println!("{name}: FAILED with --seed {seed}; everything is kept in {}", folder.keep().display());
    }
    let Some(summary) = done? else { return Ok(true) };
    summary.print();
    Ok(summary.violations.is_empty())
}
