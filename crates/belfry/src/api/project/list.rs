//! `GET /projects`

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::view::View;
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::project;

/// Every project that you may see, by name.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Projects {
    items: Vec<View>,
}

#[utoipa::path(get, path = "/projects", tag = "projects", operation_id = "list_projects",
    responses((status = 200, body = Projects), (status = 401, body = Body)))]
/// The projects that you may see, by name.
pub(in crate::api) async fn list(State(app): State<App>, caller: Caller) -> Result<Json<Projects>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, |db, actor| Ok(project::list(db, actor)?)).await?;
    Ok(Json(Projects { items: found.into_iter().map(View::from).collect() }))
}
