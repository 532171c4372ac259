//! `PATCH /issues/{key}`

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use store::Tx;
use utoipa::ToSchema;

use super::open::{description, estimate, parent};
use super::{Key, named, view};
use crate::api::body::{Reading, Sent, maybe_null};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::event::Act;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::http::etag::{self, Wanted};
use crate::issue::{self, DueDate, Edit, Issue, IssueKey, Priority, Status, Title};

/// What is to be different; what is missing stays, what is null is taken away.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[schema(as = IssueChange)]
#[serde(deny_unknown_fields, default)]
pub(in crate::api) struct Wish {
    /// One line of at most 200 characters.
    title: Option<String>,
    /// Markdown of at most 64 KiB.
    description: Option<String>,
    /// The username of who is to do it; null for nobody.
    #[serde(deserialize_with = "maybe_null")]
    #[schema(value_type = Option<String>)]
    assignee: Option<Option<String>>,
    /// `backlog`, `todo`, `in_progress`, `in_review`, `done` or `cancelled`.
    #[schema(value_type = Option<crate::api::word::StatusWord>)]
    status: Option<Status>,
    /// `none`, `low`, `medium`, `high` or `urgent`.
    #[schema(value_type = Option<crate::api::word::PriorityWord>)]
    priority: Option<Priority>,
    /// The names of labels that it gets.
    labels_added: Vec<String>,
    /// The names of labels that it loses.
    labels_removed: Vec<String>,
    /// A day: 2026-11-25; null for none.
    #[serde(deserialize_with = "maybe_null")]
    #[schema(value_type = Option<String>, format = Date)]
    due_on: Option<Option<String>>,
    /// In points: 0 to 1000; null for none.
    #[serde(deserialize_with = "crate::api::whole::maybe_null")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1000)]
    estimate: Option<Option<i64>>,
    /// The key of the issue that it is a part of; null for none.
    #[serde(deserialize_with = "maybe_null")]
    #[schema(value_type = Option<String>)]
    parent: Option<Option<String>>,
    /// Whether only its author, its assignee and the project's members see it.
    is_private: Option<bool>,
}

/// What was read of it without the database.
#[derive(Clone)]
pub(super) struct Parsed {
    edit: Edit,
    parent: Option<Option<IssueKey>>,
}

#[utoipa::path(patch, path = "/issues/{key}", tag = "issues", operation_id = "change_issue", request_body = Wish,
    params(("key" = String, Path, description = "Such as BEL-142"),
        ("If-Match" = Option<String>, Header, description = "Only if this is still its version, such as \"v3\"")),
    responses((status = 200, body = view::View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 412, body = Body), (status = 422, body = Body)))]
/// Changes an issue.
pub(in crate::api) async fn change(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    headers: HeaderMap,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let (parsed, wanted) = (parse(&wish)?, Wanted::of(&headers));
    let changed = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let issue = issue::find(tx, &act.actor, &key)?;
        if let Err(stale) = wanted.check(issue.version) {
            let current = view::of(tx, &act.actor, issue)?;
            return Err(Problem::stale(stale, serde_json::to_value(current).ok()));
        }
        let edit = edit(tx, act, &issue, (&wish, &parsed))?;
        let changed = issue::edit(tx, act, issue.id, &edit)?;
        Ok(view::of(tx, &act.actor, changed)?)
    });
    let view = changed.await?;
    Ok((etag::of(view.version()), Json(view)).into_response())
}

pub(super) fn parse(wish: &Wish) -> Result<Parsed, Problem> {
    let mut reading = Reading::default();
    let title = reading.maybe("title", wish.title.as_deref(), Title::parse);
    let description = reading.maybe("description", wish.description.as_deref(), description);
    let due_on = reading.take("due_on", each(&wish.due_on, |text| DueDate::parse(text)));
    let estimate = reading.take("estimate", each(&wish.estimate, |points| estimate(*points)));
    let parent = reading.take("parent", each(&wish.parent, |text| parent(text)));
    let read = match (title, description, due_on, estimate, parent) {
        (Some(title), Some(description), Some(due_on), Some(estimate), Some(parent)) => {
            let (status, priority, is_private) = (wish.status, wish.priority, wish.is_private);
            let edit = Edit { title, description, status, priority, due_on, estimate, is_private, ..Edit::default() };
            Some(Parsed { edit, parent })
        }
        _ => None,
    };
    reading.finish(read)
}

/// Parses what may be missing or null.
fn each<T, U>(sent: &Option<Option<T>>, parse: impl Fn(&T) -> Result<U, String>) -> Result<Option<Option<U>>, String> {
    sent.as_ref().map(|sent| sent.as_ref().map(&parse).transpose()).transpose()
}

/// The edit of one issue: what is named in the wish is looked up.
pub(super) fn edit(tx: &Tx<'_>, act: &Act, issue: &Issue, (wish, parsed): (&Wish, &Parsed)) -> Result<Edit, Problem> {
    let assignee = match &wish.assignee {
        None => None,
        Some(None) => Some(None),
        Some(Some(name)) => Some(Some(named::person(tx, "assignee", name)?)),
    };
    let parent = match &parsed.parent {
        None => None,
        Some(None) => Some(None),
        Some(Some(key)) => Some(Some(issue::find(tx, &act.actor, key)?.id)),
    };
    Ok(Edit {
        assignee,
        parent,
        labels_added: named::labels(tx, issue.project_id, &wish.labels_added)?,
        labels_removed: named::labels(tx, issue.project_id, &wish.labels_removed)?,
        ..parsed.edit.clone()
    })
}
