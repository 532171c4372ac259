//! `GET /issues/{key}/parts`

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Key, view};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue;

/// The parts of an issue.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Parts {
    items: Vec<view::View>,
}

#[utoipa::path(get, path = "/issues/{key}/parts", tag = "issues", operation_id = "list_parts",
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 200, body = Parts), (status = 401, body = Body), (status = 404, body = Body)))]
/// The issues that are a part of this one, oldest first.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
) -> Result<Json<Parts>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        let parts = issue::parts(db, actor, &key)?;
        Ok(view::of_all(db, actor, parts)?)
    });
    Ok(Json(Parts { items: found.await? }))
}
