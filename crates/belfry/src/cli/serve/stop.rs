//! The signals that ask a server to stop, and one that must not.

use anyhow::Context;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGTERM and SIGINT, which mean the same.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on the signals come here instead of ending the process.
    pub(super) fn listen() -> anyhow::Result<Signals> {
        let listen = |kind| signal(kind).context("listening for signals");
        Ok(Signals { terminate: listen(SignalKind::terminate())?, interrupt: listen(SignalKind::interrupt())? })
    }

    /// Waits for the next of them.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// From now on a file that may not grow further is an error of that write, and not the end of the process.
pub(super) fn survive_file_size_limit() -> anyhow::Result<()> {
    // A signal that was once listened to never ends the process again, whether anybody still listens or not.
    signal(SignalKind::from_raw(rustix::process::Signal::XFSZ.as_raw())).map(drop).context("listening for signals")
}
