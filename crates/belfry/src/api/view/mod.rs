//! `/views`
//!
//! Queries that somebody keeps, by their number. A view that is shared with a project is seen by whoever sees that; what it
//! finds is for each reader what they may see.

pub(super) mod change;
pub(super) mod issue;
pub(super) mod keep;
pub(super) mod list;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use super::problem::Problem;
use crate::error::Error;
use crate::view::ViewId;

/// The view that a path names. What is no number is the number of no view.
pub(in crate::api) struct Id(pub ViewId);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Id, Problem> {
        let found = Path::<String>::from_request_parts(parts, state).await;
        let number = found.ok().and_then(|Path(text)| text.parse().ok());
        number.map(|number| Id(ViewId(number))).ok_or_else(|| Error::NotFound("view").into())
    }
}
