//! Doing something to a mail: what is sent, and what is said where it cannot be done.

use axum::extract::FromRequestParts;
use axum::extract::Path;
use axum::http::request::Parts;
use outbox::MailId;
use outbox::admin::Done;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::problem::Problem;
use crate::error::Error;
use crate::text;

/// The longest reason, in characters.
const REASON_MAX: usize = 200;

/// Why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Why {
    /// One line of at most 200 characters, kept with the mail; may be missing.
    reason: Option<String>,
}

impl Why {
    /// The reason; empty if there is none.
    pub fn parse(&self) -> Result<String, String> {
        match self.reason.as_deref() {
            None => Ok(String::new()),
            Some(reason) => text::line(reason, "A reason", REASON_MAX),
        }
    }
}

/// The mail that a path names by its number (`id`). What is no number is the number of no mail.
pub(in crate::api) struct Id(pub MailId);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Id, Problem> {
        let found = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let pairs = found.map(|Path(pairs)| pairs).unwrap_or_default();
        let id = pairs.into_iter().find(|(name, _)| name == "id").and_then(|(_, value)| value.parse().ok());
        id.map(|id| Id(MailId(id))).ok_or_else(|| Error::NotFound("mail").into())
    }
}

/// Nothing, if it was done; otherwise what is said.
pub(super) fn check(done: Done) -> Result<(), Problem> {
    match done {
        Done::Yes => Ok(()),
        Done::NoSuchMail => Err(Error::NotFound("mail").into()),
        Done::NotIn(state) => Err(Problem::conflict(format!("This cannot be done to it: {}.", state.in_words()))),
        Done::AnotherWaits => Err(Problem::conflict("Another mail of its kind waits already.")),
        Done::InVain(reason) => Err(Problem::conflict(format!("It would come to its end again at once: {reason}."))),
    }
}
