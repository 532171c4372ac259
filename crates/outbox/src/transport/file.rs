//! Mail as files: each letter one `.eml` in a folder, to be opened with any mail program.
//!
//! A file appears whole or not at all: it is written under another name, synced, renamed, and the folder synced. Its name is
//! made of the letter's own `Date` and `Message-ID`, so that names sort by time, and a repeat of the same letter replaces
//! the file instead of adding one.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::fmt::rfc2822::DateTimeParser;
use jiff::tz::TimeZone;

use super::{Cause, Failure, OnPhase, Parcel, Phase, Reply};

/// A folder of letters.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: PathBuf) -> Folder {
        Folder(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Creates the folder if there is none, and sees whether it takes files.
    pub(super) async fn open(&self) -> Result<(), Failure> {
        let folder = self.0.clone();
        aside(move || check(&folder)).await.map_err(|error| Phase::Connect.failed(self.lost(&error)))
    }

    pub(super) async fn deliver(&self, parcel: &Parcel, on_phase: OnPhase<'_>) -> Result<Reply, Failure> {
        let content = |error: io::Error| Phase::Content.failed(self.lost(&error));
        let (name, bytes) = (name(parcel), parcel.bytes.clone());
        let (part, whole) = (self.0.join(format!(".{name}.part")), self.0.join(&name));
        let writing = part.clone();
        aside(move || write(&writing, &bytes)).await.map_err(content)?;
        on_phase(Phase::Data);
        aside(move || fs::rename(part, whole)).await.map_err(content)?;
        on_phase(Phase::FinalDot);
        let folder = self.0.clone();
        // From here on the file is there, but may not survive a loss of power.
        aside(move || File::open(folder)?.sync_all())
            .await
            .map_err(|error| Phase::FinalDot.failed(self.lost(&error)))?;
        Ok(Reply { code: 250, enhanced: Some((2, 0, 0)), text: format!("written to {name}") })
    }

    fn lost(&self, error: &io::Error) -> Cause {
        Cause::Lost(format!("the folder {} does not take mail: {error}", self.0.display()))
    }
}

fn check(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let trial = folder.join(format!(".trial-{}-{:?}", std::process::id(), std::thread::current().id()));
    File::create(&trial)?;
    fs::remove_file(&trial)
}

fn write(part: &Path, bytes: &[u8]) -> io::Result<()> {
    let written = File::create(part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if written.is_err() {
        // A full disk is not helped by half a letter. If this fails too, the next attempt overwrites it.
        let _ = fs::remove_file(part);
    }
    written
}

/// Runs what may block where it may.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn name(parcel: &Parcel) -> String {
    let date = date(&parcel.bytes).unwrap_or_else(|| "undated".to_owned());
    format!("{date}-{:016x}.eml", fnv1a(parcel.message_id.as_bytes()))
}

/// The letter's own date in UTC, as digits that sort.
fn date(bytes: &[u8]) -> Option<String> {
    let head = bytes.split(|byte| *byte == b'\n').take_while(|line| !matches!(line, [] | [b'\r']));
    let line = head
        .filter_map(|line| std::str::from_utf8(line).ok())
        .find_map(|line| line.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("date:")).then(|| &line[5..]))?;
    let at = DateTimeParser::new().parse_timestamp(line.trim()).ok()?;
    Some(at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string())
}

/// FNV-1a, 64 bits: the same in every release, unlike the standard library's.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(id: &str, date: &str) -> Parcel {
        let bytes = format!("From: a@x\r\nDate: {date}\r\nSubject: x\r\n\r\nDate: no\r\n").into_bytes();
        Parcel { from: "a@x".into(), to: "b@x".into(), message_id: id.into(), bytes: bytes.into() }
    }

    #[test]
    fn names_sort_by_time_and_differ_by_message_id() {
        let early = name(&parcel("<2@x>", "Mon, 23 Nov 2026 23:30:00 +0200"));
        let late = name(&parcel("<1@x>", "Mon, 23 Nov 2026 21:30:01 +0000"));
        assert!(early.starts_with("20261123T213000Z-") && early < late, "{early} {late}");
        assert_ne!(name(&parcel("<1@x>", "x")), name(&parcel("<2@x>", "x")));
    }
}
