//! What is named in a request: an issue by its key, a person by their username, labels by their names.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use store::Db;

use crate::api::problem::Problem;
use crate::error::{Error, FieldErrors};
use crate::issue::IssueKey;
use crate::label::{self, LabelId};
use crate::project::ProjectId;
use crate::user::{self, User, UserId, Username};

/// The issue that a path names. What is no key is the key of no issue.
pub(in crate::api) struct Key(pub IssueKey);

impl<S: Send + Sync> FromRequestParts<S> for Key {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Key, Problem> {
        let found = Path::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let pairs = found.map(|Path(pairs)| pairs).unwrap_or_default();
        let key = pairs.into_iter().find(|(name, _)| name == "key").and_then(|(_, value)| IssueKey::parse(&value));
        key.map(Key).ok_or_else(|| Error::NotFound("issue").into())
    }
}

/// The person of this username, who is to have an issue.
pub(in crate::api) fn person(db: &Db<'_>, field: &'static str, username: &str) -> Result<UserId, Error> {
    let found = match Username::parse(username) {
        Ok(username) => user::find_by_username(db, &username)?,
        Err(_) => None,
    };
    let active = found.filter(User::is_active);
    Ok(active.ok_or_else(|| FieldErrors::one(field, format!("Nobody is called {username}: write a username.")))?.id)
}

/// The labels of these names.
pub(in crate::api) fn labels(db: &Db<'_>, project: ProjectId, names: &[String]) -> Result<Vec<LabelId>, Error> {
    let mut labels = Vec::new();
    for name in names {
        match label::find(db, project, name) {
            Ok(label) => labels.push(label.id),
            Err(Error::NotFound(_)) => {
                let text = format!("The project has no label {name:?}: make it first.");
                return Err(FieldErrors::one("labels", text).into());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(labels)
}
