//! How a page says no: an answer that the guard puts into words, since only it knows the reader.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::error::Error;
use crate::http::body::Refused;

/// Why a page is not shown, or a change not made.
#[derive(Debug)]
pub struct Refusal {
    /// Why.
    pub error: Error,
    /// The status, where it does not follow from that.
    status: Option<StatusCode>,
}

/// Put into an answer that the guard is to put into words.
#[derive(Clone)]
pub(in crate::web) struct Unworded(pub std::sync::Arc<Refusal>);

impl Refusal {
    /// The body was not taken in.
    pub(in crate::web) fn of_body(refused: Refused) -> Refusal {
        let fields = crate::error::FieldErrors::one("body", refused.message());
        Refusal { error: fields.into(), status: Some(refused.status()) }
    }

    /// The status that says so.
    pub(in crate::web) fn status(&self) -> StatusCode {
        self.status.unwrap_or(match &self.error {
            Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::Forbidden | Error::Barred(_) => StatusCode::FORBIDDEN,
            Error::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            Error::Conflict(_) => StatusCode::CONFLICT,
            Error::TooMany { .. } | Error::LockedOut { .. } => StatusCode::TOO_MANY_REQUESTS,
            Error::Unavailable(_) | Error::Unknown(_) => StatusCode::SERVICE_UNAVAILABLE,
            Error::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        })
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Refusal {
        Refusal { error, status: None }
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Refusal {
        Error::from(error).into()
    }
}

impl From<askama::Error> for Refusal {
    fn from(error: askama::Error) -> Refusal {
        Error::Broken(anyhow::Error::new(error).context("writing a page")).into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(Unworded(std::sync::Arc::new(self)));
        answer
    }
}
