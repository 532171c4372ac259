//! The three mails about issues with made-up issues in them: for whoever wants to see how they look, and for the tests.

use std::time::Duration;

use anyhow::Result;
use store::Timestamp;

use super::{
    Envelope, IssueView, Person, Sender,
    assigned::Assigned,
    digest::{Digest, IssueLine, Rhythm},
    message_id, thread_root,
    updated::{ChangeView, Updated, What},
};

/// A mail as its reader sees it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The subject.
    pub subject: String,
    /// Without styles.
    pub text: String,
    /// A whole document, with its styles in it.
    pub html: String,
}

/// The mail of this kind; `None` if it is none of the three.
///
/// # Errors
/// If it cannot be written.
pub fn shown(kind: &str) -> Option<Result<Shown>> {
    let (sender, envelope) = (sender(), envelope(Some("BEL-142"), after(30)));
    let words = match kind {
        "assigned" => assigned().words(&sender, &envelope),
        "updated" => updated().words(&sender, &envelope),
        "digest" => digest().words(&sender),
        _ => return None,
    };
    Some(words.map(|(frame, text, html)| Shown { subject: frame.subject, text, html }))
}

pub(super) const STOP: &str = "https://tracker.tidewater.dev/stop/3q2-7wAAAAAAAAAAAAAAAA";
pub(super) const MINUTE: i64 = 60_000_000;
/// Thursday 12 March 2026, 09:02:30 UTC.
pub(super) const MORNING: Timestamp = Timestamp(1_773_306_150_000_000);

pub(super) fn after(minutes: i64) -> Timestamp {
    Timestamp(MORNING.0 + minutes * MINUTE)
}

pub(super) fn sender() -> Sender {
    Sender::new("belfry@tidewater.dev", "https://tracker.tidewater.dev/")
}

pub(super) fn envelope(key: Option<&str>, date: Timestamp) -> Envelope {
    let host = sender().host;
    Envelope { message_id: message_id(&host, [0x5a; 16]), date, thread: key.map(|key| thread_root(key, &host)) }
}

pub(super) fn mei() -> Person {
    Person { name: "Mei Tanaka".to_owned(), email: "mei@tidewater.dev".to_owned() }
}

pub(super) fn issue() -> IssueView {
    IssueView {
        key: "BEL-142".to_owned(),
        title: "Mail goes out twice when the worker restarts between RCPT and 250".to_owned(),
        description: "When the mail worker is stopped after the server has accepted `RCPT TO` but before the final \
            `250` is stored, the job is still marked `sending`. On start it goes back to the queue and the reader gets \
            the same mail a second time.\n\nSeen on:\n- tide1 & tide2\n- <staging>"
            .to_owned(),
        status_label: "In progress".to_owned(),
        project: "Belfry core".to_owned(),
        author_name: "Dara Novák".to_owned(),
    }
}

pub(super) fn assigned() -> Assigned {
    Assigned {
        to: mei(),
        issue: issue(),
        by: "Ben Okafor".to_owned(),
        assigned_at: MORNING,
        delay: Duration::from_secs(720),
        stop_url: STOP.to_owned(),
    }
}

pub(super) fn change(minutes: i64, by: &str, what: What) -> ChangeView {
    ChangeView { at: after(minutes), by: by.to_owned(), what }
}

pub(super) fn status() -> What {
    What::Status { from: "To do".to_owned(), to: "In progress".to_owned() }
}

pub(super) fn updated() -> Updated {
    let title = What::Title { from: "Mail goes out twice".to_owned(), to: issue().title };
    let description = What::Description {
        to: "nginx closes an idle upstream after `proxy_read_timeout`, 60 s by default. We sent no comment line as a \
            heartbeat.\n\nSending `: hi` every 25 s fixes it here."
            .to_owned(),
    };
    Updated {
        because: super::updated::Because::Assigned,
        to: mei(),
        issue: issue(),
        changes: vec![
            change(29, "Ben Okafor", status()),
            change(29, "Ben Okafor", title),
            change(30, "Ben Okafor", description),
        ],
        stop_url: STOP.to_owned(),
    }
}

pub(super) fn digest() -> Digest {
    let line = |key: &str, title: &str, status: &str| IssueLine {
        key: key.to_owned(),
        title: title.to_owned(),
        status_label: status.to_owned(),
    };
    Digest {
        to: mei(),
        projects: vec![
            (
                "Ringer".to_owned(),
                vec![
                    line("RNG-50", "A mail queued at 23:59 skips the next day’s digest", "To do"),
                    line("RNG-51", "Honour quiet hours across a daylight-saving change", "In progress"),
                ],
            ),
            ("Belfry core".to_owned(), vec![line("BEL-1290", "Sending the same form twice opens two issues", "To do")]),
        ],
        more: 0,
        at: MORNING,
        rhythm: Rhythm::Every(Duration::from_secs(86_400)),
        stop_url: STOP.to_owned(),
    }
}
