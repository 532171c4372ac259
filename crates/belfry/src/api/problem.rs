//! How the API says no: `application/problem+json` (RFC 9457).
//!
//! `type` is a name of ours that never changes (`urn:belfry:problem:stale`), `title` says what kind of problem it is,
//! `detail` what to do about it, `errors` which fields are wrong, and how. Nothing was changed, unless the problem is that
//! nobody knows.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::auth::Bar;
use crate::error::{Conflict, Error, FieldErrors};
use crate::http::body::Refused;
use crate::http::boundary::Fault;
use crate::http::etag::Stale;

/// What is answered instead of a result.
#[derive(Debug)]
pub(super) struct Problem(Box<Whole>);

#[derive(Debug)]
struct Whole {
    status: StatusCode,
    body: Body,
    retry_after: Option<Duration>,
    /// What the credential lacks, in the words of RFC 6750.
    challenge: Option<String>,
    /// For the log.
    fault: Option<String>,
}

/// A problem, as RFC 9457 has it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Body {
    /// What kind of problem it is; never changes.
    #[serde(rename = "type")]
    #[schema(example = "urn:belfry:problem:not-found")]
    kind: String,
    /// The kind in words.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What happened, and what to do about it.
    detail: String,
    /// Which fields are wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
    /// The version that was to be changed, if it was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    your_version: Option<i64>,
    /// The version that there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    current_version: Option<i64>,
    /// What there is, in that version.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<Value>,
}

/// A field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FieldProblem {
    /// Its name.
    field: String,
    /// What to put right.
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, (kind, title): (&'static str, &'static str), detail: impl Into<String>) -> Problem {
        let body = Body {
            kind: format!("urn:belfry:problem:{kind}"),
            title,
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            your_version: None,
            current_version: None,
            current: None,
        };
        Problem(Box::new(Whole { status, body, retry_after: None, challenge: None, fault: None }))
    }

    /// The request cannot be read.
    pub fn unreadable(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, ("unreadable", "The request cannot be read"), detail)
    }

    /// The body is of a kind that is not taken.
    pub fn unsupported(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, ("unsupported", "The body is not JSON"), detail)
    }

    /// Fields are wrong.
    pub fn invalid(errors: &FieldErrors) -> Problem {
        let kind = ("invalid", "Something in it is not right");
        let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, kind, errors.to_string());
        let each = errors.iter().map(|(field, text)| FieldProblem { field: field.to_owned(), detail: text.to_owned() });
        problem.0.body.errors = each.collect();
        problem
    }

    /// A key stands for something else already.
    pub fn key_reused() -> Problem {
        let kind = ("key-reused", "The key stands for something else");
        let detail = "Something else was asked for under this Idempotency-Key. Use another for each change.";
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, kind, detail)
    }

    /// It clashes with what is there.
    pub fn conflict(detail: impl Into<String>) -> Problem {
        Problem::new(StatusCode::CONFLICT, ("conflict", "It clashes with what is there"), detail)
    }

    /// It was changed since it was read. `current` is what it is now.
    pub fn stale(stale: Stale, current: Option<Value>) -> Problem {
        let detail = format!(
            "It was changed meanwhile and is at version {} now, which is in this answer. Merge the two and send If-Match: \"v{0}\".",
            stale.current
        );
        let kind = ("stale", "Somebody else changed it first");
        let mut problem = Problem::new(StatusCode::PRECONDITION_FAILED, kind, detail);
        problem.0.body.your_version = stale.yours;
        problem.0.body.current_version = Some(stale.current);
        problem.0.body.current = current;
        problem
    }

    /// Somebody who is known may not do it the way they ask.
    fn barred(bar: Bar) -> Problem {
        let detail = sentence(&bar.to_string());
        let challenge = match bar {
            Bar::Scope(scope) => format!("error=\"insufficient_scope\", scope=\"{}\"", scope.as_str()),
            Bar::AnyToken => "error=\"insufficient_scope\"".to_owned(),
            Bar::CrossSite => {
                let kind = ("cross-site", "This came from another site");
                return Problem::new(StatusCode::FORBIDDEN, kind, detail);
            }
        };
        let kind = ("insufficient-scope", "The token is not good for this");
        let mut problem = Problem::new(StatusCode::FORBIDDEN, kind, detail);
        problem.0.challenge = Some(challenge);
        problem
    }

    fn locked_out(retry_after: Duration) -> Problem {
        let kind = ("locked-out", "Too many wrong passwords");
        let detail = format!(
            "There were too many wrong passwords for this account. Try again in {} s, or ask for a link that sets another.",
            retry_after.as_secs().max(1)
        );
        Problem::new(StatusCode::TOO_MANY_REQUESTS, kind, detail).retried_after(retry_after)
    }

    /// It came too often from one address.
    pub fn too_often(wait: Duration) -> Problem {
        let kind = ("too-many", "Too much at once");
        let detail = format!("That was too often from your address. Try again in {} s.", wait.as_secs().max(1));
        Problem::new(StatusCode::TOO_MANY_REQUESTS, kind, detail).retried_after(wait)
    }

    fn retried_after(mut self, after: Duration) -> Problem {
        self.0.retry_after = Some(after);
        self
    }

    fn with_fault(mut self, fault: String) -> Problem {
        self.0.fault = Some(fault);
        self
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match error {
            Error::Invalid(errors) => Problem::invalid(&errors),
            Error::NotFound(noun) => {
                let detail = format!("There is no such {noun}, or you may not see it.");
                Problem::new(StatusCode::NOT_FOUND, ("not-found", "There is no such thing"), detail)
            }
            Error::Forbidden => {
                let detail = "You may see this and may not do this to it. Ask a maintainer of the project.";
                Problem::new(StatusCode::FORBIDDEN, ("forbidden", "You may not do this"), detail)
            }
            Error::Unauthenticated(reason) => {
                Problem::new(StatusCode::UNAUTHORIZED, ("unauthenticated", "Nobody knows who you are"), reason)
            }
            Error::Barred(bar) => Problem::barred(bar),
            Error::LockedOut { retry_after } => Problem::locked_out(retry_after),
            Error::Conflict(Conflict::Stale { current }) => Problem::stale(Stale { yours: None, current }, None),
            Error::Conflict(
                conflict @ (Conflict::EmailTaken
                | Conflict::UsernameTaken
                | Conflict::KeyTaken
                | Conflict::LabelTaken
                | Conflict::ViewTaken
                | Conflict::Circle
                | Conflict::KeyUsed
                | Conflict::LastAdmin
                | Conflict::LastMaintainer),
            ) => Problem::conflict(sentence(&conflict.to_string())),
            Error::TooMany { retry_after } => {
                let kind = ("too-many", "Too much at once");
                let detail = format!("Try again in {} s.", retry_after.as_secs().max(1));
                Problem::new(StatusCode::TOO_MANY_REQUESTS, kind, detail).retried_after(retry_after)
            }
            Error::Unavailable(fault) => {
                let kind = ("unavailable", "Belfry cannot do this just now");
                let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, kind, "Try again in a moment.");
                problem.with_fault(fault).retried_after(Duration::from_secs(1))
            }
            Error::Unknown(fault) => {
                let detail = "It is not known whether this change was made: the database went away in the middle of it. \
                              Look before you repeat it.";
                let kind = ("unknown", "Nobody knows whether it was done");
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, kind, detail).with_fault(fault)
            }
            Error::Broken(fault) => {
                let detail = "The log says more, under the request id of this answer.";
                let kind = ("broken", "Something broke on our side");
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, kind, detail).with_fault(format!("{fault:#}"))
            }
        }
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Problem {
        Error::from(error).into()
    }
}

