//! `/me/tokens`

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use store::Timestamp;
use utoipa::ToSchema;

use crate::api::body::{Reading, Sent};
use crate::api::problem::{Body, Problem};
use crate::api::time;
use crate::app::App;
use crate::error::Error;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::http::kept::Secret;
use crate::personal_token::{self, Lifetime, NewToken, PersonalToken, Scopes, TokenId, TokenName};

/// Your tokens.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Tokens {
    items: Vec<View>,
}

/// A token, without its secret.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
pub(in crate::api) struct View {
    /// Its number.
    id: i64,
    /// What you call it.
    name: String,
    /// How it begins.
    #[schema(example = "belfry_pat_7k3q")]
    hint: String,
    /// What it is good for.
    #[schema(value_type = Vec<String>, example = json!(["read", "issues:write"]))]
    scopes: Vec<&'static str>,
    /// When it was made.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// From when on it is refused; null: when you revoke it.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<String>,
    /// When it was last used, to the hour; null: never.
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<String>,
}

/// A token that was just made.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Made {
    /// The token itself, shown only now: keep it where you keep passwords.
    #[schema(example = "belfry_pat_7k3q0v9m2x8c5n1b4z6j0h3g7f2d5s8a9p3q6r")]
    token: String,
    #[serde(flatten)]
    view: View,
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewToken)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// What you call it: one line of at most 80 characters.
    name: String,
    /// What it is to be good for: `read`, `issues:write`, `projects:write`, `inbox`, `outbox`, `admin`.
    scopes: Vec<String>,
    /// How many days it is good: 1 to 365; null: until you revoke it; missing: 90.
    #[serde(default, deserialize_with = "crate::api::whole::maybe_null")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 365)]
    expires_in_days: Option<Option<i64>>,
}

impl From<PersonalToken> for View {
    fn from(token: PersonalToken) -> View {
        View {
            id: token.id.raw(),
            name: token.name,
            hint: token.hint,
            scopes: token.scopes.words(),
            created_at: token.created_at,
            expires_at: token.expires_at.map(time::rfc3339),
            used_at: token.used_at.map(time::rfc3339),
        }
    }
}

#[utoipa::path(get, path = "/me/tokens", tag = "accounts", operation_id = "list_tokens",
    responses((status = 200, body = Tokens), (status = 401, body = Body), (status = 403, body = Body)))]
/// Your personal access tokens that are not revoked, the newest first.
pub(in crate::api) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Tokens>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, |db, actor| Ok(personal_token::list(db, actor)?)).await?;
    Ok(Json(Tokens { items: found.into_iter().map(View::from).collect() }))
}

#[utoipa::path(post, path = "/me/tokens", tag = "accounts", operation_id = "make_token", request_body = Wish,
    responses((status = 201, body = Made), (status = 401, body = Body), (status = 403, body = Body),
        (status = 422, body = Body)))]
/// Makes a personal access token, which is shown only now. Tokens do not make tokens: this needs somebody who signed in.
pub(in crate::api) async fn make(
    State(app): State<App>,
    caller: Caller,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let new = parse(&wish)?;
    let made = caller.change::<_, Problem, _>(&app, move |tx, act| Ok(personal_token::make(tx, act, &new)?));
    let (token, secret) = made.await?;
    let place = [(header::LOCATION, format!("/api/v1/me/tokens/{}", token.id))];
    Ok((StatusCode::CREATED, place, Extension(Secret), Json(Made { token: secret, view: View::from(token) }))
        .into_response())
}

fn parse(wish: &Wish) -> Result<NewToken, Problem> {
    let mut reading = Reading::default();
    let name = reading.take("name", TokenName::parse(&wish.name));
    let scopes = reading.take("scopes", Scopes::parse(wish.scopes.iter().map(String::as_str)));
    let lifetime = reading.take(
        "expires_in_days",
        match wish.expires_in_days {
            None => Ok(Lifetime::USUAL),
            Some(None) => Ok(Lifetime::Endless),
            Some(Some(days)) => Lifetime::days(days),
        },
    );
    let read = match (name, scopes, lifetime) {
        (Some(name), Some(scopes), Some(lifetime)) => Some(NewToken { name, scopes, lifetime }),
        _ => None,
    };
    reading.finish(read)
}

#[utoipa::path(delete, path = "/me/tokens/{id}", tag = "accounts", operation_id = "revoke_token",
    params(("id" = i64, Path, description = "The token's number")),
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body)))]
/// Revokes a token. It is good for nothing from then on.
pub(in crate::api) async fn revoke(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let revoked = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let id = id.parse().map(TokenId).map_err(|_| Error::NotFound("token"))?;
        Ok(personal_token::revoke(tx, act, id)?)
    });
    revoked.await?;
    Ok(StatusCode::NO_CONTENT)
}
