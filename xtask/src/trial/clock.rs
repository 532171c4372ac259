//! A process whose clock is wrong: Debian's libfaketime, loaded before anything else. Waits are as long as ever.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// What a process is started with so that its clock is ahead by so much (`+1h`), or behind (`-1h`).
///
/// # Errors
/// If libfaketime is not installed.
pub fn wrong_by(offset: &str) -> Result<Vec<(&'static str, String)>> {
    let library = library().context("NOT TESTED: there is no libfaketime.so.1 (apt-get install libfaketime)")?;
    Ok(vec![
        ("LD_PRELOAD", library.display().to_string()),
        ("FAKETIME", offset.to_owned()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ])
}

fn library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|folder| folder.path().join("faketime"));
    folders
        .chain([Path::new("/usr/lib/faketime").to_owned()])
        .map(|folder| folder.join("libfaketime.so.1"))
        .find(|path| path.exists())
}
