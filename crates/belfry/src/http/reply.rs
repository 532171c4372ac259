//! Answers in JSON that hold a message: what to do about it, for people and scripts alike.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::boundary::Fault;
use super::json::Json;

/// `{"message": …}` with this status.
pub fn message(status: StatusCode, message: String) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}

/// In seconds: when a client that came at a bad moment should try again.
pub const RETRY_AFTER: HeaderValue = HeaderValue::from_static("1");

/// We are at fault, or out of order. What went wrong is for the log; the client learns what to do.
pub fn failed(status: StatusCode, fault: String) -> Response {
    let said = match status {
        StatusCode::SERVICE_UNAVAILABLE => "Belfry cannot do this just now. Try again in a moment.",
        _ => "Something broke on our side. The log says more, under the request id of this answer.",
    };
    let mut answer = message(status, said.to_owned());
    answer.extensions_mut().insert(Fault(fault));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    answer
}

/// Nobody knows whether it was done. Without a `Retry-After`, since it is not to be repeated blindly.
pub fn unknown(fault: String) -> Response {
    let said = "It is not known whether this change was made: the database went away in the middle of it. \
                Look before you repeat it.";
    let mut answer = message(StatusCode::SERVICE_UNAVAILABLE, said.to_owned());
    answer.extensions_mut().insert(Fault(fault));
    answer
}

/// There is nothing at this path.
pub async fn no_such_path() -> Response {
    message(StatusCode::NOT_FOUND, "There is nothing at this path.".to_owned())
}
