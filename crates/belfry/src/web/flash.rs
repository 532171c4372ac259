//! A flash: what an action says on the next page, with a way to undo it.
//!
//! It travels in a cookie that only this site's answers set. What it says is a sentence of ours by its key; what it is about
//! and where its undoing leads are looked at again when it is read, since a cookie can be written by anybody at that browser.

use axum::http::{HeaderMap, HeaderValue};

use super::{cookie, way};

const NAME: &str = "flash";
const OVER_HTTPS: &str = "__Host-flash";
/// How long it waits for a page, in seconds.
const AGE: u64 = 60;
/// The longest subject, in characters.
const ABOUT_MOST: usize = 120;
/// What every key of a flash begins with: no other sentence can be made to show.
const PREFIX: &str = "flash-";

/// What is said on the next page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flash {
    /// The key of the sentence, `flash-…`; it takes `$about`.
    pub key: String,
    /// What it is about, such as `BEL-142`.
    pub about: String,
    /// Where undoing it is posted to; empty if it cannot be undone.
    pub undo: String,
    /// What is sent along.
    pub fields: Vec<(String, String)>,
    /// What the button says, if not that it undoes: of a flash that is shown at once, and does not travel.
    pub button: String,
}

impl Flash {
    /// The sentence of this key (`flash-…`) about this.
    pub fn new(key: &str, about: impl ToString) -> Flash {
        Flash { key: key.to_owned(), about: about.to_string(), ..Flash::default() }
    }

    /// It can be undone by posting this there.
    #[must_use]
    pub fn undone_by(mut self, path: impl Into<String>, fields: &[(&str, &str)]) -> Flash {
        self.undo = path.into();
        self.fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self
    }

    /// Its button says this.
    #[must_use]
    pub fn offering(mut self, button: String) -> Flash {
        self.button = button;
        self
    }

    /// The cookie that carries it to the next page.
    pub(in crate::web) fn keep(&self, is_https: bool) -> Option<HeaderValue> {
        let mut written = form_urlencoded::Serializer::new(String::new());
        written.append_pair("key", &self.key).append_pair("about", &self.about).append_pair("undo", &self.undo);
        for (name, value) in &self.fields {
            written.append_pair(&format!("with-{name}"), value);
        }
        cookie::keep(name(is_https), &written.finish(), AGE, is_https)
    }

    /// Has the browser forget it: it was shown.
    pub(in crate::web) fn forget(is_https: bool) -> Option<HeaderValue> {
        cookie::keep(name(is_https), "", 0, is_https)
    }

    /// What a request carries, if it is one of ours.
    pub(in crate::web) fn read(headers: &HeaderMap, is_https: bool) -> Option<Flash> {
        let written = cookie::read(headers, name(is_https)).filter(|written| !written.is_empty())?;
        let mut flash = Flash::default();
        for (name, value) in form_urlencoded::parse(written.as_bytes()) {
            match name.as_ref() {
                "key" => flash.key = value.into_owned(),
                "about" => flash.about = value.into_owned(),
                "undo" => flash.undo = value.into_owned(),
                name => {
                    let name = name.strip_prefix("with-")?.to_owned();
                    flash.fields.push((name, value.into_owned()));
                }
            }
        }
        let is_ours = flash.key.starts_with(PREFIX) && flash.about.chars().count() <= ABOUT_MOST;
        let leads_here = flash.undo.is_empty() || way::parse(&flash.undo).is_some();
        (is_ours && leads_here).then_some(flash)
    }
}

fn name(is_https: bool) -> &'static str {
    if is_https { OVER_HTTPS } else { NAME }
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    fn carried(cookie: &str) -> Option<Flash> {
        Flash::read(&[(header::COOKIE, cookie.parse().unwrap())].into_iter().collect(), true)
    }

    #[test]
    fn a_flash_is_read_as_it_was_written() {
        let flash = Flash::new("flash-deleted", "BEL-142; é").undone_by("/BEL-142/restore", &[("base", "7")]);
        let kept = flash.keep(true).unwrap();
        let kept = kept.to_str().unwrap();
        assert!(kept.starts_with("__Host-flash=") && kept.ends_with("; Path=/; Max-Age=60; SameSite=Lax; Secure"));
        assert_eq!(carried(kept.split(';').next().unwrap()), Some(flash));
    }

    #[test]
    fn what_is_not_ours_is_not_shown() {
        for cookie in [
            "__Host-flash=key=sign-in-title&about=x&undo=",
            "__Host-flash=key=flash-deleted&about=x&undo=https://evil.example",
            "__Host-flash=key=flash-deleted&about=x&undo=//evil.example",
            "__Host-flash=key=flash-deleted&other=1",
            "__Host-flash=",
            "flash=key=flash-deleted&about=x&undo=",
        ] {
            assert_eq!(carried(cookie), None, "{cookie}");
        }
    }
}
