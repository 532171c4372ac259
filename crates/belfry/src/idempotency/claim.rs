//! A key, and what is asked for under it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The longest key, in characters.
const MOST: usize = 255;

/// What a sender calls one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// The key in a header: a string in quotation marks (RFC 8941), or the same without them. The error says what to put right.
    pub fn parse(header: &str) -> Result<Key, String> {
        let text = header.trim();
        let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        let is_plain = inside.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        if inside.is_empty() || inside.len() > MOST || !is_plain || inside.contains(['"', '\\']) {
            return Err(format!(
                "Idempotency-Key: a key is 1 to {MOST} characters of ASCII, without quotation marks and backslashes inside; a UUID is a good one."
            ));
        }
        Ok(Key(inside.to_owned()))
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A key with what is asked for under it, on its way through one request. Clones share what became of it.
#[derive(Clone, Debug)]
pub struct Claim(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    key: Key,
    fingerprint: String,
    is_lost: AtomicBool,
    is_kept: AtomicBool,
}

impl Claim {
    /// This is asked for under this key.
    pub fn new(key: Key, fingerprint: String) -> Claim {
        Claim(Arc::new(Inside { key, fingerprint, is_lost: AtomicBool::new(false), is_kept: AtomicBool::new(false) }))
    }

    /// The key.
    pub fn key(&self) -> &str {
        self.0.key.as_str()
    }

    /// What stands for what is asked for: the same for the same only.
    pub fn fingerprint(&self) -> &str {
        &self.0.fingerprint
    }

    /// Somebody else took the key first.
    pub fn is_lost(&self) -> bool {
        self.0.is_lost.load(Ordering::Relaxed)
    }

    /// Whether the answer is kept already.
    pub fn is_kept(&self) -> bool {
        self.0.is_kept.load(Ordering::Relaxed)
    }

    pub(super) fn lose(&self) {
        self.0.is_lost.store(true, Ordering::Relaxed);
    }

    pub(super) fn set_kept(&self) {
        self.0.is_kept.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_with_and_without_its_quotation_marks() {
        for header in ["\"8e03978e-40d5\"", "8e03978e-40d5", " 8e03978e-40d5 "] {
            assert_eq!(Key::parse(header).unwrap().as_str(), "8e03978e-40d5");
        }
        let longest = "x".repeat(MOST);
        assert!(Key::parse(&longest).is_ok());
        for header in ["", "\"\"", "\"", "a\"b", "a\\b", "\u{e9}", &format!("{longest}x")] {
            assert!(Key::parse(header).is_err(), "{header}");
        }
    }
}
