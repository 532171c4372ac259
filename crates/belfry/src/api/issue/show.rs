//! `GET /issues/{key}`

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::{Key, view};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::{Json, etag};
use crate::issue;

#[utoipa::path(get, path = "/issues/{key}", tag = "issues", operation_id = "get_issue",
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 200, body = view::View, headers(("ETag" = String, description = "Its version"))),
        (status = 304, description = "You have it already (If-None-Match)"), (status = 401, body = Body),
        (status = 404, body = Body)))]
/// One issue.
pub(in crate::api) async fn show(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        let issue = issue::find(db, actor, &key)?;
        Ok(view::of(db, actor, issue)?)
    });
    let view = found.await?;
    let tag = etag::of(view.version());
    if etag::is_known(&headers, view.version()) {
        return Ok((StatusCode::NOT_MODIFIED, tag).into_response());
    }
    Ok((tag, Json(view)).into_response())
}
