//! Answers in JSON that end with a line break, so that two of them on a terminal are two lines.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A value to answer with.
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(mut bytes) => {
                bytes.push(b'\n');
                ([(header::CONTENT_TYPE, "application/json")], bytes).into_response()
            }
            Err(error) => {
                super::reply::failed(StatusCode::INTERNAL_SERVER_ERROR, format!("writing an answer: {error}"))
            }
        }
    }
}
