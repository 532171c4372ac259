//! `assigned`: an issue is now yours.
//!
//! Sent once the assignment has stood for its delay, with the issue as it then is.

use std::time::Duration;

use anyhow::{Context, Result};
use askama::Template;
use store::Timestamp;

use super::{
    Envelope, IssueView, Person, Sender, clean,
    compose::Letter,
    frame::{Frame, Stop},
    text, when,
};

/// An issue was assigned to `to`.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// The assignee.
    pub to: Person,
    /// The issue as it is now.
    pub issue: IssueView,
    /// Who assigned it.
    pub by: String,
    /// When they did.
    pub assigned_at: Timestamp,
    /// How long it was held after that.
    pub delay: Duration,
    /// Where this mail is stopped.
    pub stop_url: String,
}

impl Assigned {
    /// The mail as bytes, CRLF only. Fails if an address or the stop link is unusable.
    pub fn compose(&self, sender: &Sender, envelope: &Envelope) -> Result<Vec<u8>> {
        let (frame, text, html) = self.words(sender, envelope)?;
        Letter { to: &self.to, frame: &frame, text, html, reason: "assigned" }.compose(sender, envelope)
    }

    /// What stands around its words, and these as text and as HTML.
    pub(super) fn words(&self, sender: &Sender, envelope: &Envelope) -> Result<(Frame, String, String)> {
        let frame = self.frame(envelope);
        let page = Page::new(self, sender, envelope);
        let text = Text { frame: &frame, page: &page }.render().context("rendering the text of an assigned mail")?;
        let html = Html { frame: &frame, page: &page }.render().context("rendering the HTML of an assigned mail")?;
        Ok((frame, text, html))
    }

    fn frame(&self, envelope: &Envelope) -> Frame {
        let key = clean::line(&self.issue.key);
        let held = match self.delay.is_zero() {
            true => "It was sent at once.".to_owned(),
            false => {
                format!("It was held for {} after the assignment, in case that was a slip.", when::span(self.delay))
            }
        };
        Frame {
            subject: format!("[{key}] Assigned to you: {}", clean::clip(&clean::line(&self.issue.title), 200)),
            preheader: format!(
                "{}. By {}, {}.",
                clean::line(&self.issue.status_label),
                clean::line(&self.by),
                when::moment(self.assigned_at, envelope.date)
            ),
            over: clean::line(&self.issue.project),
            why: format!("You get this because {key} is assigned to you. {held}"),
            stop: Some(Stop { label: format!("Stop mail about {key}"), url: self.stop_url.clone() }),
        }
    }
}

/// What both parts show, clean.
struct Page {
    by: String,
    moment: String,
    issue_key: String,
    issue_url: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    description: String,
}

impl Page {
    fn new(mail: &Assigned, sender: &Sender, envelope: &Envelope) -> Page {
        let issue_key = clean::line(&mail.issue.key);
        Page {
            by: clean::line(&mail.by),
            moment: when::moment(mail.assigned_at, envelope.date),
            issue_url: sender.issue_url(&issue_key),
            issue_key,
            title: clean::line(&mail.issue.title),
            facts: mail.issue.facts(),
            description: clean::body(&mail.issue.description),
        }
    }

    fn headline(&self) -> String {
        text::plain(&format!("{} assigned you {} {}", self.by, self.issue_key, self.moment))
    }

    fn paragraphs(&self) -> Vec<Vec<&str>> {
        clean::paragraphs(&self.description)
    }
}

#[derive(Template)]
#[template(path = "mail/assigned/text.txt")]
struct Text<'a> {
    frame: &'a Frame,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "mail/assigned/html.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a Page,
}
