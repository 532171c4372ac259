//! `POST /projects/{key}/labels`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::View;
use crate::api::body::{Reading, Sent};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::label::{self, LabelName};

/// A label to be made.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewLabel)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// One line of at most 50 characters, without a comma.
    name: String,
    /// 0 (grey, which it is otherwise) to 8.
    #[serde(default, deserialize_with = "crate::api::whole::whole")]
    #[schema(minimum = 0, maximum = 8)]
    hue: i64,
}

#[utoipa::path(post, path = "/projects/{key}/labels", tag = "labels", operation_id = "make_label", request_body = Wish,
    params(("key" = String, Path, description = "The project's key")),
    responses((status = 201, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body), (status = 422, body = Body)))]
/// Makes a label. Members do that.
pub(in crate::api) async fn make(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let mut reading = Reading::default();
    let name = reading.take("name", LabelName::parse(&wish.name));
    let name = reading.finish(name)?;
    let made = caller.answer::<Problem, _>(&app, move |tx, act| {
        let made = label::make(tx, &act.actor, &key, (&name, wish.hue))?;
        Ok((StatusCode::CREATED, Json(View::from(made))).into_response())
    });
    made.await
}
