//! `/me/email` and `/email-confirmations`

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::turn::Turn;
use crate::account;
use crate::api::body::{Reading, Sent, SentByAnybody};
use crate::api::problem::{Body, Problem};
use crate::api::time;
use crate::app::App;
use crate::auth;
use crate::error::FieldErrors;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::user::Email;

/// Your address.
#[derive(Serialize, ToSchema)]
#[schema(as = Address)]
pub(in crate::api) struct View {
    /// Where you are mailed.
    email: String,
    /// When you showed that it is yours; null: not yet.
    #[schema(value_type = Option<String>, format = DateTime)]
    confirmed_at: Option<String>,
}

/// Another address.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewEmail)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// The address to come.
    email: String,
    /// Your password.
    #[schema(format = Password)]
    password: String,
}

/// A link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Confirmation {
    /// What stands in the link after `/confirm/`.
    token: String,
}

#[utoipa::path(get, path = "/me/email", tag = "accounts", operation_id = "get_email",
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body)))]
/// Your address, and whether it is confirmed. Mail goes to it either way.
pub(in crate::api) async fn show(State(app): State<App>, caller: Caller) -> Result<Json<View>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, |db, actor| Ok(account::address(db, actor)?)).await?;
    Ok(Json(View { email: found.email, confirmed_at: found.confirmed_at.map(time::rfc3339) }))
}

#[utoipa::path(put, path = "/me/email", tag = "accounts", operation_id = "change_email", request_body = Wish,
    responses((status = 202, description = "A link is on its way to the new address, unless it is somebody else's"),
        (status = 401, body = Body), (status = 403, body = Body), (status = 422, body = Body), (status = 429, body = Body)))]
/// Sends a link to an address that you want to have, good for 48 hours and once. When it is used the account has that
/// address, and the one before is told. Until then nothing changes.
pub(in crate::api) async fn change(
    State(app): State<App>,
    caller: Caller,
    Sent(wish): Sent<Wish>,
) -> Result<StatusCode, Problem> {
    let mut reading = Reading::default();
    let email = reading.take("email", Email::parse(&wish.email));
    let email = reading.finish(email)?;
    let owner = caller.read::<_, Problem, _>(&app, |_, actor| Ok(actor.user_id)).await?;
    let asked = (owner, Some(caller.address()));
    if !auth::check_present(&app.store, &app.hasher, asked, &wish.password).await? {
        return Err(FieldErrors::one("password", "This is not your password.").into());
    }
    caller.change::<_, Problem, _>(&app, move |tx, act| Ok(account::ask_to_change(tx, act, &email)?)).await?;
    Ok(StatusCode::ACCEPTED)
}

#[utoipa::path(post, path = "/me/email/confirmation", tag = "accounts", operation_id = "ask_for_confirmation",
    responses((status = 202, description = "A link is on its way"), (status = 401, body = Body), (status = 403, body = Body)))]
/// Sends a link that confirms your address, good for 48 hours and once. Nobody is sent more than three within an hour.
pub(in crate::api) async fn ask_to_confirm(State(app): State<App>, caller: Caller) -> Result<StatusCode, Problem> {
    caller.change::<_, Problem, _>(&app, |tx, act| Ok(account::ask_to_confirm(tx, act)?)).await?;
    Ok(StatusCode::ACCEPTED)
}

#[utoipa::path(post, path = "/email-confirmations", tag = "accounts", operation_id = "confirm_email",
    request_body = Confirmation,
    responses((status = 204), (status = 403, body = Body), (status = 404, body = Body), (status = 409, body = Body),
        (status = 422, body = Body), (status = 429, body = Body)))]
/// Confirms an address by a link, which is used up.
pub(in crate::api) async fn confirm(
    State(app): State<App>,
    Turn(from): Turn,
    SentByAnybody(wish): SentByAnybody<Confirmation>,
) -> Result<StatusCode, Problem> {
    app.store.write(move |tx| account::confirm(tx, &wish.token, Some(from))).await?;
    Ok(StatusCode::NO_CONTENT)
}
