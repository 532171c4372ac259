//! A line of what was found: what it is called, and where it leads or what it does.

use crate::web::part::Html;

/// Lines under a heading.
pub(super) struct Group {
    pub heading: String,
    pub lines: Vec<Line>,
}

impl Group {
    pub fn new(heading: String, lines: Vec<Line>) -> Group {
        Group { heading, lines }
    }
}

/// What choosing a line does.
pub(super) enum To {
    /// It leads there.
    Page(String),
    /// The same; on the page itself, the menu of this key is opened.
    Menu(String, &'static str),
    /// It copies this address.
    Copy(String),
    /// It posts one field there.
    Post(String, &'static str, String),
}

/// A line.
pub(super) struct Line {
    /// Its place among all of them, from 1 on.
    pub number: usize,
    pub icon: Html,
    /// What stands before its words, quietly: a key.
    pub before: String,
    /// Its words, as they are shown.
    pub shown: Html,
    /// What stands behind them, quietly.
    pub after: Html,
    /// The keys that do the same: `G O`.
    pub keys: &'static str,
    pub to: To,
    words: String,
}

impl Line {
    pub fn new(icon: Html, words: impl Into<String>, to: To) -> Line {
        let (before, after, shown) = (String::new(), Html::default(), Html::default());
        Line { number: 0, icon, before, shown, after, keys: "", to, words: words.into() }
    }

    #[must_use]
    pub fn before(mut self, text: impl Into<String>) -> Line {
        self.before = text.into();
        self
    }

    #[must_use]
    pub fn after(mut self, markup: Html) -> Line {
        self.after = markup;
        self
    }

    #[must_use]
    pub fn keys(mut self, keys: &'static str) -> Line {
        self.keys = keys;
        self
    }

    /// What is looked through.
    pub fn searched(&self) -> String {
        format!("{} {}", self.before, self.words)
    }

    /// Shows where these words stand in its own.
    pub fn mark(&mut self, words: &[String]) {
        self.shown = marked(&self.words, words);
    }

    pub fn pressed(&self) -> impl Iterator<Item = &'static str> {
        self.keys.split_whitespace()
    }
}

/// `text` with these words (in small letters) marked.
fn marked(text: &str, words: &[String]) -> Html {
    let (mut markup, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        let found = words.iter().filter_map(|word| begins(rest, word)).max();
        let (piece, left) = rest.split_at(found.unwrap_or(first.len_utf8()));
        let escaped = Html::escaped(piece);
        match found {
            Some(_) => markup.push_str(&format!("<mark>{escaped}</mark>")),
            None => markup.push_str(&escaped.to_string()),
        }
        rest = left;
    }
    Html::new(markup)
}

/// How many bytes at the beginning of `text` are this word, in any letter case.
fn begins(text: &str, word: &str) -> Option<usize> {
    let (mut wanted, mut length) = (word.chars(), 0);
    for letter in text.chars() {
        if wanted.as_str().is_empty() {
            break;
        }
        if letter.to_lowercase().any(|small| wanted.next() != Some(small)) {
            return None;
        }
        length += letter.len_utf8();
    }
    (wanted.as_str().is_empty() && length > 0).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_in_any_letter_case_and_the_rest_is_escaped() {
        for (text, words, markup) in [
            ("Mail goes <out>", vec!["mail", "out"], "<mark>Mail</mark> goes &#60;<mark>out</mark>&#62;"),
            ("e-Mail", vec!["mail"], "e-<mark>Mail</mark>"),
            ("Öl ÖL", vec!["öl"], "<mark>Öl</mark> <mark>ÖL</mark>"),
            ("mai", vec!["mail"], "mai"),
            ("<b>", vec!["<b>"], "<mark>&#60;b&#62;</mark>"),
            ("plain", vec![], "plain"),
        ] {
            let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            assert_eq!(marked(text, &words).to_string(), markup);
        }
    }
}
