//! `PATCH` and `DELETE /issues/{key}/comments/{number}`

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::add::Wish;
use super::view::View;
use crate::api::body::{Reading, Sent};
use crate::api::issue::Key;
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::comment::{self, CommentText};
use crate::error::Error;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::http::etag::{self, Wanted};
use crate::issue::IssueKey;

#[utoipa::path(patch, path = "/issues/{key}/comments/{number}", tag = "comments", operation_id = "edit_comment",
    request_body = Wish,
    params(("key" = String, Path, description = "Such as BEL-142"),
        ("number" = i64, Path, description = "The comment's number in the issue"),
        ("If-Match" = Option<String>, Header, description = "Only if this is still its version, such as \"v3\"")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 412, body = Body), (status = 422, body = Body)))]
/// Says it better. What it said before stays in the issue's history.
pub(in crate::api) async fn edit(
    State(app): State<App>,
    caller: Caller,
    Path((key, number)): Path<(String, String)>,
    headers: HeaderMap,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let mut reading = Reading::default();
    let text = reading.take("text", CommentText::parse(&wish.text));
    let (text, wanted) = (reading.finish(text)?, Wanted::of(&headers));
    let edited = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let key = IssueKey::parse(&key).ok_or(Error::NotFound("issue"))?;
        let (_, comment) = comment::find(tx, &act.actor, &key, number_of(&number)?)?;
        if let Err(stale) = wanted.check(comment.version) {
            return Err(Problem::stale(stale, serde_json::to_value(View::from(comment)).ok()));
        }
        Ok(comment::edit(tx, act, (&key, comment.number), (&text, None))?)
    });
    let edited = edited.await?;
    Ok((etag::of(edited.version), Json(View::from(edited))).into_response())
}

#[utoipa::path(delete, path = "/issues/{key}/comments/{number}", tag = "comments", operation_id = "delete_comment",
    params(("key" = String, Path, description = "Such as BEL-142"),
        ("number" = i64, Path, description = "The comment's number in the issue")),
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body)))]
/// Takes a comment away.
pub(in crate::api) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Path((_, number)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let deleted =
        caller.change::<_, Problem, _>(&app, move |tx, act| Ok(comment::delete(tx, act, &key, number_of(&number)?)?));
    deleted.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is no number is the number of no comment.
fn number_of(text: &str) -> Result<i64, Error> {
    text.parse().map_err(|_| Error::NotFound("comment"))
}
