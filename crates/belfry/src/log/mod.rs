//! The log of a serving process: to the terminal (standard error) and to a file, each at a level of its own.
//!
//! Every line has its time in UTC, its level, where in the code it was written, and what it is about. Nothing secret and
//! nothing that people typed is logged: no address, no token, no password, no body. A panic is logged like any error.

mod rotate;

use std::io::IsTerminal;
use std::panic::PanicHookInfo;

use anyhow::{Context, Result};
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

use crate::config::LogFormat;
use crate::config::settings::Log;
use rotate::LogFile;

/// Starts logging for the life of the process, and has panics logged.
///
/// # Errors
/// If the log file cannot be opened.
pub fn start(log: &Log) -> Result<()> {
    let file = LogFile::open(&log.file, rotate::SIZE_MAX)
        .with_context(|| format!("the log file {} cannot be opened", log.file.display()))?;
    let is_colourful = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    Registry::default()
        .with(layer(std::io::stderr, log.format, is_colourful, log.level))
        .with(layer(file, log.format, false, log.file_level))
        .try_init()
        .context("the log was started already")?;
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

fn layer<S, W>(writer: W, format: LogFormat, is_colourful: bool, level: LevelFilter) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(is_colourful);
    match format {
        LogFormat::Text => layer.with_filter(level).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).with_filter(level).boxed(),
    }
}

fn log_panic(info: &PanicHookInfo<'_>) {
    let message = info.payload_as_str().unwrap_or("(no message)");
    let location = info.location().map(ToString::to_string).unwrap_or_default();
    let thread = std::thread::current();
    tracing::error!(location, thread = thread.name().unwrap_or("?"), "panicked: {message}");
}
