//! The thread of a relay: accepts connections until it is told to stop.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use tokio::net::TcpStream;

use crate::Options;
use crate::conversation::{self, Conversation, Io};
use crate::ledger::{Ledger, Place};
use crate::rule::{Act, Step};

/// The work of the thread.
pub(crate) fn run(
    listener: TcpListener,
    options: Arc<Options>,
    ledger: Arc<Ledger>,
) -> io::Result<impl FnOnce() + Send + 'static> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(move || {
        let mut stop = ledger.stop.subscribe();
        // Dropping the runtime afterwards closes what is open.
        runtime.block_on(async {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => {}
                () = accept(listener, options, Arc::clone(&ledger)) => {}
            }
        });
    })
}

async fn accept(listener: TcpListener, options: Arc<Options>, ledger: Arc<Ledger>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    loop {
        let Ok((tcp, _)) = listener.accept().await else { continue };
        let is_welcome = ledger.change(|open| {
            open.connections += 1;
            (!open.is_refusing).then_some(open.connections)
        });
        if let Some(number) = is_welcome {
            let mut hang_up = ledger.hang_up.subscribe();
            let live = Live::new(Arc::clone(&ledger));
            let (options, ledger) = (Arc::clone(&options), Arc::clone(&ledger));
            tokio::spawn(async move {
                tokio::select! {
                    _ = hang_up.changed() => {}
                    // How a client breaks off is its own affair.
                    _ = converse(tcp, options, &ledger, number) => {}
                }
                drop(live);
            });
        }
    }
}

async fn converse(tcp: TcpStream, options: Arc<Options>, ledger: &Arc<Ledger>, connection: u64) -> io::Result<()> {
    tcp.set_nodelay(true)?;
    match ledger.act(Step::Connect, &Place { connection, mail: 0, recipients: &[] }) {
        Some(Act::HangUp | Act::KeepAndHangUp) => return Ok(()),
        Some(Act::Wait(time) | Act::Tarpit(time)) => tokio::time::sleep(time).await,
        Some(Act::Answer(_) | Act::Raw(_)) | None => {}
    }
    let is_implicit = options.is_implicit_tls;
    let mut io: Io = Box::new(tcp);
    if let Some(config) = options.tls.clone().filter(|_| is_implicit) {
        io = conversation::encrypt(io, config).await?;
    }
    Conversation::new(io, options, Arc::clone(ledger), connection).run(is_implicit).await
}

/// Counts a connection as open for as long as this lives.
struct Live(Arc<Ledger>);

impl Live {
    fn new(ledger: Arc<Ledger>) -> Live {
        ledger.change(|open| open.live += 1);
        Live(ledger)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.change(|open| open.live -= 1);
    }
}
