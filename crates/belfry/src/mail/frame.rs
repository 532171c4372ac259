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
    pub stop_label: String,
    pub stop_url: String,
}

impl Frame {
    /// The foot of the text part: the signature mark of RFC 3676, then why and how to stop it.
    pub fn foot(&self) -> String {
        format!("-- \n{}\n{}: {}", text::plain(&self.why), self.stop_label, self.stop_url)
    }
}
