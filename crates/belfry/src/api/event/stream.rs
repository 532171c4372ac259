//! `GET /events`

use std::collections::{BTreeSet, VecDeque};

use axum::body::Body as Stream;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::unfold;
use serde::Deserialize;
use utoipa::IntoParams;

use super::frame::{self, LiveEvent};
use super::reader::Reader;
use crate::api::problem::{Body, Problem};
use crate::api::query::Query;
use crate::app::App;
use crate::error::{Error, FieldErrors};
use crate::event::EventId;
use crate::http::caller::Caller;
use crate::issue::{self, IssueKey};
use crate::live::{self, Follow};
use crate::project;

/// After how many milliseconds a reader comes back who lost the connection.
const RETRY_MS: u64 = 3000;

/// What is followed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Asked {
    /// Only what happens in the project of this key.
    project: Option<String>,
    /// Only what happens to the issue of this key.
    issue: Option<String>,
    /// The `id` of an event: what happened since is told first. `Last-Event-ID` goes before it. For readers that cannot set a
    /// header.
    #[param(minimum = 0)]
    after: Option<i64>,
}

#[utoipa::path(get, path = "/events", tag = "events", operation_id = "follow_events",
    params(Asked, ("Last-Event-ID" = Option<String>, Header,
        description = "The `id` of the last event that you heard: what happened since is told first")),
    responses((status = 200, body = LiveEvent, content_type = "text/event-stream"), (status = 401, body = Body),
        (status = 404, body = Body), (status = 422, body = Body), (status = 429, body = Body)))]
/// What happens, as it happens: a stream of server-sent events, of as much of it as you may see. Each has its number as `id`,
/// its kind as `event` and a `LiveEvent` as `data`; `missed` says that more happened than is told one by one: load anew what
/// you look at. An event may be told twice. `mail_changed` is no event, and has no `id`: something became of a mail that you may see, about
/// an `issue`; look at its mails. A comment every 15 seconds says that the connection stands. The stream ends with
/// the token, and when Belfry stops: come back with `Last-Event-ID`.
pub(in crate::api) async fn stream(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
    request: Request,
) -> Result<Response, Problem> {
    caller.check(&app).await?;
    let last = last_heard(&request)?.or(after(asked.after)?);
    let of_caller = caller.clone();
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        of_caller.check_time(db)?;
        let follow = match (&asked.project, &asked.issue) {
            (None, None) => Follow::Everything,
            (Some(key), None) => Follow::Project(project::find(db, actor, key)?.id),
            (None, Some(key)) => {
                let key = IssueKey::parse(key).ok_or(Error::NotFound("issue"))?;
                Follow::Issue(issue::find(db, actor, &key)?.id)
            }
            (Some(_), Some(_)) => return Err(FieldErrors::one("issue", "Follow an issue or a project.").into()),
        };
        Ok((actor.user_id, follow))
    });
    let (user, what) = found.await?;
    let seat = app.streams().sit(user).ok_or(Error::TooMany { retry_after: std::time::Duration::from_secs(30) })?;
    // First listening, then looking: nothing falls in between.
    let following = live::follow(&app.store, user, what);
    let latest = app.store.read_short(live::latest).await?;
    let mut reader = Reader {
        stopping: request.extensions().get().cloned(),
        line: request.extensions().get().cloned(),
        first: VecDeque::from([frame::hello(RETRY_MS)]),
        last: last.unwrap_or(latest),
        queue: VecDeque::new(),
        told: BTreeSet::from_iter(last),
        _seat: seat,
        app,
        caller,
        what,
        following,
    };
    if last.is_some() {
        reader.catch_up().await.ok_or(Error::Unavailable("catching up with events".to_owned()))?;
    }
    let body = Stream::from_stream(unfold(reader, Reader::next));
    Ok(([(header::CONTENT_TYPE, "text/event-stream")], body).into_response())
}

fn after(number: Option<i64>) -> Result<Option<EventId>, FieldErrors> {
    match number {
        Some(number) if number < 0 => Err(FieldErrors::one("after", "This is the id of no event.")),
        number => Ok(number.map(EventId)),
    }
}

fn last_heard(request: &Request) -> Result<Option<EventId>, Problem> {
    let Some(value) = request.headers().get("last-event-id") else { return Ok(None) };
    let number = value.to_str().ok().and_then(|text| text.trim().parse().ok()).filter(|number| *number >= 0);
    let wrong = || FieldErrors::one("Last-Event-ID", "This is the id of no event: send the last one you heard.");
    number.map(|number| Some(EventId(number))).ok_or_else(|| wrong().into())
}
