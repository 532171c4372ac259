//! `GET /projects/{key}/labels`

use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::{label, project};

/// The labels of a project.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Labels {
    items: Vec<View>,
}

/// A label.
#[derive(Serialize, ToSchema)]
#[schema(as = Label)]
pub(in crate::api) struct View {
    /// Unique in its project, in whatever letter case.
    name: String,
    /// 0 (grey) to 8: a hue of the style sheet.
    hue: i64,
}

impl From<label::Label> for View {
    fn from(label: label::Label) -> View {
        View { name: label.name, hue: label.hue }
    }
}

#[utoipa::path(get, path = "/projects/{key}/labels", tag = "labels", operation_id = "list_labels",
    params(("key" = String, Path, description = "The project's key")),
    responses((status = 200, body = Labels), (status = 401, body = Body), (status = 404, body = Body)))]
/// The labels of a project, by name.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Json<Labels>, Problem> {
    let found =
        caller.read::<_, Problem, _>(&app, move |db, actor| Ok(label::list(db, project::find(db, actor, &key)?.id)?));
    Ok(Json(Labels { items: found.await?.into_iter().map(View::from).collect() }))
}
