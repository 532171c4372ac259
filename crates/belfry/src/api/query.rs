//! What stands after the `?`: read like a body, and refused like one.

use axum::extract::{self, FromRequestParts};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// The parameters of a call. One that cannot be read is a problem that names it.
pub(super) struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &S) -> Result<Query<T>, Problem> {
        let read = extract::Query::<T>::from_request_parts(parts, app).await;
        read.map(|extract::Query(asked)| Query(asked)).map_err(|error| Problem::unreadable(error.body_text()))
    }
}
