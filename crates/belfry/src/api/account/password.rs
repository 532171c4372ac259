//! `/me/password` and `/password-resets`

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use store::Db;
use utoipa::ToSchema;

use super::turn::Turn;
use crate::account::{self, LetterKind};
use crate::api::body::{Reading, Sent, SentByAnybody};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::auth;
use crate::error::{Error, FieldErrors, Result};
use crate::http::caller::Caller;
use crate::http::cookie;
use crate::session::{self, Browser};
use crate::user::{self, Email, Password, User, UserId};

/// Another password.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPassword)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// The present one.
    #[schema(format = Password)]
    present: String,
    /// The one to come: at least 8 characters (`--password-min`), at most 1 KiB, none of the commonest.
    #[schema(format = Password)]
    password: String,
}

/// Whose password is forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Forgotten {
    /// The address of the account.
    email: String,
}

/// Another password, by a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Reset {
    /// What stands in the link after `/reset/`.
    token: String,
    /// The password to come, as for `PUT /me/password`.
    #[schema(format = Password)]
    password: String,
}

#[utoipa::path(put, path = "/me/password", tag = "accounts", operation_id = "change_password", request_body = Wish,
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 422, body = Body),
        (status = 429, body = Body)))]
/// Sets another password. Every other session and every access token ends, and you are told by mail. Whoever asks with the
/// cookie of a session gets a new one. Personal access tokens go on.
pub(in crate::api) async fn change(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let owner = caller.read::<_, Problem, _>(&app, |db, actor| owner(db, actor.user_id).map_err(Problem::from)).await?;
    let password = checked(&app, &owner, &wish.password)?;
    let from = caller.address();
    if !auth::check_present(&app.store, &app.hasher, (owner.id, Some(from)), &wish.present).await? {
        return Err(FieldErrors::one("present", "This is not your password.").into());
    }
    let hash = app.hasher.hash(password).await?;
    let agent = headers.get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned());
    let (shown, browser) = (caller.clone(), Browser { address: Some(from), agent: agent.unwrap_or_default() });
    let changed = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let is_session = shown.session(tx)?.is_some();
        account::change_password(tx, act, &hash)?;
        let begun = is_session.then(|| session::begin(tx, act.actor.user_id, &browser)).transpose()?;
        Ok(begun.map(|(_, secret)| secret))
    });
    let secret = changed.await?;
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let cookie = secret.and_then(|secret| cookie::keep(&secret, &app.rules));
    answer.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(answer)
}

#[utoipa::path(post, path = "/password-resets", tag = "accounts", operation_id = "ask_for_reset", request_body = Forgotten,
    responses((status = 202, description = "If somebody has this address, a link is on its way"),
        (status = 403, body = Body), (status = 422, body = Body), (status = 429, body = Body)))]
/// Sends a link that sets another password, good for an hour and once. The answer is the same whether or not there is such
/// an account. Nobody is sent more than three within an hour.
pub(in crate::api) async fn ask_to_reset(
    State(app): State<App>,
    Turn(from): Turn,
    SentByAnybody(wish): SentByAnybody<Forgotten>,
) -> Result<StatusCode, Problem> {
    let mut reading = Reading::default();
    let email = reading.take("email", Email::parse(&wish.email));
    let email = reading.finish(email)?;
    app.store.write(move |tx| account::ask_to_reset(tx, &email, Some(from))).await?;
    Ok(StatusCode::ACCEPTED)
}

#[utoipa::path(post, path = "/password-resets/redeem", tag = "accounts", operation_id = "reset_password",
    request_body = Reset,
    responses((status = 204), (status = 403, body = Body), (status = 404, body = Body), (status = 422, body = Body),
        (status = 429, body = Body)))]
/// Sets another password by a link, which is used up. Every session and every access token ends, and the owner is told.
pub(in crate::api) async fn reset(
    State(app): State<App>,
    Turn(from): Turn,
    SentByAnybody(wish): SentByAnybody<Reset>,
) -> Result<StatusCode, Problem> {
    let link = wish.token.clone();
    let owner = app.store.read_short(move |db| {
        let letter = account::find_by_link(db, LetterKind::Reset, &link)?;
        owner(db, letter.user_id)
    });
    let password = checked(&app, &owner.await?, &wish.password)?;
    let hash = app.hasher.hash(password).await?;
    app.store.write(move |tx| account::reset(tx, &wish.token, &hash, Some(from))).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn owner(db: &Db<'_>, id: UserId) -> Result<User> {
    user::find(db, id)?.ok_or(Error::NotFound("user"))
}

/// The password, if this person may choose it.
fn checked(app: &App, owner: &User, text: &str) -> Result<Password, Problem> {
    let mut reading = Reading::default();
    let names = [owner.username.as_str(), owner.email.as_str()];
    let password = reading.take("password", app.rules.password_rule().check(text, &names));
    reading.finish(password)
}
