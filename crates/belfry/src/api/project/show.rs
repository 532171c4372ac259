//! `GET /projects/{key}`

use axum::extract::{Path, State};

use super::view::View;
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::project;

#[utoipa::path(get, path = "/projects/{key}", tag = "projects", operation_id = "get_project",
    params(("key" = String, Path, description = "Its key, or one that it once had")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 404, body = Body)))]
/// One project.
pub(in crate::api) async fn show(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Json<View>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| Ok(project::find(db, actor, &key)?)).await?;
    Ok(Json(View::from(found)))
}
