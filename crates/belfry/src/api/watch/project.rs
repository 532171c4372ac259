//! `/projects/{key}/watch`

use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::body::Sent;
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::project;
use crate::watch::{self, Level};

/// How much of a project you hear of.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ProjectWatch)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Watch {
    /// `all` of its issues, those in which you are `participating` (as it is until you say otherwise), or `none`: then
    /// only that you are given an issue, and that you are mentioned.
    #[schema(value_type = crate::api::word::LevelWord, example = "participating")]
    level: Level,
}

#[utoipa::path(get, path = "/projects/{key}/watch", tag = "watching", operation_id = "get_project_watch",
    params(("key" = String, Path, description = "The project's key")),
    responses((status = 200, body = Watch), (status = 401, body = Body), (status = 404, body = Body)))]
/// How much of a project you hear of.
pub(in crate::api) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Json<Watch>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        let project = project::find(db, actor, &key)?;
        Ok(watch::level(db, project.id, actor.user_id)?)
    });
    Ok(Json(Watch { level: found.await? }))
}

#[utoipa::path(put, path = "/projects/{key}/watch", tag = "watching", operation_id = "watch_project", request_body = Watch,
    params(("key" = String, Path, description = "The project's key")),
    responses((status = 200, body = Watch), (status = 401, body = Body), (status = 404, body = Body)))]
/// Says how much of a project you want to hear of.
pub(in crate::api) async fn put(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Sent(wish): Sent<Watch>,
) -> Result<Json<Watch>, Problem> {
    let level = wish.level;
    let put = caller.change::<_, Problem, _>(&app, move |tx, act| Ok(watch::set_level(tx, &act.actor, &key, level)?));
    put.await?;
    Ok(Json(wish))
}
