//! What a relay has seen, shared between its thread and the test.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;

use crate::rule::{Act, Rule, Step};

/// A mail that the relay took.
#[derive(Clone, Debug)]
pub struct Received {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// The message, its dots as they were before they were doubled.
    pub bytes: Vec<u8>,
    /// When `DATA` was given.
    pub data_at: SystemTime,
    /// When the final dot came.
    pub dot_at: SystemTime,
    /// Over which connection, from 1 on.
    pub connection: u64,
}

impl Received {
    /// The value of the first header of this name, unfolded.
    pub fn header(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(&self.bytes);
        let head = text.split("\r\n\r\n").next()?.replace("\r\n ", " ").replace("\r\n\t", " ");
        head.split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
    }
}

/// A `DATA` command, whatever came of it.
#[derive(Clone, Debug)]
pub struct DataCommand {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// When it was given.
    pub at: SystemTime,
    /// Over which connection, from 1 on.
    pub connection: u64,
}

/// Everything that is behind the lock.
#[derive(Debug, Default)]
pub(crate) struct Open {
    pub(crate) mails: Vec<Received>,
    pub(crate) data_commands: Vec<DataCommand>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) is_refusing: bool,
    /// Connections made, mails begun, and connections open now.
    pub(crate) connections: u64,
    pub(crate) begun: u64,
    pub(crate) live: u64,
}

/// The shared record.
#[derive(Debug)]
pub(crate) struct Ledger {
    open: Mutex<Open>,
    changed: Condvar,
    pub(crate) hang_up: watch::Sender<u64>,
    pub(crate) stop: watch::Sender<bool>,
}

impl Default for Ledger {
    fn default() -> Ledger {
        Ledger {
            open: Mutex::default(),
            changed: Condvar::new(),
            hang_up: watch::Sender::new(0),
            stop: watch::Sender::new(false),
        }
    }
}

impl Ledger {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the record and tells those who wait for it.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Open) -> T) -> T {
        let result = change(&mut self.lock());
        self.changed.notify_all();
        result
    }

    pub(crate) fn wait_while(&self, within: Duration, is_missing: impl Fn(&Open) -> bool) -> MutexGuard<'_, Open> {
        let waited = self.changed.wait_timeout_while(self.lock(), within, |open| is_missing(open));
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// What a rule says about this step, if one does. Uses the rule up once.
    pub(crate) fn act(&self, step: Step, place: &Place<'_>) -> Option<Act> {
        self.lock().rules.iter_mut().find_map(|rule| rule.applies(step, place))
    }
}

/// Where a conversation stands: what rules look at.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    pub(crate) connection: u64,
    /// The number of the mail, from 1 on; 0 before the first of this connection.
    pub(crate) mail: u64,
    pub(crate) recipients: &'a [String],
}
