//! `PATCH` and `DELETE /projects/{key}/labels/{name}`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::View;
use crate::api::body::{Reading, Sent};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::label::{self, LabelName};

/// What is to be different.
#[derive(Deserialize, ToSchema)]
#[schema(as = LabelChange)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// Another name.
    name: Option<String>,
    /// Another hue: 0 (grey) to 8.
    #[serde(default, deserialize_with = "crate::api::whole::maybe")]
    #[schema(minimum = 0, maximum = 8)]
    hue: Option<i64>,
}

#[utoipa::path(patch, path = "/projects/{key}/labels/{name}", tag = "labels", operation_id = "change_label",
    request_body = Wish,
    params(("key" = String, Path, description = "The project's key"), ("name" = String, Path, description = "The label's name")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body), (status = 422, body = Body)))]
/// Gives a label another name or hue.
pub(in crate::api) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path((key, label)): Path<(String, String)>,
    Sent(wish): Sent<Wish>,
) -> Result<Json<View>, Problem> {
    let mut reading = Reading::default();
    let name = reading.maybe("name", wish.name.as_deref(), LabelName::parse);
    let name = reading.finish(name)?;
    let changed = caller.change::<_, Problem, _>(&app, move |tx, act| {
        Ok(label::change(tx, &act.actor, (&key, &label), (name.as_ref(), wish.hue))?)
    });
    Ok(Json(View::from(changed.await?)))
}

#[utoipa::path(delete, path = "/projects/{key}/labels/{name}", tag = "labels", operation_id = "remove_label",
    params(("key" = String, Path, description = "The project's key"), ("name" = String, Path, description = "The label's name")),
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body)))]
/// Removes a label from the project and from its issues.
pub(in crate::api) async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path((key, label)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let removed = caller.change::<_, Problem, _>(&app, move |tx, act| Ok(label::remove(tx, &act.actor, &key, &label)?));
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}
