//! What every mail has around its content, in both parts.

use super::text;

/// The head and foot of a mail. All strings are clean; templates escape them.
pub struct Frame {
    pub subject: String,
    /// What a mailbox shows after the subject: adds to it, never repeats it.
    pub preheader: String,
    /// Beside the name at the top.
    pub over: String,
    /// Why this mail came, and why now.
    pub why: String,
    /// How mail like this is stopped, if it can be.
    pub stop: Option<Stop>,
}

/// The link that stops mail like this.
pub struct Stop {
    pub label: String,
    pub url: String,
}

impl Frame {
    /// The foot of the text part: the signature mark of RFC 3676, then why and how to stop it.
    pub fn foot(&self) -> String {
        let why = text::plain(&self.why);
        match &self.stop {
            Some(Stop { label, url }) => format!("-- \n{why}\n{label}: {url}"),
            None => format!("-- \n{why}"),
        }
    }
}
