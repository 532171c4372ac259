//! What a form sent: names and values, as typed.

use std::sync::{Arc, OnceLock};

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};

use super::Refusal;
use crate::app::App;
use crate::error::{Error, FieldErrors};
use crate::http::body::{self, MOST};
use crate::http::lines::Line;

/// The fields of a form, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(Vec<(String, String)>);

/// Where what was typed is kept while it is worked on, so that a page about a failure can give it back.
#[derive(Clone, Debug, Default)]
pub(in crate::web) struct Kept(pub Arc<OnceLock<Typed>>);

impl Typed {
    /// What the field of this name holds; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.maybe(name).unwrap_or_default()
    }

    /// What the field of this name holds, if it was sent.
    pub fn maybe(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What all fields of this name hold: the boxes that are ticked.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every field.
    pub fn fields(&self) -> &[(String, String)] {
        &self.0
    }

    /// The same, with another value in the first field of this name.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Typed {
        let others = self.0.iter().filter(|(known, _)| known != name).cloned();
        Typed(std::iter::once((name.to_owned(), value.to_owned())).chain(others).collect())
    }

    /// The same, without the fields of this name.
    #[must_use]
    pub fn without(&self, name: &str) -> Typed {
        Typed(self.0.iter().filter(|(known, _)| known != name).cloned().collect())
    }

    /// From a text in the form of a query.
    pub fn parse(bytes: &[u8]) -> Typed {
        Typed(form_urlencoded::parse(bytes).into_owned().collect())
    }
}

/// Whether the body is what a form of a page sends.
pub(in crate::web) fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

impl FromRequest<App> for Typed {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &App) -> Result<Typed, Refusal> {
        let (parts, body) = request.into_parts();
        if !is_form(&parts.headers) && parts.headers.contains_key(header::CONTENT_TYPE) {
            return Err(Error::from(FieldErrors::one("body", "Send this as a form of a page does.")).into());
        }
        let line = parts.extensions.get::<Arc<Line>>();
        let bytes = body::take_in(body, &parts.headers, MOST, line).await.map_err(Refusal::of_body)?;
        let typed = Typed::parse(&bytes);
        if let Some(Kept(kept)) = parts.extensions.get() {
            // A request has one body.
            let _ = kept.set(typed.clone());
        }
        Ok(typed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_they_were_typed() {
        let typed = Typed::parse("title=a+%26%20b%0D%0A&label=x&label=y&empty=&title=second".as_bytes());
        assert_eq!((typed.get("title"), typed.get("empty"), typed.get("none")), ("a & b\r\n", "", ""));
        assert_eq!((typed.maybe("empty"), typed.maybe("none")), (Some(""), None));
        assert_eq!(typed.all("label").collect::<Vec<_>>(), ["x", "y"]);
    }

    #[test]
    fn a_form_is_known_by_its_content_type() {
        let of = |kind: &str| is_form(&[(header::CONTENT_TYPE, kind.parse().unwrap())].into_iter().collect());
        assert!(of("application/x-www-form-urlencoded") && of("Application/X-WWW-Form-URLencoded; charset=utf-8"));
        assert!(!of("application/json") && !of("text/plain") && !is_form(&HeaderMap::new()));
    }
}
