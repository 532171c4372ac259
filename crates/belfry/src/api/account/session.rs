//! `/sessions` and `/me/sessions`

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use store::Timestamp;
use utoipa::ToSchema;

use super::turn::Turn;
use crate::api::body::SentByAnybody;
use crate::api::problem::{Body, Problem};
use crate::api::time;
use crate::app::App;
use crate::auth::{self, Login};
use crate::error::Error;
use crate::http::caller::Caller;
use crate::http::{Json, cookie};
use crate::session::{self, Browser, SessionId};

/// Who signs in.
#[derive(Deserialize, ToSchema)]
#[schema(as = SignIn)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// Your address, or your username.
    email: String,
    /// Your password.
    #[schema(format = Password)]
    password: String,
}

/// Who signed in.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct SignedIn {
    /// What you log in with.
    username: String,
    /// What you are called.
    name: String,
    /// Where you are mailed.
    email: String,
    /// Whether you run this Belfry.
    is_admin: bool,
}

/// Where you are signed in.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Sessions {
    items: Vec<View>,
}

/// A place where you are signed in.
#[derive(Serialize, ToSchema)]
#[schema(as = Session)]
pub(in crate::api) struct View {
    /// Its number.
    id: i64,
    /// Whether it is the one that asks.
    is_current: bool,
    /// When you signed in.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last used, to five minutes.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    seen_at: Timestamp,
    /// The address that you signed in from.
    address: Option<String>,
    /// What your browser said that it is.
    agent: String,
}

#[utoipa::path(post, path = "/sessions", tag = "accounts", operation_id = "sign_in", request_body = Wish,
    responses((status = 201, body = SignedIn, headers(("Set-Cookie" = String, description = "The session"))),
        (status = 401, body = Body), (status = 403, body = Body), (status = 429, body = Body)))]
/// Signs in: the session is kept in a cookie. Whoever changes something with it says by `Origin` or `Sec-Fetch-Site` that a
/// page of this Belfry sent it, as browsers do.
pub(in crate::api) async fn sign_in(
    State(app): State<App>,
    Turn(from): Turn,
    headers: HeaderMap,
    SentByAnybody(wish): SentByAnybody<Wish>,
) -> Result<Response, Problem> {
    let login = (Login::Either(wish.email), Some(from));
    let user = auth::log_in(&app.store, &app.hasher, login, &wish.password).await?;
    let agent = headers.get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned());
    let (id, browser) = (user.id, Browser { address: Some(from), agent: agent.unwrap_or_default() });
    let (_, secret) = app.store.write(move |tx| session::begin(tx, id, &browser)).await?;
    let view = SignedIn { name: user.full_name(), username: user.username, email: user.email, is_admin: user.is_admin };
    let mut answer = (StatusCode::CREATED, Json(view)).into_response();
    answer.headers_mut().extend(cookie::keep(&secret, &app.rules).map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(answer)
}

#[utoipa::path(delete, path = "/sessions/current", tag = "accounts", operation_id = "sign_out",
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body)))]
/// Signs out: the session of the cookie is over.
pub(in crate::api) async fn sign_out(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    let shown = caller.clone();
    let ended = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let id = shown.session(tx)?.ok_or(Error::NotFound("session"))?;
        Ok(session::end(tx, act, id)?)
    });
    ended.await?;
    let mut answer = StatusCode::NO_CONTENT.into_response();
    answer.headers_mut().extend(cookie::forget(&app.rules).map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(answer)
}

#[utoipa::path(get, path = "/me/sessions", tag = "accounts", operation_id = "list_sessions",
    responses((status = 200, body = Sessions), (status = 401, body = Body), (status = 403, body = Body)))]
/// Where you are signed in, the newest first. Nobody else sees it.
pub(in crate::api) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Sessions>, Problem> {
    let shown = caller.clone();
    let found =
        caller.read::<_, Problem, _>(&app, move |db, actor| Ok((shown.session(db)?, session::list(db, actor)?)));
    let (current, found) = found.await?;
    let items = found.into_iter().map(|session| View {
        id: session.id.raw(),
        is_current: Some(session.id) == current,
        created_at: session.created_at,
        seen_at: session.seen_at,
        address: session.address,
        agent: session.agent,
    });
    Ok(Json(Sessions { items: items.collect() }))
}

#[utoipa::path(delete, path = "/me/sessions/{id}", tag = "accounts", operation_id = "end_session",
    params(("id" = i64, Path, description = "The session's number")),
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body)))]
/// Signs out there.
pub(in crate::api) async fn end(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let ended = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let id = id.parse().map(SessionId).map_err(|_| Error::NotFound("session"))?;
        Ok(session::end(tx, act, id)?)
    });
    ended.await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(delete, path = "/me/sessions", tag = "accounts", operation_id = "end_other_sessions",
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body)))]
/// Signs out everywhere else. Access tokens go on until they expire; another password ends those too.
pub(in crate::api) async fn end_others(State(app): State<App>, caller: Caller) -> Result<StatusCode, Problem> {
    let shown = caller.clone();
    let ended = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let kept = shown.session(tx)?;
        Ok(session::end_others(tx, act, kept)?)
    });
    ended.await?;
    Ok(StatusCode::NO_CONTENT)
}
