//! `PATCH /inbox/{key}` and `POST /inbox/read`

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::View;
use crate::api::body::{Reading, Sent, maybe_null};
use crate::api::issue::Key;
use crate::api::problem::{Body, Problem};
use crate::api::time;
use crate::app::App;
use crate::error::FieldErrors;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue;
use crate::notification::{self, Mark};

/// What is to become of it; what is missing stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = Mark)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// Whether you want to read it (again).
    is_unread: Option<bool>,
    /// It comes back at this moment; null: now.
    #[serde(default, deserialize_with = "maybe_null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    snoozed_until: Option<Option<String>>,
    /// Whether you are done with it.
    is_done: Option<bool>,
}

/// Up to when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct UpTo {
    /// What you were told of after this moment stays unread; missing: nothing does.
    #[schema(format = DateTime)]
    until: Option<String>,
}

/// How many were marked.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Marked {
    /// How many issues were unread until now.
    count: u64,
}

#[utoipa::path(patch, path = "/inbox/{key}", tag = "inbox", operation_id = "mark_notification", request_body = Wish,
    params(("key" = String, Path, description = "The issue's key")),
    responses((status = 200, body = View), (status = 401, body = Body), (status = 404, body = Body),
        (status = 422, body = Body)))]
/// Marks what you were told of an issue: read or unread, put off, done with.
pub(in crate::api) async fn mark(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Sent(wish): Sent<Wish>,
) -> Result<Json<View>, Problem> {
    let marks = marks(&wish)?;
    let marked = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let issue = issue::find(tx, &act.actor, &key)?.id;
        for mark in &marks {
            notification::mark(tx, &act.actor, issue, *mark).map_err(under_its_name)?;
        }
        Ok(notification::find(tx, &act.actor, issue)?)
    });
    Ok(Json(View::from(marked.await?)))
}

/// What is done first is undone by what comes later: being unread is said last.
fn marks(wish: &Wish) -> Result<Vec<Mark>, Problem> {
    let mut reading = Reading::default();
    let mut marks = Vec::new();
    match &wish.snoozed_until {
        None => {}
        Some(None) => marks.push(Mark::Open),
        Some(Some(text)) => marks.extend(reading.take("snoozed_until", time::parse(text)).map(Mark::SnoozedUntil)),
    }
    if wish.is_done == Some(true) && matches!(&wish.snoozed_until, Some(Some(_))) {
        reading.wrong("is_done", "What is put off is not done with: send one of the two.");
    }
    marks.extend(wish.is_done.map(|is_done| if is_done { Mark::Done } else { Mark::Open }));
    marks.extend(wish.is_unread.map(|is_unread| if is_unread { Mark::Unread } else { Mark::Read }));
    reading.end()?;
    Ok(marks)
}

fn under_its_name(error: crate::Error) -> Problem {
    match error {
        crate::Error::Invalid(_) => {
            FieldErrors::one("snoozed_until", "This moment is over: name one to come, or null.").into()
        }
        other => other.into(),
    }
}

#[utoipa::path(post, path = "/inbox/read", tag = "inbox", operation_id = "mark_all_read", request_body = UpTo,
    responses((status = 200, body = Marked), (status = 401, body = Body), (status = 422, body = Body)))]
/// Marks all that you were told of as read.
pub(in crate::api) async fn all_read(
    State(app): State<App>,
    caller: Caller,
    Sent(up_to): Sent<UpTo>,
) -> Result<Response, Problem> {
    let mut reading = Reading::default();
    let until = reading.maybe("until", up_to.until.as_deref(), time::parse);
    let until = reading.finish(until)?;
    let marked = caller.answer::<Problem, _>(&app, move |tx, act| {
        let until = until.unwrap_or_else(|| tx.now()).min(tx.now());
        Ok(Json(Marked { count: notification::mark_all_read(tx, &act.actor, until)? }).into_response())
    });
    marked.await
}
