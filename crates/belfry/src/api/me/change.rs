//! `PATCH /me`

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::{View, of};
use crate::api::body::{Reading, Sent, maybe_null};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::user::{self, Name};

/// What is to be different; what is missing stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = MeChange)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// Another first name.
    first_name: Option<String>,
    /// Another last name; null: none.
    #[serde(default, deserialize_with = "maybe_null")]
    #[schema(value_type = Option<String>)]
    last_name: Option<Option<String>>,
}

#[utoipa::path(patch, path = "/me", tag = "me", operation_id = "change_me", request_body = Wish,
    responses((status = 200, body = View), (status = 401, body = Body), (status = 422, body = Body)))]
/// Changes what you are called.
pub(in crate::api) async fn change(
    State(app): State<App>,
    caller: Caller,
    Sent(wish): Sent<Wish>,
) -> Result<Json<View>, Problem> {
    let mut reading = Reading::default();
    let first = reading.maybe("first_name", wish.first_name.as_deref(), Name::parse);
    let last = match &wish.last_name {
        None => Some(None),
        Some(None) => Some(Some(None)),
        Some(Some(text)) => reading.take("last_name", Name::parse(text)).map(|name| Some(Some(name))),
    };
    let (first, last) = reading.finish(first.zip(last))?;
    let changed = caller.change::<_, Problem, _>(&app, move |tx, act| {
        user::rename(tx, act.actor.user_id, first.as_ref(), last.as_ref().map(Option::as_ref))?;
        Ok(of(tx, &act.actor)?)
    });
    changed.await.map(Json)
}
