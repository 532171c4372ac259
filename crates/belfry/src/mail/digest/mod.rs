//! `digest`: all that is open and yours.
//!
//! The issues are listed by project and in the order given; of those that are too many, how many they are, and where.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use askama::Template;
use store::Timestamp;

use super::{
    Envelope, Person, Sender, clean,
    compose::Letter,
    frame::{Frame, Stop},
    text, when,
};

/// The open issues of `to`.
#[derive(Debug, Clone)]
pub struct Digest {
    /// The assignee.
    pub to: Person,
    /// Project names and their issues; at least one issue in all.
    pub projects: Vec<(String, Vec<IssueLine>)>,
    /// How many more are open than are listed.
    pub more: usize,
    /// The moment the list was true.
    pub at: Timestamp,
    /// How often a digest is sent.
    pub rhythm: Rhythm,
    /// Where digests are stopped.
    pub stop_url: String,
}

/// How often a digest is sent.
#[derive(Debug, Clone)]
pub enum Rhythm {
    /// Every so often.
    Every(Duration),
    /// At a local time on some days.
    Calendar {
        /// The days, `Monday`; at least one.
        days: Vec<String>,
        /// `09:30`
        at: String,
        /// `Europe/Berlin`
        zone: String,
    },
}

impl Rhythm {
    fn words(&self) -> String {
        match self {
            Rhythm::Every(every) => format!("every {}", when::span(*every)),
            Rhythm::Calendar { days, at, zone } if days.len() == 7 => format!("every day at {at} ({zone})"),
            Rhythm::Calendar { days, at, zone } => {
                let days = match days.split_last() {
                    Some((last, [])) => last.clone(),
                    Some((last, others)) => format!("{} and {last}", others.join(", ")),
                    None => String::new(),
                };
                format!("every {days} at {at} ({zone})")
            }
        }
    }
}

/// An issue in a digest.
#[derive(Debug, Clone)]
pub struct IssueLine {
    /// `BEL-142`.
    pub key: String,
    /// One line.
    pub title: String,
    /// `In progress`.
    pub status_label: String,
}

impl Digest {
    /// The mail as bytes, CRLF only. Fails when nothing is open, or if an address or the stop link is unusable.
    pub fn compose(&self, sender: &Sender, envelope: &Envelope) -> Result<Vec<u8>> {
        ensure!(self.count() > 0, "a digest of nothing");
        let (frame, text, html) = self.words(sender)?;
        Letter { to: &self.to, frame: &frame, text, html, reason: "digest" }.compose(sender, envelope)
    }

    /// What stands around its words, and these as text and as HTML.
    pub(super) fn words(&self, sender: &Sender) -> Result<(Frame, String, String)> {
        let frame = self.frame();
        let page = Page::new(self, sender);
        let text = Text { frame: &frame, page: &page }.render().context("rendering the text of a digest")?;
        let html = Html { frame: &frame, page: &page }.render().context("rendering the HTML of a digest")?;
        Ok((frame, text, html))
    }

    fn count(&self) -> usize {
        self.projects.iter().map(|(_, issues)| issues.len()).sum::<usize>() + self.more
    }

    fn frame(&self) -> Frame {
        let shares = self.projects.iter().filter(|(_, issues)| !issues.is_empty());
        let mut shares: Vec<String> =
            shares.map(|(name, issues)| format!("{} in {}", issues.len(), clean::line(name))).collect();
        shares.extend((self.more > 0).then(|| format!("{} more", self.more)));
        Frame {
            subject: format!("Your {}", when::counted(self.count() as u128, "open issue")),
            preheader: clean::clip(&format!("{}.", shares.join(", ")), 200),
            over: format!("Digest, {}, {} UTC", when::day(self.at), when::clock(self.at)),
            why: format!("Sent {}. No digest is sent when nothing is open.", self.rhythm.words()),
            stop: Some(Stop { label: "No more digests".to_owned(), url: self.stop_url.clone() }),
        }
    }
}

/// What both parts show, clean.
struct Page {
    greeting: String,
    projects: Vec<Project>,
    more: Option<More>,
    /// The widest key.
    key_columns: usize,
    /// The column of keys in the HTML part.
    key_px: usize,
}

/// What is not listed: how many, and where to see them.
struct More {
    words: String,
    url: String,
}

struct Project {
    name: String,
    issues: Vec<Row>,
}

struct Row {
    key: String,
    url: String,
    title: String,
    status: String,
}

impl Page {
    fn new(mail: &Digest, sender: &Sender) -> Page {
        let open = when::counted(mail.count() as u128, "open issue");
        let name = clean::line(&mail.to.name);
        let rows = |issues: &[IssueLine]| issues.iter().map(|issue| Row::new(issue, sender)).collect();
        let projects = mail.projects.iter().filter(|(_, issues)| !issues.is_empty());
        let projects: Vec<Project> =
            projects.map(|(name, issues)| Project { name: clean::line(name), issues: rows(issues) }).collect();
        let key_columns =
            projects.iter().flat_map(|p| &p.issues).map(|row| row.key.len()).max().unwrap_or(0).clamp(7, 24);
        Page {
            greeting: if name.is_empty() { format!("Hello. {open}") } else { format!("Hello {name}. {open}") },
            projects,
            more: (mail.more > 0).then(|| More::new(mail.more, sender)),
            key_columns,
            key_px: key_columns * 8 + 8,
        }
    }

    fn row_in_text(&self, row: &Row) -> String {
        let key_columns = self.key_columns;
        let words = format!("{} ({})", row.title, row.status);
        let first = format!("  {:<key_columns$} ", row.key);
        let margin = " ".repeat(key_columns + 3);
        format!("{}\n{margin}{}", text::wrap(&words, &first, &margin), row.url)
    }
}

impl More {
    fn new(count: usize, sender: &Sender) -> More {
        More {
            words: format!("And {}", when::counted(count as u128, "more open issue")),
            url: sender.my_open_issues_url(),
        }
    }

    fn in_text(&self) -> String {
        format!("{}:\n{}", self.words, self.url)
    }
}

impl Project {
    fn heading(&self) -> String {
        text::heading(&format!("{} ({})", self.name, self.issues.len()))
    }
}

impl Row {
    fn new(issue: &IssueLine, sender: &Sender) -> Row {
        let key = clean::line(&issue.key);
        Row {
            url: sender.issue_url(&key),
            key,
            title: clean::line(&issue.title),
            status: clean::line(&issue.status_label),
        }
    }
}

#[derive(Template)]
#[template(path = "mail/digest/text.txt")]
struct Text<'a> {
    frame: &'a Frame,
    page: &'a Page,
}

#[derive(Template)]
#[template(path = "mail/digest/html.html")]
struct Html<'a> {
    frame: &'a Frame,
    page: &'a Page,
}
