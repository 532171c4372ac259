//! One change in words.

use store::Timestamp;

use super::{ChangeView, What};
use crate::mail::{clean, text, when};

/// A change as a row: `09:31  Ben Okafor moved it from To do to In progress`.
pub struct ChangeLine {
    pub clock: String,
    pub by: String,
    /// `changed the title to`
    pub did: String,
    /// What the eye should find.
    pub value: Option<String>,
    /// `(was Old title)`, `(on 11 March)`
    pub aside: Option<String>,
    /// Text of several lines, below.
    pub quote: Option<String>,
}

impl ChangeLine {
    /// The row for a change in a mail of the date `sent`.
    pub fn new(change: &ChangeView, sent: Timestamp) -> ChangeLine {
        let (did, value, was, quote) = match &change.what {
            What::Title { from, to } => {
                ("changed the title to".to_owned(), Some(clean::line(to)), Some(clean::line(from)), None)
            }
            What::Description { to } => match clean::body(to) {
                to if to.is_empty() => ("removed the description".to_owned(), None, None, None),
                to => ("changed the description".to_owned(), None, None, Some(to)),
            },
            What::Value { of, from, to: Some(to) } => {
                (format!("changed the {of} to"), Some(clean::line(to)), from.as_deref().map(clean::line), None)
            }
            What::Value { of, from, to: None } => {
                (format!("removed the {of}"), None, from.as_deref().map(clean::line), None)
            }
            What::Opened => ("opened it".to_owned(), None, None, None),
            What::Comment { text } => ("commented".to_owned(), None, None, Some(clean::body(text))),
            What::Labels { added, removed } => (labelled(added, removed), None, None, None),
            What::Private { is_private } => (made(*is_private).to_owned(), None, None, None),
            What::Status { from, to } => {
                (format!("moved it from {} to", clean::line(from)), Some(clean::line(to)), None, None)
            }
        };
        let was = was.filter(|was| !was.is_empty()).map(|was| format!("was {was}"));
        let day = when::other_day(change.at, sent).map(|day| format!("on {day}"));
        let aside = [was, day].into_iter().flatten().collect::<Vec<_>>().join(", ");
        ChangeLine {
            clock: when::clock(change.at),
            by: clean::line(&change.by),
            did,
            value,
            aside: Some(aside).filter(|aside| !aside.is_empty()).map(|aside| format!("({aside})")),
            quote,
        }
    }

    /// The row in the text part, with its quote.
    pub fn in_text(&self) -> String {
        let words = [Some(&self.by), Some(&self.did), self.value.as_ref(), self.aside.as_ref()];
        let sentence = words.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
        let colon = if self.quote.is_some() { ":" } else { "" };
        let row = text::wrap(&format!("{sentence}{colon}"), &format!("{}  ", self.clock), &" ".repeat(7));
        match &self.quote {
            None => row,
            Some(quote) => format!("{row}\n\n{}\n", text::wrap(quote, "       > ", "       > ")),
        }
    }
}

impl ChangeView {
    /// What was done, for a subject.
    pub(super) fn in_brief(&self) -> String {
        match &self.what {
            What::Title { .. } => "changed the title".to_owned(),
            What::Description { to } if clean::body(to).is_empty() => "removed the description".to_owned(),
            What::Description { .. } => "changed the description".to_owned(),
            What::Status { to, .. } => format!("moved it to {}", clean::line(to)),
            What::Value { of, to: Some(to), .. } => format!("changed the {of} to {}", clean::line(to)),
            What::Value { of, to: None, .. } => format!("removed the {of}"),
            What::Opened => "opened it".to_owned(),
            What::Comment { .. } => "commented".to_owned(),
            What::Labels { added, removed } => labelled(added, removed),
            What::Private { is_private } => made(*is_private).to_owned(),
        }
    }
}

fn labelled(added: &[String], removed: &[String]) -> String {
    let list = |names: &[String]| names.iter().map(|name| clean::line(name)).collect::<Vec<_>>().join(", ");
    match (added.is_empty(), removed.is_empty()) {
        (false, true) => format!("labelled it {}", list(added)),
        (true, _) => format!("took the label {} from it", list(removed)),
        (false, false) => format!("labelled it {}, no longer {}", list(added), list(removed)),
    }
}

fn made(is_private: bool) -> &'static str {
    if is_private { "made it private" } else { "opened it to everybody in reach of the project" }
}
