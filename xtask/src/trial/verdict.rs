//! The end of a trial: all mail comes to its end, and everything is compared.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use testrelay::Relay;

use super::mails::Ledgers;
use super::summary::Summary;
use super::writer::Writer;
use crate::people::People;
use crate::rows::{Row, Visit};
use crate::server;

const DRAIN_WITHIN: Duration = Duration::from_secs(90);

/// Waits until every mail has come to its end. What has not by then is found by [`judge`].
///
/// # Errors
/// As the database fails.
pub fn drain(database: &Visit) -> Result<Duration> {
    let started = Instant::now();
    while database.count_unfinished()? > 0 && started.elapsed() < DRAIN_WITHIN {
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(started.elapsed())
}

/// Compares the rows with what the relay took and with what people were told; and counts it all.
pub fn judge(summary: &mut Summary, (rows, relay): (&[Row], &Relay), (people, writers): (&People, &[Writer])) {
    let issues: BTreeMap<_, _> =
        writers.iter().flat_map(|writer| &writer.issues).map(|issue| (issue.number, issue)).collect();
    let (received, data_commands) = (relay.take_mails(), relay.data_commands());
    let (received, data_commands) = (received.as_slice(), data_commands.as_slice());
    let ledgers = Ledgers { rows, received, data_commands, people, issues: &issues };
    summary.count(&ledgers);
    summary.violations.extend(ledgers.violations());
    for writer in writers {
        summary.acknowledged += writer.acknowledged;
        summary.unavailable += writer.unavailable;
        summary.not_known += writer.unknown;
        summary.doubts = [0, 1].map(|which| summary.doubts[which] + writer.doubts[which]);
        summary.violations.extend(writer.violations.iter().cloned());
    }
}

/// A panic in a server's log is a violation.
pub fn look_for_panics(summary: &mut Summary, log: &Path) {
    let panics = server::panics(log);
    if panics > 0 {
        summary.violations.push(format!("{panics} panics in {}", log.display()));
    }
}
