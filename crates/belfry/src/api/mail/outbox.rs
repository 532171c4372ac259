//! `/outbox`: all mail, for those who run the instance.

use axum::extract::{OriginalUri, State};
use axum::response::{IntoResponse as _, Response};
use outbox::admin::{self, Done};
use outbox::{Mail, MailId};
use serde::Deserialize;
use store::Tx;
use utoipa::IntoParams;

use super::bell::reason;
use super::steer::{self, Id, Why};
use super::view::{MailWithLog, View, Views, with_log};
use crate::api::body::Sent;
use crate::api::page::{Page, Paged, Wanted};
use crate::api::problem::{Body, Problem};
use crate::api::query::Query;
use crate::app::App;
use crate::auth::permission;
use crate::error::{Error, FieldErrors};
use crate::event::Act;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::post::{self, Wish};

/// What may be done to any mail.
const VERBS: &[&str] = &["retry", "cancel", "hold", "release"];

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Asked {
    /// Only mails in this state, such as `failed`.
    state: Option<String>,
}

impl Asked {
    fn state(&self) -> Result<Option<outbox::State>, Problem> {
        let Some(word) = &self.state else { return Ok(None) };
        let words = outbox::State::ALL.map(outbox::State::as_str).join(", ");
        let known = outbox::State::parse(word);
        known.map(Some).ok_or_else(|| FieldErrors::one("state", format!("A mail is one of {words}.")).into())
    }
}

#[utoipa::path(get, path = "/outbox", tag = "mails", operation_id = "list_outbox", params(Asked, Wanted),
    responses((status = 200, body = Page<View>), (status = 401, body = Body), (status = 403, body = Body),
        (status = 422, body = Body)))]
/// All mail, the latest first, a page at a time. For admins.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Paged<View>, Problem> {
    caller.check(&app).await?;
    let (state, limit) = (asked.state()?, wanted.limit()?);
    let before = wanted.after::<1>()?.map_or(MailId(i64::MAX), |[id]| MailId(id));
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        if !permission::may_run_instance(actor) {
            return Err(Error::Forbidden.into());
        }
        let mut views = Views::default();
        let mails = admin::list_before(db, state, before, most)?.into_iter();
        let viewed = mails.map(|mail| Ok((mail.id, views.of(db, actor, mail, VERBS)?)));
        Ok(viewed.collect::<Result<Vec<_>, Error>>()?)
    });
    Ok(Paged::new(found.await?, limit, uri, |(id, _)| vec![id.raw()]).map(|(_, view)| view))
}

#[utoipa::path(get, path = "/outbox/{id}", tag = "mails", operation_id = "get_mail",
    params(("id" = i64, Path, description = "The mail's number")),
    responses((status = 200, body = MailWithLog), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body)))]
/// One mail, with all that happened to it. For admins.
pub(in crate::api) async fn show(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
) -> Result<Json<MailWithLog>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        if !permission::may_run_instance(actor) {
            return Err(Error::Forbidden.into());
        }
        let mail = admin::find(db, id)?.ok_or(Error::NotFound("mail"))?;
        let view = Views::default().of(db, actor, mail.clone(), VERBS)?;
        Ok(with_log(db, mail, view)?)
    });
    found.await.map(Json)
}

#[utoipa::path(post, path = "/outbox/{id}/retry", tag = "mails", operation_id = "retry_mail",
    params(("id" = i64, Path, description = "The mail's number")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body)))]
/// Tries a mail again that failed, is unknown, was suppressed or was put off: the same bytes. For admins.
pub(in crate::api) async fn retry(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    let retry = move |tx: &Tx<'_>, act: &Act| {
        if !permission::may_run_instance(&act.actor) {
            return Err(Error::Forbidden);
        }
        let done = post::retry(tx, id)?;
        Ok((done, admin::find(tx, id)?.ok_or(Error::NotFound("mail"))?))
    };
    done(&app, &caller, retry).await
}

#[utoipa::path(post, path = "/outbox/{id}/cancel", tag = "mails", operation_id = "cancel_any_mail", request_body = Why,
    params(("id" = i64, Path, description = "The mail's number")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body), (status = 422, body = Body)))]
/// Takes any mail back that has not rung. For admins.
pub(in crate::api) async fn cancel(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    Sent(why): Sent<Why>,
) -> Result<Response, Problem> {
    let wish = Wish::Cancel(reason(&why)?);
    done(&app, &caller, move |tx, act| post::steer_any(tx, act, id, &wish)).await
}

#[utoipa::path(post, path = "/outbox/{id}/hold", tag = "mails", operation_id = "hold_any_mail", request_body = Why,
    params(("id" = i64, Path, description = "The mail's number")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body), (status = 422, body = Body)))]
/// Keeps any mail back until it is released. For admins.
pub(in crate::api) async fn hold(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    Sent(why): Sent<Why>,
) -> Result<Response, Problem> {
    let wish = Wish::Hold(reason(&why)?);
    done(&app, &caller, move |tx, act| post::steer_any(tx, act, id, &wish)).await
}

#[utoipa::path(post, path = "/outbox/{id}/release", tag = "mails", operation_id = "release_any_mail",
    params(("id" = i64, Path, description = "The mail's number")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 409, body = Body)))]
/// Lets any mail go that is held: at its time, or at once if that has passed. For admins.
pub(in crate::api) async fn release(State(app): State<App>, caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    done(&app, &caller, move |tx, act| post::steer_any(tx, act, id, &Wish::Release)).await
}

async fn done(
    app: &App,
    caller: &Caller,
    work: impl Fn(&Tx<'_>, &Act) -> Result<(Done, Mail), Error> + Send + 'static,
) -> Result<Response, Problem> {
    let steered = caller.answer::<Problem, _>(app, move |tx, act| {
        let (done, mail) = work(tx, act)?;
        steer::check(done)?;
        Ok(Json(Views::default().of(tx, &act.actor, mail, VERBS)?).into_response())
    });
    steered.await
}
