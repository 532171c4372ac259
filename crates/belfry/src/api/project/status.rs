//! `GET` and `PUT /projects/{key}/statuses`

use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::body::{Reading, Sent};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue::Status;
use crate::project::{self, StatusName};

/// The statuses of a project, in its order.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Statuses {
    items: Vec<View>,
}

/// What a project calls a status.
#[derive(Serialize, ToSchema)]
#[schema(as = Status)]
pub(in crate::api) struct View {
    /// `backlog`, `todo`, `in_progress`, `in_review`, `done` or `cancelled`.
    #[schema(value_type = crate::api::word::StatusWord, example = "todo")]
    status: Status,
    /// What the project calls it.
    name: String,
    /// Whether there is still something to be done.
    is_open: bool,
    /// How many issues are to be in it at the most; more are not refused.
    limit: Option<i64>,
}

/// What statuses are to be called, in the order in which they are to be shown.
#[derive(Deserialize, ToSchema)]
#[schema(as = StatusesChange)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// Those that are not named have their usual names, and come after.
    #[schema(max_items = 6)]
    items: Vec<Named>,
}

/// What a status is to be called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Named {
    /// `backlog`, `todo`, `in_progress`, `in_review`, `done` or `cancelled`.
    #[schema(value_type = crate::api::word::StatusWord, example = "todo")]
    status: Status,
    /// One line of at most 50 characters, by which no other status of the project goes.
    name: String,
    /// How many issues are to be in it at the most; missing or null: any number.
    #[schema(minimum = 1, maximum = 999)]
    #[serde(default, deserialize_with = "crate::api::whole::maybe")]
    limit: Option<i64>,
}

fn statuses(names: Vec<StatusName>) -> Json<Statuses> {
    let view = |name: StatusName| {
        let StatusName { status, name, limit } = name;
        View { is_open: status.is_open(), status, name, limit }
    };
    Json(Statuses { items: names.into_iter().map(view).collect() })
}

#[utoipa::path(get, path = "/projects/{key}/statuses", tag = "projects", operation_id = "list_statuses",
    params(("key" = String, Path, description = "The project's key")),
    responses((status = 200, body = Statuses), (status = 401, body = Body), (status = 404, body = Body)))]
/// What a project calls the fixed statuses, in its order.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Json<Statuses>, Problem> {
    let found = caller
        .read::<_, Problem, _>(&app, move |db, actor| Ok(project::status_names(db, &project::find(db, actor, &key)?)?));
    Ok(statuses(found.await?))
}

#[utoipa::path(put, path = "/projects/{key}/statuses", tag = "projects", operation_id = "name_statuses",
    request_body = Wish, params(("key" = String, Path, description = "The project's key")),
    responses((status = 200, body = Statuses), (status = 401, body = Body), (status = 403, body = Body),
        (status = 404, body = Body), (status = 422, body = Body)))]
/// Names, orders and limits the statuses of a project that you maintain.
pub(in crate::api) async fn put(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    Sent(wish): Sent<Wish>,
) -> Result<Json<Statuses>, Problem> {
    let mut reading = Reading::default();
    let read = |named: &Named| {
        let name = StatusName::parse(named.status, &named.name).and_then(|name| name.limited(named.limit));
        reading.take("items", name)
    };
    let names: Option<Vec<StatusName>> = wish.items.iter().map(read).collect();
    let names = reading.finish(names)?;
    let named = caller
        .change::<_, Problem, _>(&app, move |tx, act| Ok(project::name_statuses(tx, &act.actor, &key, names.clone())?));
    Ok(statuses(named.await?))
}
