//! `PATCH /projects/{key}`

use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;

use super::open::description;
use super::view::View;
use crate::api::body::{Reading, Sent};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::project::{self, ProjectChange, ProjectKey, ProjectName, Visibility};

/// What is to be different; what is missing stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = ProjectChange)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// Another key; the old one still leads here.
    key: Option<String>,
    /// Another name.
    name: Option<String>,
    /// Another description.
    description: Option<String>,
    /// `public`, `internal` or `private`.
    #[schema(value_type = Option<crate::api::word::VisibilityWord>)]
    visibility: Option<Visibility>,
    /// Whether nothing in it may be changed.
    is_archived: Option<bool>,
}

#[utoipa::path(patch, path = "/projects/{key}", tag = "projects", operation_id = "change_project", request_body = Wish,
    params(("key" = String, Path, description = "Its key, or one that it once had")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body), (status = 422, body = Body)))]
/// Changes a project that you maintain.
pub(in crate::api) async fn change(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Sent(wish): Sent<Wish>,
) -> Result<Json<View>, Problem> {
    let change = parse(&wish)?;
    let changed =
        caller.change::<_, Problem, _>(&app, move |tx, act| Ok(project::change(tx, act, &key, &change)?)).await?;
    Ok(Json(View::from(changed)))
}

fn parse(wish: &Wish) -> Result<ProjectChange, Problem> {
    let mut reading = Reading::default();
    let key = reading.maybe("key", wish.key.as_deref(), ProjectKey::parse);
    let name = reading.maybe("name", wish.name.as_deref(), ProjectName::parse);
    let description = reading.maybe("description", wish.description.as_deref(), description);
    let (visibility, is_archived) = (wish.visibility, wish.is_archived);
    let read = match (key, name, description) {
        (Some(key), Some(name), Some(description)) => {
            Some(ProjectChange { key, name, description, visibility, is_archived })
        }
        _ => None,
    };
    reading.finish(read)
}
