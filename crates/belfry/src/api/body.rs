//! Taking in a body: JSON of a known shape. A field that nobody knows is refused by its name.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::problem::Problem;
use crate::app::App;
use crate::auth::Bar;
use crate::error::{Error, FieldErrors};
use crate::http::body::{self, MOST, MOST_OF_STRANGERS};
use crate::http::caller::Caller;
use crate::http::lines::Line;
use crate::http::origin;

/// A body that was sent by somebody whom we know: strangers are told that they are before their body is taken in.
pub(super) struct Sent<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Sent<T>, Problem> {
        let (mut parts, body) = request.into_parts();
        let Ok(caller) = Caller::from_request_parts(&mut parts, app).await;
        caller.check(app).await?;
        check_kind(&parts.headers)?;
        let line = parts.extensions.get::<Arc<Line>>();
        let bytes = body::take_in(body, &parts.headers, MOST, line).await?;
        parse(&bytes).map(Sent)
    }
}

/// A body that anybody may send: no larger than what strangers send, and not by a page of another site.
pub(super) struct SentByAnybody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for SentByAnybody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<SentByAnybody<T>, Problem> {
        let (parts, body) = request.into_parts();
        if origin::says_foreign(&parts.headers, &app.rules.base_url) {
            return Err(Error::Barred(Bar::CrossSite).into());
        }
        check_kind(&parts.headers)?;
        let line = parts.extensions.get::<Arc<Line>>();
        let bytes = body::take_in(body, &parts.headers, MOST_OF_STRANGERS, line).await?;
        parse(&bytes).map(SentByAnybody)
    }
}

fn check_kind(headers: &HeaderMap) -> Result<(), Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    let is_json = essence.eq_ignore_ascii_case("application/json")
        || (essence.to_ascii_lowercase().starts_with("application/")
            && essence.to_ascii_lowercase().ends_with("+json"));
    if is_json {
        Ok(())
    } else {
        Err(Problem::unsupported("Send JSON, with the header Content-Type: application/json."))
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // A list would be taken for the fields in their order.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(Problem::unreadable("Send a JSON object, not a list."));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let sent = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let (path, inner) = (error.path().to_string(), error.into_inner());
        if inner.is_data() {
            let place = if path == "." { String::new() } else { format!("{path}: ") };
            Problem::unreadable(format!("{place}{inner}."))
        } else {
            Problem::unreadable(format!("The body is not JSON: {inner}."))
        }
    })?;
    json.end().map_err(|error| Problem::unreadable(format!("The body is not JSON: {error}.")))?;
    Ok(sent)
}

/// For a field that may be missing (`None`), null (`Some(None)`) or there.
pub(super) fn maybe_null<'de, T, D>(from: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(from).map(Some)
}

/// What was sent, read field by field: what is wrong is told all at once.
#[derive(Default)]
pub(super) struct Reading {
    errors: FieldErrors,
}

impl Reading {
    /// Parses one field; `None` if it is wrong.
    pub fn take<T>(&mut self, field: &'static str, parsed: Result<T, String>) -> Option<T> {
        parsed.map_err(|text| self.errors.add(field, text)).ok()
    }

    /// Parses one field that may be missing. The outer `None` if it is wrong.
    pub fn maybe<T>(
        &mut self,
        field: &'static str,
        sent: Option<&str>,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Option<T>> {
        match sent {
            None => Some(None),
            Some(text) => self.take(field, parse(text)).map(Some),
        }
    }

    /// A field is wrong.
    pub fn wrong(&mut self, field: &'static str, text: impl Into<String>) {
        self.errors.add(field, text);
    }

    /// All that is wrong, if anything is.
    pub fn end(self) -> Result<(), Problem> {
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::invalid(&self.errors)) }
    }

    /// What was read, if nothing was wrong. `None` only where something was.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Problem> {
        self.end()?;
        read.ok_or_else(|| Problem::unreadable("Something in it is not right."))
    }
}
