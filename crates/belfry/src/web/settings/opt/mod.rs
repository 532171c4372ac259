//! A row of a form in settings: what is set on the left, with help and with what is wrong, and the control on the right.
//!
//! It shows itself as markup, escaped, with what is wrong tied to its control. A password is never given back. Deliberately
//! not here: whole forms, which each page has for itself.

use askama::Template;

use crate::error::FieldErrors;
use crate::web::part;
use crate::web::text;

/// `.opt-row`. Made by [`line()`], [`choice()`], [`segments()`] and [`text()`], and shown as it is.
#[derive(Clone, Template)]
#[template(path = "web/settings/opt/row.html")]
pub(in crate::web) struct Opt {
    name: &'static str,
    label: String,
    control: Control,
    value: String,
    attributes: &'static str,
    help: String,
    wrong: String,
}

#[derive(Clone)]
enum Control {
    /// One line, of a kind.
    Line(&'static str),
    /// Several lines.
    Text,
    /// A list to choose from: values and words.
    Choice(Vec<(String, String)>),
    /// One of few: values and words.
    Segments(Vec<(String, String)>),
}

fn opt(name: &'static str, label: String, control: Control) -> Opt {
    let (value, help, wrong) = (String::new(), String::new(), String::new());
    Opt { name, label, control, value, attributes: "", help, wrong }
}

/// A line of this kind: `text`, `email`, `password`, `number`.
pub(in crate::web) fn line(name: &'static str, label: String, kind: &'static str) -> Opt {
    opt(name, label, Control::Line(kind))
}

/// Several lines.
pub(in crate::web) fn text(name: &'static str, label: String) -> Opt {
    opt(name, label, Control::Text)
}

/// A list to choose from: values and words.
pub(in crate::web) fn choice(name: &'static str, label: String, options: Vec<(String, String)>) -> Opt {
    opt(name, label, Control::Choice(options))
}

/// One of few: values and words.
pub(in crate::web) fn segments(name: &'static str, label: String, options: Vec<(String, String)>) -> Opt {
    opt(name, label, Control::Segments(options))
}

impl Opt {
    /// What is there, or was typed. A password is never given back.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Opt {
        if !matches!(self.control, Control::Line("password")) {
            self.value = value.into();
        }
        self
    }

    /// Further attributes, as they stand in the markup.
    #[must_use]
    pub fn with(mut self, attributes: &'static str) -> Opt {
        self.attributes = attributes;
        self
    }

    /// A line of help.
    #[must_use]
    pub fn help(mut self, help: String) -> Opt {
        self.help = help;
        self
    }

    /// What is wrong with it, if something is.
    #[must_use]
    pub fn wrong(mut self, errors: &FieldErrors) -> Opt {
        let found = errors.iter().find(|(name, _)| *name == self.name);
        self.wrong = found.map(|(_, english)| text::fault(english)).unwrap_or_default();
        self
    }

    /// The ids of what describes it.
    fn described_by(&self) -> String {
        let wrong = (!self.wrong.is_empty()).then(|| format!("e-{}", self.name));
        let help = (!self.help.is_empty()).then(|| format!("h-{}", self.name));
        [wrong, help].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl askama::filters::HtmlSafe for Opt {}

#[cfg(test)]
mod tests {
    use super::*;

    const CANARY: &str = "\"'><img src=x onerror=1>";

    #[test]
    fn what_was_typed_and_what_is_wrong_with_it_come_back_escaped() {
        let errors = FieldErrors::one("x", CANARY);
        let options = || vec![(CANARY.to_owned(), CANARY.to_owned())];
        for opt in [
            line("x", CANARY.to_owned(), "text"),
            text("x", CANARY.to_owned()),
            choice("x", CANARY.to_owned(), options()),
            segments("x", CANARY.to_owned(), options()),
        ] {
            let html = opt.value(CANARY).wrong(&errors).to_string();
            assert!(!html.contains("<img") && html.contains("id=\"e-x\""), "{html}");
        }
    }

    #[test]
    fn a_password_is_never_given_back() {
        assert!(!line("x", String::new(), "password").value("secret").to_string().contains("secret"));
    }
}
