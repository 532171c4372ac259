//! `/issues/{key}/mails`: the bell.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::steer::{self, Id, Why};
use super::view::{View, Views};
use crate::api::body::{Reading, Sent};
use crate::api::issue::Key;
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::auth::permission;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue::{self, IssueKey};
use crate::post::{self, Wish};

/// What may be done at the bell.
const VERBS: &[&str] = &["send_now", "cancel", "hold", "release"];

/// The mails about an issue.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Mails {
    items: Vec<View>,
}

#[utoipa::path(get, path = "/issues/{key}/mails", tag = "mails", operation_id = "list_issue_mails",
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 200, body = Mails), (status = 401, body = Body), (status = 404, body = Body)))]
/// The bell of an issue, oldest mail first: who will be mailed and when, and what became of the mails before. Its author, its
/// assignee and the project's members see all of them, others their own.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
) -> Result<Json<Mails>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        let issue = issue::find(db, actor, &key)?;
        let verbs = if permission::may_steer_mail(actor, &issue) { VERBS } else { &[] };
        let mut views = Views::default();
        let mails = post::bell(db, actor, &issue)?.into_iter();
        Ok(mails.map(|mail| views.of(db, actor, mail, verbs)).collect::<Result<Vec<_>, _>>()?)
    });
    Ok(Json(Mails { items: found.await? }))
}

#[utoipa::path(post, path = "/issues/{key}/mails/{id}/send-now", tag = "mails", operation_id = "send_mail_now",
    params(("key" = String, Path, description = "Such as BEL-142"), ("id" = i64, Path, description = "The mail's number")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body)))]
/// Sends a mail that waits now. Quiet hours of its recipient are kept all the same.
pub(in crate::api) async fn send_now(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Id(id): Id,
) -> Result<Response, Problem> {
    done(&app, &caller, (key, id), Wish::SendNow).await
}

#[utoipa::path(post, path = "/issues/{key}/mails/{id}/cancel", tag = "mails", operation_id = "cancel_mail",
    request_body = Why,
    params(("key" = String, Path, description = "Such as BEL-142"), ("id" = i64, Path, description = "The mail's number")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body), (status = 422, body = Body)))]
/// Takes a mail back that has not rung.
pub(in crate::api) async fn cancel(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Id(id): Id,
    Sent(why): Sent<Why>,
) -> Result<Response, Problem> {
    let wish = Wish::Cancel(reason(&why)?);
    done(&app, &caller, (key, id), wish).await
}

#[utoipa::path(post, path = "/issues/{key}/mails/{id}/hold", tag = "mails", operation_id = "hold_mail", request_body = Why,
    params(("key" = String, Path, description = "Such as BEL-142"), ("id" = i64, Path, description = "The mail's number")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body), (status = 422, body = Body)))]
/// Keeps a mail back until somebody releases it.
pub(in crate::api) async fn hold(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Id(id): Id,
    Sent(why): Sent<Why>,
) -> Result<Response, Problem> {
    let wish = Wish::Hold(reason(&why)?);
    done(&app, &caller, (key, id), wish).await
}

#[utoipa::path(post, path = "/issues/{key}/mails/{id}/release", tag = "mails", operation_id = "release_mail",
    params(("key" = String, Path, description = "Such as BEL-142"), ("id" = i64, Path, description = "The mail's number")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body)))]
/// Lets a mail that is held go: at its time, or at once if that has passed.
pub(in crate::api) async fn release(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Id(id): Id,
) -> Result<Response, Problem> {
    done(&app, &caller, (key, id), Wish::Release).await
}

/// The reason that was given, if it can be kept.
pub(super) fn reason(why: &Why) -> Result<String, Problem> {
    let mut reading = Reading::default();
    let reason = reading.take("reason", why.parse());
    reading.finish(reason)
}

async fn done(
    app: &App,
    caller: &Caller,
    (key, id): (IssueKey, outbox::MailId),
    wish: Wish,
) -> Result<Response, Problem> {
    let steered = caller.answer::<Problem, _>(app, move |tx, act| {
        let (done, mail) = post::steer(tx, act, (&key, id), &wish)?;
        steer::check(done)?;
        Ok(Json(Views::default().of(tx, &act.actor, mail, VERBS)?).into_response())
    });
    steered.await
}
