//! `GET /issues/{key}/events`

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use store::{Db, Timestamp};
use utoipa::ToSchema;

use super::Key;
use crate::api::problem::{Body, Problem};
use crate::api::time;
use crate::app::App;
use crate::error::Result;
use crate::event::{self, Event, Recorded};
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue;
use crate::user;

/// What happened to an issue.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct History {
    items: Vec<View>,
}

/// Something that happened.
#[derive(Serialize, ToSchema)]
#[schema(as = Event)]
pub(in crate::api) struct View {
    /// Its number: later events have larger ones.
    id: i64,
    /// When it happened.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The username of who did it.
    actor: Option<String>,
    /// What happened: `issue_opened`, `issue_changed`, `comment_added`, …
    kind: &'static str,
    /// The rest of it, which depends on the kind: what it was (`from`) and what it is (`to`).
    #[schema(value_type = Object)]
    detail: Value,
}

#[utoipa::path(get, path = "/issues/{key}/events", tag = "issues", operation_id = "list_events",
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 200, body = History), (status = 401, body = Body), (status = 404, body = Body)))]
/// Everything that happened to an issue, oldest first: with it every earlier title, description and comment.
pub(in crate::api) async fn history(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
) -> Result<Json<History>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        let issue = issue::find(db, actor, &key)?;
        let events = event::history(db, issue.id)?;
        Ok(events.into_iter().map(|recorded| view(db, recorded)).collect::<Result<Vec<_>>>()?)
    });
    Ok(Json(History { items: found.await? }))
}

fn view(db: &Db<'_>, recorded: Recorded) -> Result<View> {
    let actor = match recorded.actor_id {
        Some(id) => user::find(db, id)?.map(|user| user.username),
        None => None,
    };
    let mut detail: Value = serde_json::from_str(&recorded.event.encode()).map_err(anyhow::Error::from)?;
    name_people(db, &recorded.event, &mut detail)?;
    Ok(View { id: recorded.id.raw(), at: recorded.at, actor, kind: recorded.event.kind(), detail })
}

/// People and issues are numbers in the database, and names to people.
fn name_people(db: &Db<'_>, event: &Event, detail: &mut Value) -> Result<()> {
    let named = |value: &Value| -> Result<Value> {
        let Some(id) = value.as_i64() else { return Ok(Value::Null) };
        Ok(user::find(db, user::UserId(id))?.map_or(Value::Null, |user| Value::from(user.username)))
    };
    match event {
        Event::IssueOpened { .. } => detail["assignee"] = named(&detail["assignee"])?,
        Event::IssueChanged { .. } => {
            for change in detail["changes"].as_array_mut().into_iter().flatten() {
                if change["what"] == "assignee" {
                    change["from"] = named(&change["from"])?;
                    change["to"] = named(&change["to"])?;
                }
            }
        }
        Event::Related { other, .. } => {
            let key = issue::trace_row(db, *other)?.map(|trace| trace.key.to_string());
            detail["other"] = Value::from(key);
        }
        Event::IssueDeleted { .. }
        | Event::IssueRestored
        | Event::CommentAdded { .. }
        | Event::CommentEdited { .. }
        | Event::CommentDeleted { .. }
        | Event::CommentRestored { .. } => {}
    }
    Ok(())
}
