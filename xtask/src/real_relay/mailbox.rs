//! What arrived, as Python's parser reads it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

const LOOK_EVERY: Duration = Duration::from_millis(200);

/// A letter that arrived.
#[derive(Debug)]
pub struct Letter {
    headers: BTreeMap<String, Vec<String>>,
    pub is_alternative: bool,
    pub parts: Vec<String>,
    pub text: String,
    pub html: String,
    pub defects: Vec<String>,
    pub longest_line: u64,
}

impl Letter {
    /// The value of a header; empty if it is not there exactly once.
    pub fn header(&self, name: &str) -> &str {
        match self.headers.get(name).map(Vec::as_slice) {
            Some([value]) => value,
            _ => "",
        }
    }

    /// Whether it went to this person for this reason.
    pub fn is(&self, reason: &str, person: &str) -> bool {
        self.header("X-Belfry-Reason") == reason && self.header("To").contains(person)
    }

    fn read(value: &Value) -> Letter {
        let texts = |value: &Value| -> Vec<String> {
            value.as_array().into_iter().flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect()
        };
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let headers = value["headers"].as_object().into_iter().flatten();
        Letter {
            headers: headers.map(|(name, values)| (name.clone(), texts(values))).collect(),
            is_alternative: value["type"] == "multipart/alternative",
            parts: texts(&value["parts"]),
            text: text("text"),
            html: text("html"),
            defects: texts(&value["defects"]),
            longest_line: value["longest_line"].as_u64().unwrap_or(u64::MAX),
        }
    }
}

/// Every letter in this maildir, the first to arrive first.
///
/// # Errors
/// If Python cannot read one.
pub fn read(maildir: &Path) -> Result<Vec<Letter>> {
    let script = include_str!("read_mail.py");
    let read = Command::new("python3").args(["-c", script]).arg(maildir).output().context("running python3")?;
    if !read.status.success() {
        bail!("python3 could not read the mail: {}", String::from_utf8_lossy(&read.stderr));
    }
    let letters: Vec<Value> = serde_json::from_slice(&read.stdout).context("reading what python3 found")?;
    Ok(letters.iter().map(Letter::read).collect())
}

/// Waits until a letter like this has arrived. False if none has in time.
///
/// # Errors
/// If Python cannot read a letter.
pub fn wait_for(maildir: &Path, within: Duration, is_it: impl Fn(&Letter) -> bool) -> Result<bool> {
    let started = Instant::now();
    while started.elapsed() < within {
        if read(maildir)?.iter().any(&is_it) {
            return Ok(true);
        }
        std::thread::sleep(LOOK_EVERY);
    }
    Ok(false)
}
