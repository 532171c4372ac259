//! `POST /issues/{key}/comments`

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::View;
use crate::api::body::{Reading, Sent};
use crate::api::issue::Key;
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::comment::{self, CommentText};
use crate::http::caller::Caller;
use crate::http::{Json, etag};

/// What is to be said.
#[derive(Deserialize, ToSchema)]
#[schema(as = CommentText)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// Markdown of at most 64 KiB.
    pub(super) text: String,
}

#[utoipa::path(post, path = "/issues/{key}/comments", tag = "comments", operation_id = "add_comment", request_body = Wish,
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 201, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 422, body = Body)))]
/// Says something about an issue. Whoever hears of the issue, or is mentioned, is told.
pub(in crate::api) async fn add(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let mut reading = Reading::default();
    let text = reading.take("text", CommentText::parse(&wish.text));
    let text = reading.finish(text)?;
    let named = key.to_string();
    let added = caller.answer::<Problem, _>(&app, move |tx, act| {
        let added = comment::add(tx, act, &key, &text)?;
        let place = [(header::LOCATION, format!("/api/v1/issues/{named}/comments/{}", added.number))];
        Ok((StatusCode::CREATED, place, etag::of(added.version), Json(View::from(added))).into_response())
    });
    added.await
}
