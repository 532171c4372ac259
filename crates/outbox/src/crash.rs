//! Labelled points at which a test build can be made to die at once, to prove what a crash there leaves behind.
//!
//! `BELFRY_CRASH_AT=after-lease:3` aborts the process when it passes that point for the third time: no destructor runs
//! and nothing is flushed, as with `kill -9`. A release build has none of it.

#[cfg(debug_assertions)]
use std::sync::{
    OnceLock,
    atomic::{AtomicU32, Ordering},
};

/// Every label, in the order in which a mail passes them.
pub const POINTS: [&str; 6] =
    ["after-lease", "after-render", "after-point-of-no-return", "in-data", "after-final-dot", "before-settle"];

/// Dies here if the environment asked for it. Does nothing in a release build.
#[cfg(debug_assertions)]
pub fn point(label: &str) {
    static AIM: OnceLock<Option<(String, u32)>> = OnceLock::new();
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let aim = AIM.get_or_init(|| {
        let wish = std::env::var("BELFRY_CRASH_AT").ok()?;
        let (label, times) = wish.split_once(':').unwrap_or((&wish, "1"));
        Some((label.to_owned(), times.parse().unwrap_or(1)))
    });
    if let Some((wanted, times)) = aim
        && wanted == label
        && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *times
    {
        std::process::abort();
    }
}

/// Dies here if the environment asked for it. Does nothing in a release build.
#[cfg(not(debug_assertions))]
pub fn point(_label: &str) {}
