//! `updated`: others changed an issue that is yours.
//!
//! One mail tells of all changes made while it waited, oldest first.

use anyhow::{Context, Result, ensure};
use askama::Template;
use store::Timestamp;

use super::{
    Envelope, IssueView, Person, Sender, clean,
    compose::Letter,
    frame::{Frame, Stop},
    text, when,
};

mod line;

use line::ChangeLine;

/// An issue that `to` hears of was changed.
#[derive(Debug, Clone)]
pub struct Updated {
    /// Who hears of it.
    pub to: Person,
    /// Why they do.
    pub because: Because,
    /// The issue as it is now.
    pub issue: IssueView,
    /// At least one, oldest first.
    pub changes: Vec<ChangeView>,
    /// Where this mail is stopped.
    pub stop_url: String,
}

/// Why somebody hears of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// They have it.
    Assigned,
    /// They opened it.
    Opened,
    /// They said something about it.
    Commented,
    /// Somebody mentioned them.
    Mentioned,
    /// They asked for it.
    Watching,
    /// They asked for all of its project.
    Project,
}

impl Because {
    /// The sentence for the issue of this key, without its full stop.
    fn sentence(self, key: &str) -> String {
        match self {
            Because::Assigned => format!("You get this because {key} is assigned to you"),
            Because::Opened => format!("You get this because you opened {key}"),
            Because::Commented => format!("You get this because you commented on {key}"),
            Because::Mentioned => format!("You get this because you were mentioned in {key}"),
            Because::Watching => format!("You get this because you watch {key}"),
            Because::Project => format!("You get this because you watch the whole project of {key}"),
        }
    }
}

/// One change.
#[derive(Debug, Clone)]
pub struct ChangeView {
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
    /// What it was.
    pub what: What,
}

/// What a change did.
#[derive(Debug, Clone)]
pub enum What {
    /// The title.
    Title {
        /// As it was.
        from: String,
        /// As it is.
        to: String,
    },
    /// The description; shown as it is now.
    Description {
        /// As it is; empty when it was removed.
        to: String,
    },
    /// A value with a name, such as the priority.
    Value {
        /// What people call it.
        of: &'static str,
        /// As it was, if it was set.
        from: Option<String>,
        /// As it is, if it is set.
        to: Option<String>,
    },
    /// It is new.
    Opened,
    /// Somebody said something.
    Comment {
        /// What, in lines.
        text: String,
    },
    /// The labels.
    Labels {
        /// What it got.
        added: Vec<String>,
        /// What it lost.
        removed: Vec<String>,
    },
    /// Who may see it.
    Private {
        /// Whether only the project's members do from now on.
        is_private: bool,
    },
    /// The status, by its labels.
    Status {
        /// As it was.
        from: String,
        /// As it is.
        to: String,
    },
}

impl Updated {
    /// The mail as bytes, CRLF only. Fails without a change, or if an address or the stop link is unusable.
    pub fn compose(&self, sender: &Sender, envelope: &Envelope) -> Result<Vec<u8>> {
        ensure!(!self.changes.is_empty(), "an updated mail without a change");
        let (frame, text, html) = self.words(sender, envelope)?;
        Letter { to: &self.to, frame: &frame, text, html, reason: "updated" }.compose(sender, envelope)
    }

    /// What stands around its words, and these as text and as HTML.
    pub(super) fn words(&self, sender: &Sender, envelope: &Envelope) -> Result<(Frame, String, String)> {
        let frame = self.frame(envelope.date);
        let page = Page::new(self, sender, envelope);
        let text = Text { frame: &frame, page: &page }.render().context("rendering the text of an updated mail")?;
        let html = Html { frame: &frame, page: &page }.render().context("rendering the HTML of an updated mail")?;
        Ok((frame, text, html))
    }

    fn frame(&self, sent: Timestamp) -> Frame {
        let key = clean::line(&self.issue.key);
        Frame {
            subject: format!("[{key}] {}", self.summary()),
            preheader: clean::clip(&clean::line(&self.issue.title), 200),
            over: clean::line(&self.issue.project),
            why: format!("{}. {}", self.because.sentence(&key), self.why_now(sent)),
            stop: Some(Stop { label: format!("Stop mail about {key}"), url: self.stop_url.clone() }),
        }
    }

    fn why_now(&self, sent: Timestamp) -> String {
        let first = self.changes.iter().map(|change| change.at).min().unwrap_or(sent);
        let held = when::clamped(sent).saturating_sub(when::clamped(first));
        match (when::about(held), self.changes.len()) {
            (None, _) => "It left at once.".to_owned(),
            (Some(held), 1) => format!("It left {held} after the change, in case more followed."),
            (Some(held), _) => format!("It left {held} after the first change, to tell of all in one mail."),
        }
    }

    /// Who did what, in a few words; without names when they were several.
    fn summary(&self) -> String {
        let first = clean::clip(&clean::line(&self.changes[0].by), 100);
        if let [only] = self.changes.as_slice() {
            return format!("{first} {}", only.in_brief());
        }
        let changes = when::counted(self.changes.len() as u128, "change");
        let by_one = self.changes.iter().all(|change| change.by == self.changes[0].by);
        if by_one { format!("{changes} by {first}") } else { changes }
    }
}

/// What both parts show, clean.
struct Page {
    issue_key: String,
    issue_url: String,
    project: String,
    title: String,
    count: String,
    changes: Vec<ChangeLine>,
}

impl Page {
    fn new(mail: &Updated, sender: &Sender, envelope: &Envelope) -> Page {
        let issue_key = clean::line(&mail.issue.key);
        Page {
            issue_url: sender.issue_url(&issue_key),
            issue_key,
            project: clean::line(&mail.issue.project),
            title: clean::line(&mail.issue.title),
            count: when::counted(mail.changes.len() as u128, "change"),
            changes: mail.changes.iter().map(|change| ChangeLine::new(change, envelope.date)).collect(),
        }
    }

    fn headline(&self) -> String {
        text::plain(&format!("{} on {} ({}), times in UTC", self.count, self.issue_key, self.project))
    }

    fn changes_in_text(&self) -> String {
        let rows: Vec<String> = self.changes.iter().map(ChangeLine::in_text).collect();
        rows.join("\n").trim_end().to_owned()
    }
}

#[derive(Template)]
#[template(path = "mail/updated/text.txt")]
struct Text<'a> {
    frame: &'a Frame,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "mail/updated/html.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a Page,
}