impl From<FieldErrors> for Problem {
    fn from(errors: FieldErrors) -> Problem {
        Problem::invalid(&errors)
    }
}

impl From<Stale> for Problem {
    fn from(stale: Stale) -> Problem {
        Problem::stale(stale, None)
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        Problem::new(refused.status(), ("body", "The body was not taken in"), refused.message())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Whole { status, body, retry_after, challenge, fault } = *self.0;
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let mut answer = (status, [(header::CONTENT_TYPE, "application/problem+json")], bytes).into_response();
        if status == StatusCode::UNAUTHORIZED {
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Belfry\""));
        }
        if let Some(Ok(challenge)) =
            challenge.map(|lacking| HeaderValue::try_from(format!("Bearer realm=\"Belfry\", {lacking}")))
        {
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(after) = retry_after {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(after.as_secs().max(1)));
        }
        if let Some(fault) = fault {
            answer.extensions_mut().insert(Fault(fault));
        }
        answer
    }
}

/// There is something at this path, but not by this method.
pub(super) async fn method_not_allowed(request: Request) -> Response {
    if request.method() == axum::http::Method::OPTIONS {
        return StatusCode::NO_CONTENT.into_response();
    }
    let detail = format!("{} is not possible here; the header Allow says what is.", request.method());
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, ("method", "Not by this method"), detail).into_response()
}

/// There is nothing at this path.
pub(super) async fn no_such_path() -> Response {
    let detail = "There is nothing at this path; /api/v1/openapi.json says what there is.";
    Problem::new(StatusCode::NOT_FOUND, ("not-found", "There is no such thing"), detail).into_response()
}
