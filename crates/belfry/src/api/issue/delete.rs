//! `DELETE /issues/{key}`, and bringing it back.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::{Key, view};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::http::etag::{self, Wanted};
use crate::issue;

#[utoipa::path(delete, path = "/issues/{key}", tag = "issues", operation_id = "delete_issue",
    params(("key" = String, Path, description = "Such as BEL-142"),
        ("If-Match" = Option<String>, Header, description = "Only if this is still its version, such as \"v3\"")),
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body),
        (status = 412, body = Body)))]
/// Deletes an issue. Mail about it that has not left is taken back; it can be brought back.
pub(in crate::api) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    let wanted = Wanted::of(&headers);
    let deleted = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let issue = issue::find(tx, &act.actor, &key)?;
        wanted.check(issue.version)?;
        Ok(issue::delete(tx, act, issue.id)?)
    });
    deleted.await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(post, path = "/issues/{key}/restore", tag = "issues", operation_id = "restore_issue",
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 200, body = view::View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body)))]
/// Brings a deleted issue back.
pub(in crate::api) async fn restore(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
) -> Result<Response, Problem> {
    let restored = caller.answer::<Problem, _>(&app, move |tx, act| {
        let view = view::of(tx, &act.actor, issue::restore(tx, act, &key)?)?;
        Ok((etag::of(view.version()), Json(view)).into_response())
    });
    restored.await
}
