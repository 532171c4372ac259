//! Markup that is shown as it is, and the smallest parts.

use std::borrow::Borrow;
use std::fmt;

use askama::filters::{Html as Escape, escape};

use super::icon;
use crate::web::text;

/// Markup of ours: what people typed in it has been escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Markup that we wrote ourselves, or that was made safe.
    pub fn new(markup: impl Into<String>) -> Html {
        Html(markup.into())
    }

    /// `text` as markup.
    pub fn escaped(text: &str) -> Html {
        Html(escaped(text))
    }

    /// A time, machine-readable and in words.
    pub fn time(datetime: &str, words: &str) -> Html {
        Html(format!("<time datetime=\"{datetime}\">{}</time>", escaped(words)))
    }

    /// A time that the script counts down to.
    pub fn countdown(datetime: &str, words: &str) -> Html {
        Html(format!("<time data-due datetime=\"{datetime}\">{}</time>", escaped(words)))
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is between the tags.
    #[cfg(test)]
    pub fn text(&self) -> String {
        let pieces = self.0.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
        pieces.collect()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// `text` with what means something in markup put otherwise.
pub(super) fn escaped(text: &str) -> String {
    let Ok(safe) = escape(text, Escape);
    safe.to_string()
}

/// A name in a sentence.
pub fn bold(text: &str) -> Html {
    Html(format!("<b>{}</b>", escaped(text)))
}

/// What is to be copied as it is.
pub fn code(text: &str) -> Html {
    Html(format!("<code>{}</code>", escaped(text)))
}

/// A label of a project, in its hue (0 is grey).
pub fn label(name: &str, hue: impl Borrow<u8>) -> Html {
    Html(format!("<span class=\"label\" data-hue=\"{}\">{}</span>", hue.borrow(), escaped(name)))
}

/// A word in a box: a project's key.
pub fn tag(text: &str) -> Html {
    Html(format!("<span class=\"tag\">{}</span>", escaped(text)))
}

/// A note on a page: `kind` is `"good"`, `"bad"` or nothing.
pub fn note(kind: &str, text: impl fmt::Display) -> Html {
    let (class, icon) = match kind {
        "good" => ("note good", icon::icon("check")),
        "bad" => ("note bad", icon::icon("alert")),
        _ => ("note", icon::icon("clock")),
    };
    let role = if kind == "bad" { " role=\"alert\"" } else { "" };
    let text = if kind == "bad" { text::fault(&text.to_string()) } else { text.to_string() };
    Html(format!("<div class=\"{class}\"{role}>{icon}<p>{}</p></div>", escaped(&text)))
}
