//! A text that is never printed.

use std::fmt;

use ring::digest::{SHA256, digest};

/// Something secret: neither `Debug` nor `Display` shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps it.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// Whether `text` is the secret; how long that takes tells nothing about it.
    pub fn is(&self, text: &str) -> bool {
        digest(&SHA256, self.0.as_bytes()).as_ref() == digest(&SHA256, text.as_bytes()).as_ref()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_compared_and_never_shown() {
        let secret = Secret::new("hunter2");
        assert!(secret.is("hunter2") && !secret.is("hunter") && !secret.is(""));
        assert!(!format!("{secret:?}").contains("hunter2"));
    }
}
