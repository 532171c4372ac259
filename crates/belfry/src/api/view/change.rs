//! `PATCH` and `DELETE /views/{id}`

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::Id;
use super::list::View;
use crate::api::body::{Reading, Sent, maybe_null};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::http::etag::{self, Wanted};
use crate::view::{self, ViewChange, ViewName, ViewQuery};

/// What is to be different; what is missing stays.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = SavedViewChange)]
#[serde(deny_unknown_fields, default)]
pub(in crate::api) struct Wish {
    /// Another name.
    name: Option<String>,
    /// Another query.
    query: Option<String>,
    /// The key of the project that it is shared with; null for none.
    #[serde(deserialize_with = "maybe_null")]
    #[schema(value_type = Option<String>)]
    project: Option<Option<String>>,
}

#[utoipa::path(patch, path = "/views/{id}", tag = "views", operation_id = "change_view", request_body = Wish,
    params(("id" = i64, Path, description = "The view's number"),
        ("If-Match" = Option<String>, Header, description = "Only if this is still its version, such as \"v3\"")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body), (status = 412, body = Body),
        (status = 422, body = Body)))]
/// Changes a view of yours.
pub(in crate::api) async fn change(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let mut reading = Reading::default();
    let name = reading.maybe("name", wish.name.as_deref(), ViewName::parse);
    let query = reading.maybe("query", wish.query.as_deref(), ViewQuery::parse);
    let project = wish.project;
    let change = reading.finish(name.zip(query).map(|(name, query)| ViewChange { name, query, project }))?;
    let wanted = Wanted::of(&headers);
    let changed = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let found = view::find(tx, &act.actor, id)?;
        if let Err(stale) = wanted.check(found.version) {
            return Err(Problem::stale(stale, serde_json::to_value(View::from(found)).ok()));
        }
        Ok(view::change(tx, &act.actor, id, &change)?)
    });
    let changed = changed.await?;
    Ok((etag::of(changed.version), Json(View::from(changed))).into_response())
}

#[utoipa::path(delete, path = "/views/{id}", tag = "views", operation_id = "remove_view",
    params(("id" = i64, Path, description = "The view's number")),
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body)))]
/// Removes a view: yours, or one that is shared with a project that you maintain.
pub(in crate::api) async fn remove(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    caller.change::<_, Problem, _>(&app, move |tx, act| Ok(view::remove(tx, &act.actor, id)?)).await?;
    Ok(StatusCode::NO_CONTENT)
}
