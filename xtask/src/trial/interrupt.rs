//! Ctrl-C: a trial then ends early, and checks what it has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Result, bail};

/// Turns true when somebody presses Ctrl-C.
pub fn watch_for_interrupt() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&interrupted);
    std::thread::spawn(move || -> Result<()> {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
            bail!("no runtime")
        };
        runtime.block_on(tokio::signal::ctrl_c())?;
        println!("\ninterrupted; checking what there is");
        seen.store(true, Ordering::Relaxed);
        Ok(())
    });
    interrupted
}
