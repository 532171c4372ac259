//! What pages say, in the reader's language: the sentences stand in `en.ftl` and `de.ftl` (Fluent), by their keys.
//!
//! `say` for a sentence as it stands, `tell` for one with something put in: `tell("rows-shown").arg("count", 3)`, and
//! `.html("who", bold)` for what is markup already. What is put in by `arg` is escaped. English is complete; a language
//! that lacks a key is found by a test, and so is a key that no file has.

mod fault;

use std::fmt;
use std::sync::LazyLock;

use axum::http::{HeaderMap, header};
use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};

use super::cookie;
pub(in crate::web) use fault::{fault, reading};

/// The languages that pages speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Complete.
    #[default]
    English,
    /// The proof that there may be others.
    German,
}

/// The cookie in which somebody's choice is kept.
pub(super) const COOKIE: &str = "language";

const ENGLISH: &str = include_str!("en.ftl");
const GERMAN: &str = include_str!("de.ftl");

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 2]> = LazyLock::new(|| Language::ALL.map(bundle));

fn bundle(language: Language) -> Bundle {
    // A tag that cannot be read is no language: numbers and plurals are then as in English.
    let mut bundle = FluentBundle::new_concurrent(vec![language.tag().parse().unwrap_or_default()]);
    bundle.set_use_isolating(false);
    // What cannot be read of a file is missing, which a test finds.
    let resource = FluentResource::try_new(language.source().to_owned()).unwrap_or_else(|(read, _)| read);
    bundle.add_resource_overriding(resource);
    bundle
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// As BCP 47 has it.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    fn source(self) -> &'static str {
        match self {
            Language::English => ENGLISH,
            Language::German => GERMAN,
        }
    }

    /// The language of that tag, whatever region it names.
    pub fn parse(tag: &str) -> Option<Language> {
        let first = tag.trim().split('-').next()?;
        Language::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(first))
    }

    /// What somebody chose, or else what their browser prefers (RFC 9110 section 12.5.4).
    pub fn of(headers: &HeaderMap) -> Language {
        if let Some(chosen) = cookie::read(headers, COOKIE).and_then(Language::parse) {
            return chosen;
        }
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut best = (Language::default(), 0.0);
        for wish in accepted.split(',') {
            let (tag, weight) = wish.split_once(";q=").unwrap_or((wish, "1"));
            let weight: f32 = weight.trim().parse().unwrap_or(0.0);
            if let (Some(language), true) = (Language::parse(tag), weight > best.1) {
                best = (language, weight);
            }
        }
        best.0
    }

    fn bundle(self) -> &'static Bundle {
        &BUNDLES[usize::from(self == Language::German)]
    }

    /// The sentence of this key.
    pub fn say(self, key: &str) -> String {
        self.tell(key).plain()
    }

    /// The sentence of this key, into which something is put.
    pub fn tell(self, key: &str) -> Telling {
        Telling { language: self, key: key.to_owned(), args: FluentArgs::new(), markup: Vec::new() }
    }
}

/// Stands for the first piece of markup in a sentence; the next ones follow. For private use, as Unicode has it.
const FIRST_MARK: u32 = 0xE000;
const MARKS: u32 = 16;

/// A sentence that something is put into. Shown in a template, it is escaped but for the markup that was put in.
pub struct Telling {
    language: Language,
    key: String,
    args: FluentArgs<'static>,
    markup: Vec<String>,
}

impl Telling {
    /// Puts a number in.
    #[must_use]
    pub fn arg(mut self, name: &'static str, number: impl Into<f64>) -> Telling {
        self.args.set(name, FluentValue::from(number.into()));
        self
    }

    /// Puts text in, which is escaped.
    #[must_use]
    pub fn text(mut self, name: &'static str, text: impl fmt::Display) -> Telling {
        let text: String =
            text.to_string().chars().map(|c| if mark_of(c).is_some() { '\u{fffd}' } else { c }).collect();
        self.args.set(name, text);
        self
    }

    /// Puts markup in, which is shown as it is: a part of ours, such as `part::bold(name)`.
    #[must_use]
    pub fn html(mut self, name: &'static str, markup: impl fmt::Display) -> Telling {
        let mark = u32::try_from(self.markup.len()).ok().and_then(|at| char::from_u32(FIRST_MARK + at));
        self.args.set(name, mark.map(String::from).unwrap_or_default());
        self.markup.push(markup.to_string());
        self
    }

    /// The sentence as text, for a title or a header: markup is left out.
    pub fn plain(&self) -> String {
        self.formatted().chars().filter(|c| mark_of(*c).is_none()).collect()
    }

    fn formatted(&self) -> String {
        let found = |language: Language| {
            let bundle = language.bundle();
            let pattern = bundle.get_message(&self.key)?.value()?;
            // What is not put in is shown by its name, which a test finds.
            Some(bundle.format_pattern(pattern, Some(&self.args), &mut Vec::new()).into_owned())
        };
        found(self.language).or_else(|| found(Language::English)).unwrap_or_else(|| self.key.clone())
    }
}

fn mark_of(c: char) -> Option<usize> {
    let at = u32::from(c).checked_sub(FIRST_MARK).filter(|at| *at < MARKS)?;
    usize::try_from(at).ok()
}

impl fmt::Display for Telling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.formatted().chars() {
            match (mark_of(c), c) {
                (Some(at), _) => f.write_str(self.markup.get(at).map_or("", String::as_str))?,
                (None, '&') => f.write_str("&#38;")?,
                (None, '<') => f.write_str("&#60;")?,
                (None, '>') => f.write_str("&#62;")?,
                (None, '"') => f.write_str("&#34;")?,
                (None, '\'') => f.write_str("&#39;")?,
                (None, c) => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

impl askama::filters::HtmlSafe for Telling {}

#[cfg(test)]
mod tests;
