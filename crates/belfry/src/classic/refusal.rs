//! How this API says no: `{"message": …}`, a string or an object of field and text, with the old tracker's words where it had some.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::turn;
use crate::error::{Conflict, Error, FieldErrors};
use crate::http::Json;
use crate::http::body::Refused;
use crate::http::etag::Stale;
use crate::http::reply;

/// What a call answers instead of its result. Nothing was changed, unless it says that nobody knows.
#[derive(Debug)]
pub(super) enum Refusal {
    /// A status, and what to do about it.
    Said(StatusCode, String),
    /// Something typed is wrong.
    Fields(FieldErrors),
    /// The domain's own refusal.
    Domain(Error),
    /// It came too often; it may come again after this.
    TooOften(Duration),
    /// The issue has another version than the one that was to be changed.
    Stale(Stale),
}

impl Refusal {
    /// 400 with this message.
    pub fn bad_request(message: impl Into<String>) -> Refusal {
        Refusal::Said(StatusCode::BAD_REQUEST, message.into())
    }

    /// The answer of `GET` where there is no such issue: the old tracker's words for that differ from those for a change.
    pub fn of_get(self) -> Refusal {
        match self {
            Refusal::Domain(Error::NotFound("issue")) => no_issue_to_show(),
            other => other,
        }
    }
}

/// There is no such issue to be seen.
pub(super) fn no_issue_to_show() -> Refusal {
    Refusal::Said(StatusCode::NOT_FOUND, "Issue not found".to_owned())
}

impl From<Stale> for Refusal {
    fn from(stale: Stale) -> Refusal {
        Refusal::Stale(stale)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal::Domain(error)
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Refusal {
        Refusal::Domain(error.into())
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Refusal {
        Refusal::Said(refused.status(), refused.message())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Refusal::Said(status, message) => reply::message(status, message),
            Refusal::Fields(errors) => fields(&errors),
            Refusal::Domain(error) => of_domain(error),
            Refusal::TooOften(wait) => turn::too_often(wait),
            Refusal::Stale(Stale { yours, current }) => stale(yours, current),
        }
    }
}

fn of_domain(error: Error) -> Response {
    match error {
        Error::Invalid(errors) => fields(&errors),
        Error::NotFound("issue") => reply::message(StatusCode::NOT_FOUND, "Issue not found !".to_owned()),
        Error::NotFound(noun) => reply::message(StatusCode::NOT_FOUND, format!("There is no such {noun}.")),
        Error::Forbidden => reply::message(StatusCode::FORBIDDEN, "Unauthorized !".to_owned()),
        Error::Unauthenticated(reason) => unauthenticated(reason),
        // Nothing that this API takes is barred.
        Error::Barred(bar) => reply::message(StatusCode::FORBIDDEN, bar.to_string()),
        Error::LockedOut { retry_after } => turn::locked_out(retry_after),
        Error::Conflict(Conflict::EmailTaken) => taken("A User with this email already exists"),
        Error::Conflict(Conflict::UsernameTaken) => taken("A user with that username already exists"),
        Error::Conflict(Conflict::Stale { current }) => stale(None, current),
        Error::Conflict(
            conflict @ (Conflict::KeyTaken
            | Conflict::LabelTaken
            | Conflict::ViewTaken
            | Conflict::Circle
            | Conflict::KeyUsed
            | Conflict::LastAdmin
            | Conflict::LastMaintainer),
        ) => taken(&conflict.to_string()),
        Error::TooMany { retry_after } => too_many(retry_after),
        Error::Unavailable(fault) => reply::failed(StatusCode::SERVICE_UNAVAILABLE, fault),
        Error::Unknown(fault) => reply::unknown(fault),
        Error::Broken(fault) => reply::failed(StatusCode::INTERNAL_SERVER_ERROR, format!("{fault:#}")),
    }
}

fn taken(message: &str) -> Response {
    reply::message(StatusCode::BAD_REQUEST, message.to_owned())
}

fn fields(errors: &FieldErrors) -> Response {
    let by_field: serde_json::Map<String, Value> =
        errors.iter().map(|(field, text)| (field.to_owned(), Value::from(text))).collect();
    (StatusCode::BAD_REQUEST, Json(json!({ "message": by_field }))).into_response()
}

fn unauthenticated(reason: &str) -> Response {
    let mut headers = HeaderMap::new();
    headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("JWT realm=\"Belfry\""));
    headers.append(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Belfry\""));
    (StatusCode::UNAUTHORIZED, headers, Json(json!({ "message": reason, "code": 401 }))).into_response()
}

fn stale(yours: Option<i64>, current: i64) -> Response {
    let message = format!("The issue was changed meanwhile: it is at version {current} now. Get it and try again.");
    let body = json!({ "message": message, "your_version": yours, "current_version": current });
    (StatusCode::PRECONDITION_FAILED, Json(body)).into_response()
}

fn too_many(retry_after: Duration) -> Response {
    let fault = "more was asked for at once than is taken in".to_owned();
    let mut answer = reply::failed(StatusCode::SERVICE_UNAVAILABLE, fault);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after.as_secs().max(1)));
    answer
}
