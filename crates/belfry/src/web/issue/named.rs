//! What a path and a form name: an issue by its key, a person by their username, labels by their names.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use store::Db;

use crate::app::App;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::issue::IssueKey;
use crate::label::{self, LabelId};
use crate::project::ProjectId;
use crate::user::{self, User, UserId, Username};
use crate::web::Refusal;

/// The issue that a path names.
pub(in crate::web) struct Key(pub IssueKey);

impl FromRequestParts<App> for Key {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Key, Refusal> {
        let found = Path::<Vec<(String, String)>>::from_request_parts(parts, app).await;
        let pairs = found.map(|Path(pairs)| pairs).unwrap_or_default();
        let key = pairs.into_iter().find(|(name, _)| name == "key").and_then(|(_, value)| IssueKey::parse(&value));
        key.map(Key).ok_or_else(|| Error::NotFound("issue").into())
    }
}

/// The number at the end of a path: of a comment, of a mail.
pub(in crate::web) struct Number(pub i64);

impl FromRequestParts<App> for Number {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Number, Refusal> {
        let found = Path::<Vec<(String, String)>>::from_request_parts(parts, app).await;
        let pairs = found.map(|Path(pairs)| pairs).unwrap_or_default();
        let number = pairs.into_iter().find(|(name, _)| name != "key").and_then(|(_, value)| value.parse().ok());
        number.map(Number).ok_or_else(|| Error::NotFound("page").into())
    }
}

/// The active person of this username; nobody where it is blank.
pub(in crate::web) fn person(db: &Db<'_>, field: &'static str, username: &str) -> Verbs<Option<UserId>> {
    if username.trim().is_empty() {
        return Ok(None);
    }
    let found = match Username::parse(username.trim().trim_start_matches('@')) {
        Ok(username) => user::find_by_username(db, &username)?,
        Err(_) => None,
    };
    let unknown = || FieldErrors::one(field, format!("Nobody is called {username}: write a username."));
    Ok(Some(found.filter(User::is_active).ok_or_else(unknown)?.id))
}

/// The labels of these names, which the project has.
pub(in crate::web) fn labels(db: &Db<'_>, project: ProjectId, names: &[String]) -> Verbs<Vec<LabelId>> {
    let one = |name: &String| match label::find(db, project, name) {
        Err(Error::NotFound(_)) => {
            Err(FieldErrors::one("label", format!("The project has no label {name}: make it first.")).into())
        }
        found => found.map(|label| label.id),
    };
    names.iter().map(one).collect()
}
