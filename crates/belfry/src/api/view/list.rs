//! `GET /views` and `GET /views/{id}`

use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use store::Timestamp;
use utoipa::ToSchema;

use super::Id;
use crate::api::page::{Page, Paged, Wanted};
use crate::api::problem::{Body, Problem};
use crate::api::query::Query;
use crate::api::time;
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::{Json, etag};
use crate::view;

/// A query that somebody keeps.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = View)]
pub(in crate::api) struct View {
    /// Its number.
    pub(super) id: i64,
    /// The username of whose it is.
    owner: String,
    /// What it is called.
    name: String,
    /// What it asks, as it was typed.
    query: String,
    /// The key of the project whose people see it too.
    project: Option<String>,
    /// Grows by one with each change, from 1 on; also in the header `ETag`.
    pub(super) version: i64,
    /// When it was first kept.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last changed.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl From<view::View> for View {
    fn from(view: view::View) -> View {
        View {
            id: view.id.raw(),
            owner: view.owner_username,
            name: view.name,
            query: view.query,
            project: view.project_key,
            version: view.version,
            created_at: view.created_at,
            updated_at: view.updated_at,
        }
    }
}

#[utoipa::path(get, path = "/views", tag = "views", operation_id = "list_views", params(Wanted),
    responses((status = 200, body = Page<View>), (status = 401, body = Body), (status = 422, body = Body)))]
/// Your views and those that are shared with a project that you see, the oldest first, a page at a time.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    Query(wanted): Query<Wanted>,
) -> Result<Paged<View>, Problem> {
    caller.check(&app).await?;
    let limit = wanted.limit()?;
    let after = wanted.after::<1>()?.map_or(0, |[id]| id);
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| Ok(view::list(db, actor, after, limit + 1)?));
    Ok(Paged::new(found.await?, limit, uri, |view| vec![view.id.raw()]).map(View::from))
}

#[utoipa::path(get, path = "/views/{id}", tag = "views", operation_id = "get_view",
    params(("id" = i64, Path, description = "The view's number")),
    responses((status = 200, body = View, headers(("ETag" = String, description = "Its version"))),
        (status = 304, description = "You have it already (If-None-Match)"), (status = 401, body = Body),
        (status = 404, body = Body)))]
/// One view.
pub(in crate::api) async fn show(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| Ok(view::find(db, actor, id)?)).await?;
    let tag = etag::of(found.version);
    if etag::is_known(&headers, found.version) {
        return Ok((StatusCode::NOT_MODIFIED, tag).into_response());
    }
    Ok((tag, Json(View::from(found))).into_response())
}
