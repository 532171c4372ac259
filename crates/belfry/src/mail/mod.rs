//! The words we send: views in, bytes out.
//!
//! Each kind of mail is a folder with its text and HTML templates: [`assigned`], [`updated`], [`digest`], [`account`].
//! `compose` of a kind is pure: the same view, sender and envelope always give the same bytes, so a mail can be frozen
//! and repeated byte for byte. The bytes hold CRLF line ends only, whatever a user typed, and both parts say the same.
//! Links are built from the configured base URL, never from a request. There are no images and no tracking.
//! Nothing here reads the database, the clock or the network: who gets what and when is the outbox's business.

pub mod account;
pub mod assigned;
pub mod digest;
pub mod updated;

mod clean;
mod compose;
mod frame;
mod identify;
mod text;
pub mod trial;
pub(crate) mod when;

pub mod sample;
#[cfg(test)]
mod tests;

pub use identify::{message_id, thread_root};

use store::Timestamp;

/// Somebody a mail goes to.
#[derive(Debug, Clone)]
pub struct Person {
    /// The name as shown; may be empty, may hold anything a user typed.
    pub name: String,
    /// The address. ASCII only, or composing fails.
    pub email: String,
}

/// Who we are, as configured.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The address in `From`, without a name.
    pub address: String,
    /// Where links lead, without a trailing slash.
    pub base_url: String,
    /// The host of `base_url`, for `Message-ID` and `List-Id`.
    pub host: String,
}

impl Sender {
    /// A sender at `address` whose links lead to `base_url`; the host is taken from it, without its port.
    pub fn new(address: &str, base_url: &str) -> Sender {
        let base_url = base_url.trim_end_matches('/').to_owned();
        let host = identify::host_of(&base_url);
        Sender { address: address.to_owned(), base_url, host }
    }

    /// The list of all that is open for whoever looks.
    pub(crate) fn my_open_issues_url(&self) -> String {
        format!("{}/issues?q=is:open+assignee:@me", self.base_url)
    }

    /// The address of an issue.
    pub(crate) fn issue_url(&self, key: &str) -> String {
        format!("{}/{key}", self.base_url)
    }
}

/// What is fixed once for a mail and repeated in every attempt.
#[derive(Debug, Clone)]
pub struct Envelope {
    /// From [`message_id`], with its angle brackets.
    pub message_id: String,
    /// The `Date` header.
    pub date: Timestamp,
    /// The root of the issue's thread, from [`thread_root`]; `None` for mail about no single issue.
    pub thread: Option<String>,
}

/// An issue as a mail shows it.
#[derive(Debug, Clone)]
pub struct IssueView {
    /// `BEL-142`.
    pub key: String,
    /// One line.
    pub title: String,
    /// As typed; shown as plain paragraphs.
    pub description: String,
    /// `In progress`.
    pub status_label: String,
    /// The project's name.
    pub project: String,
    /// Who opened it.
    pub author_name: String,
}

impl IssueView {
    /// The facts beside the title, in the order shown. A fact that an issue may lack is left out when it is missing.
    fn facts(&self) -> Vec<(&'static str, String)> {
        [("Status", Some(&self.status_label)), ("Project", Some(&self.project)), ("From", Some(&self.author_name))]
            .into_iter()
            .filter_map(|(label, value)| Some((label, clean::line(value?))))
            .filter(|(_, value)| !value.is_empty())
            .collect()
    }
}
