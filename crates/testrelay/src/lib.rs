//! An SMTP relay for tests: keeps what it accepts, and misbehaves on request.
//!
//! [`Relay::start`] runs one on a thread of its own, on a free port of 127.0.0.1. [`Relay::mails`] is what it took,
//! [`Relay::data_commands`] every `DATA` it was given, whatever came of it. A [`Rule`] says at which [`Step`] of which mail
//! it does what it should not. Dropping a relay stops it; one that is started again with [`Relay::start_at`] is the relay
//! that was away for a while. It delivers nothing anywhere.

mod conversation;
mod input;
mod ledger;
mod login;
mod rule;
mod server;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use rustls::ServerConfig;

pub use ledger::{DataCommand, Received};
use ledger::{Ledger, Open};
pub use rule::{Act, Rule, Step};

/// What a relay offers.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Its certificate. With one it offers `STARTTLS`.
    pub tls: Option<Arc<ServerConfig>>,
    /// Whether it speaks TLS from the start.
    pub is_implicit_tls: bool,
    /// Whom it lets in. With this, mail is refused without a login.
    pub login: Option<(String, String)>,
    /// The ways to log in that it offers; both if empty.
    pub login_ways: Vec<&'static str>,
}

/// A running relay.
#[derive(Debug)]
pub struct Relay {
    address: SocketAddr,
    ledger: Arc<Ledger>,
    thread: Option<JoinHandle<()>>,
}

impl Relay {
    /// A well-behaved relay without encryption or login, on a free port.
    ///
    /// # Panics
    /// If there is no free port.
    pub fn start() -> Relay {
        Relay::start_with(Options::default())
    }

    /// A relay that offers this, on a free port.
    ///
    /// # Panics
    /// If there is no free port.
    pub fn start_with(options: Options) -> Relay {
        let free = SocketAddr::from(([127, 0, 0, 1], 0));
        Relay::start_at(free, options).expect("127.0.0.1 has a free port")
    }

    /// A relay at this address: of one that was stopped, say.
    ///
    /// # Errors
    /// If the address is taken.
    pub fn start_at(address: SocketAddr, options: Options) -> io::Result<Relay> {
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let ledger = Arc::new(Ledger::default());
        let work = server::run(listener, Arc::new(options), Arc::clone(&ledger))?;
        let thread = std::thread::Builder::new().name("testrelay".to_owned()).spawn(work)?;
        Ok(Relay { address, ledger, thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same, as mail programs are told.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Every mail it took, in the order it took them.
    pub fn mails(&self) -> Vec<Received> {
        self.ledger.lock().mails.clone()
    }

    /// The mails it took since the last call, which it then forgets.
    pub fn take_mails(&self) -> Vec<Received> {
        std::mem::take(&mut self.ledger.lock().mails)
    }

    /// Waits until it has taken so many, and returns them; or those that came in this time.
    pub fn wait_for(&self, count: usize, within: Duration) -> Vec<Received> {
        self.ledger.wait_while(within, |open| open.mails.len() < count).mails.clone()
    }

    /// Every `DATA` command it was given, accepted or not.
    pub fn data_commands(&self) -> Vec<DataCommand> {
        self.ledger.lock().data_commands.clone()
    }

    /// How many connections were made to it.
    pub fn connections(&self) -> u64 {
        self.ledger.lock().connections
    }

    /// Misbehaves by this rule from now on. Of several rules that fit, the first one added counts.
    pub fn add(&self, rule: Rule) {
        self.ledger.lock().rules.push(rule);
    }

    /// Behaves well again.
    pub fn behave(&self) {
        self.ledger.lock().rules.clear();
    }

    /// Whether connections are closed as soon as they are made.
    pub fn refuse_connections(&self, is_refusing: bool) {
        self.ledger.lock().is_refusing = is_refusing;
    }

    /// Closes every open connection without a word, and waits until all are closed.
    pub fn hang_up(&self) {
        self.ledger.hang_up.send_modify(|times| *times += 1);
        drop(self.ledger.wait_while(Duration::from_secs(10), |open| open.live > 0));
    }

    /// Waits until no connection is open, at most so long. Returns whether that came true.
    pub fn wait_until_quiet(&self, within: Duration) -> bool {
        self.ledger.wait_while(within, |open: &Open| open.live > 0).live == 0
    }

    /// Stops: connections are closed, and new ones are refused by the system.
    pub fn stop(mut self) {
        self.shut_down();
    }

    fn shut_down(&mut self) {
        self.ledger.stop.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // A panic in the relay was printed by its thread; there is nothing left to stop then.
            let _ = thread.join();
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.shut_down();
    }
}
