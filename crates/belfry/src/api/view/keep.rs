//! `POST /views`

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::View;
use crate::api::body::{Reading, Sent};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::{Json, etag};
use crate::view::{self, NewView, ViewName, ViewQuery};

/// A query to be kept.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewSavedView)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// One line of at most 100 characters, by which none of your other views goes.
    name: String,
    /// What it asks, such as `is:open assignee:@me sort:due`.
    query: String,
    /// The key of a project whose people are to see it too; you must be a member of that.
    #[serde(default)]
    project: Option<String>,
}

#[utoipa::path(post, path = "/views", tag = "views", operation_id = "keep_view", request_body = Wish,
    responses((status = 201, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body), (status = 422, body = Body)))]
/// Keeps a query under a name.
pub(in crate::api) async fn keep(
    State(app): State<App>,
    caller: Caller,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let mut reading = Reading::default();
    let name = reading.take("name", ViewName::parse(&wish.name));
    let query = reading.take("query", ViewQuery::parse(&wish.query));
    let project = wish.project;
    let new = reading.finish(name.zip(query).map(|(name, query)| NewView { name, query, project }))?;
    let kept = caller.answer::<Problem, _>(&app, move |tx, act| {
        let kept = view::keep(tx, &act.actor, &new)?;
        let place = [(header::LOCATION, format!("/api/v1/views/{}", kept.id))];
        Ok((StatusCode::CREATED, place, etag::of(kept.version), Json(View::from(kept))).into_response())
    });
    kept.await
}
