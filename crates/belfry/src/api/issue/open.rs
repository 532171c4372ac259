//! `POST /issues`

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use store::Tx;
use utoipa::ToSchema;

use super::{named, view};
use crate::api::body::{Reading, Sent};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::event::Act;
use crate::http::caller::Caller;
use crate::http::{Json, etag};
use crate::issue::{self, Description, Details, DueDate, IssueKey, NewIssue, Priority, Status, Title};
use crate::{project, text};

/// An issue to be opened.
#[derive(Clone, Deserialize, ToSchema)]
#[schema(as = NewIssue)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// The key of the project to open it in; otherwise the default one.
    #[schema(example = "BEL")]
    project: Option<String>,
    /// One line of at most 200 characters.
    title: String,
    /// Markdown of at most 64 KiB; may be missing.
    #[serde(default)]
    description: String,
    /// The username of who is to do it.
    assignee: Option<String>,
    /// `todo` where it is missing.
    #[schema(value_type = Option<crate::api::word::StatusWord>)]
    status: Option<Status>,
    /// `none` where it is missing.
    #[schema(value_type = Option<crate::api::word::PriorityWord>)]
    priority: Option<Priority>,
    /// The names of its labels, which must be there.
    #[serde(default)]
    labels: Vec<String>,
    /// A day: 2026-11-25.
    #[schema(value_type = Option<String>, format = Date)]
    due_on: Option<String>,
    /// In points: 0 to 1000.
    #[serde(default, deserialize_with = "crate::api::whole::maybe")]
    #[schema(minimum = 0, maximum = 1000)]
    estimate: Option<i64>,
    /// The key of the issue that it is a part of.
    parent: Option<String>,
    /// Whether only its author, its assignee and the project's members see it.
    #[serde(default)]
    is_private: bool,
}

/// What was read of it without the database.
#[derive(Clone)]
struct Parsed {
    title: Title,
    description: Description,
    due_on: Option<DueDate>,
    estimate: Option<i64>,
    parent: Option<IssueKey>,
}

#[utoipa::path(post, path = "/issues", tag = "issues", operation_id = "open_issue", request_body = Wish,
    responses((status = 201, body = view::View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 422, body = Body)))]
/// Opens an issue. Its assignee is mailed when their delay is over.
pub(in crate::api) async fn open(
    State(app): State<App>,
    caller: Caller,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let parsed = parse(&wish)?;
    let opened = caller.answer::<Problem, _>(&app, move |tx, act| {
        let issue = issue::open(tx, act, &new(tx, act, &wish, &parsed)?)?;
        let view = view::of(tx, &act.actor, issue)?;
        let place = [(header::LOCATION, format!("/api/v1/issues/{}", view.key()))];
        Ok((StatusCode::CREATED, place, etag::of(view.version()), Json(view)).into_response())
    });
    opened.await
}

fn parse(wish: &Wish) -> Result<Parsed, Problem> {
    let mut reading = Reading::default();
    let title = reading.take("title", Title::parse(&wish.title));
    let description = reading.take("description", description(&wish.description));
    let due_on = reading.maybe("due_on", wish.due_on.as_deref(), DueDate::parse);
    let estimate = reading.take("estimate", wish.estimate.map(estimate).transpose());
    let parent = reading.maybe("parent", wish.parent.as_deref(), parent);
    let read = match (title, description, due_on, estimate, parent) {
        (Some(title), Some(description), Some(due_on), Some(estimate), Some(parent)) => {
            Some(Parsed { title, description, due_on, estimate, parent })
        }
        _ => None,
    };
    reading.finish(read)
}

/// What a script need not say.
pub(super) fn description(text: &str) -> Result<Description, String> {
    if text::is_blank(text) { Ok(Description::none()) } else { Description::parse(text) }
}

pub(super) fn estimate(points: i64) -> Result<i64, String> {
    if (0..=1000).contains(&points) { Ok(points) } else { Err("An estimate is a number from 0 to 1000.".to_owned()) }
}

pub(super) fn parent(text: &str) -> Result<IssueKey, String> {
    IssueKey::parse(text).ok_or_else(|| "Write the key of an issue, such as BEL-142.".to_owned())
}

fn new(tx: &Tx<'_>, act: &Act, wish: &Wish, parsed: &Parsed) -> Result<NewIssue, Problem> {
    let project = match &wish.project {
        Some(key) => project::find(tx, &act.actor, key)?.id,
        None => project::default(tx)?,
    };
    let assignee = wish.assignee.as_deref().map(|name| named::person(tx, "assignee", name)).transpose()?;
    let parent = parsed.parent.as_ref().map(|key| issue::find(tx, &act.actor, key)).transpose()?.map(|issue| issue.id);
    let details = Details {
        project: Some(project),
        status: wish.status,
        priority: wish.priority.unwrap_or_default(),
        due_on: parsed.due_on,
        estimate: parsed.estimate,
        parent,
        labels: named::labels(tx, project, &wish.labels)?,
        is_private: wish.is_private,
    };
    Ok(NewIssue { title: parsed.title.clone(), description: parsed.description.clone(), assignee, details })
}
