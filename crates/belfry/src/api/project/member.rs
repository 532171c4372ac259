//! `/projects/{key}/members`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::Timestamp;
use utoipa::ToSchema;

use crate::api::body::Sent;
use crate::api::problem::{Body, Problem};
use crate::api::time;
use crate::app::App;
use crate::error::Error;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::project::{self, Role};
use crate::user::{self, UserId, Username};

/// Everybody in a project.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Members {
    items: Vec<Member>,
}

/// Somebody in a project.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Member {
    /// What they log in with.
    username: String,
    /// What they are called.
    name: String,
    /// `reader`, `reporter`, `member` or `maintainer`.
    #[schema(value_type = crate::api::word::RoleWord)]
    role: Role,
    /// Since when they are in it.
    #[serde(serialize_with = "time::serialize")]
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
}

/// What somebody is to be in a project.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewRole)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// `reader`, `reporter`, `member` or `maintainer`.
    #[schema(value_type = crate::api::word::RoleWord)]
    role: Role,
}

#[utoipa::path(get, path = "/projects/{key}/members", tag = "projects", operation_id = "list_members",
    params(("key" = String, Path, description = "The project's key")),
    responses((status = 200, body = Members), (status = 401, body = Body), (status = 404, body = Body)))]
/// Everybody in a project, by name.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
) -> Result<Json<Members>, Problem> {
    let found = caller
        .read::<_, Problem, _>(&app, move |db, actor| Ok(project::members(db, &project::find(db, actor, &key)?)?));
    let items = found.await?.into_iter().map(|member| Member {
        username: member.username,
        name: member.name,
        role: member.role,
        since: member.since,
    });
    Ok(Json(Members { items: items.collect() }))
}

#[utoipa::path(put, path = "/projects/{key}/members/{username}", tag = "projects", operation_id = "put_member",
    params(("key" = String, Path, description = "The project's key"), ("username" = String, Path, description = "Who")),
    request_body = Wish,
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body),
        (status = 409, body = Body)))]
/// Takes somebody into a project that you maintain, or gives them another role in it.
pub(in crate::api) async fn put(
    State(app): State<App>,
    caller: Caller,
    Path((key, username)): Path<(String, String)>,
    Sent(wish): Sent<Wish>,
) -> Result<StatusCode, Problem> {
    let put = caller.change::<_, Problem, _>(&app, move |tx, act| {
        project::find_to_maintain(tx, &act.actor, &key)?;
        let user = named(tx, &username)?;
        Ok(project::join(tx, act, &key, (user, wish.role))?)
    });
    put.await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(delete, path = "/projects/{key}/members/{username}", tag = "projects", operation_id = "remove_member",
    params(("key" = String, Path, description = "The project's key"), ("username" = String, Path, description = "Who")),
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body),
        (status = 409, body = Body)))]
/// Takes somebody out of a project that you maintain, or yourself out of any.
pub(in crate::api) async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path((key, username)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let removed = caller.change::<_, Problem, _>(&app, move |tx, act| {
        project::find(tx, &act.actor, &key)?;
        Ok(project::leave(tx, act, &key, named(tx, &username)?)?)
    });
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The person of this username.
fn named(db: &store::Db<'_>, username: &str) -> Result<UserId, Error> {
    let username = Username::parse(username).map_err(|_| Error::NotFound("user"))?;
    Ok(user::find_by_username(db, &username)?.ok_or(Error::NotFound("user"))?.id)
}
