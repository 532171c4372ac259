//! `/issues/{key}/watch` and `/issues/{key}/watchers`

use axum::extract::State;
use serde::Serialize;
use store::Db;
use utoipa::ToSchema;

use crate::api::issue::{Key, view};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::auth::Actor;
use crate::error::Result;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue::{self, IssueKey};
use crate::watch::{self, Reason};

/// Whether you hear of an issue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = IssueWatch)]
pub(in crate::api) struct Watch {
    /// Whether you hear of what others do to it.
    is_watching: bool,
    /// Why, if so: `assigned`, `opened`, `commented`, `watching` or `project`.
    #[schema(value_type = Option<crate::api::word::ReasonWord>, example = "opened")]
    reason: Option<Reason>,
    /// Whether you asked not to hear of it, but for being given it or being mentioned.
    is_left_out: bool,
}

/// Who hears of an issue.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Watchers {
    items: Vec<Watcher>,
}

/// Somebody who hears of an issue.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Watcher {
    /// Who.
    person: view::Person,
    /// Why: `assigned`, `opened`, `commented`, `watching` or `project`.
    #[schema(value_type = crate::api::word::ReasonWord, example = "assigned")]
    reason: Reason,
}

fn of(db: &Db<'_>, actor: &Actor, key: &IssueKey) -> Result<Watch> {
    let issue = issue::find(db, actor, key)?;
    let reason = watch::why(db, &issue, actor.user_id)?;
    let is_left_out = watch::is_left_out(db, &issue, actor.user_id)?;
    Ok(Watch { is_watching: reason.is_some(), reason, is_left_out })
}

#[utoipa::path(get, path = "/issues/{key}/watch", tag = "watching", operation_id = "get_watch",
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 200, body = Watch), (status = 401, body = Body), (status = 404, body = Body)))]
/// Whether you hear of an issue, and why.
pub(in crate::api) async fn show(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
) -> Result<Json<Watch>, Problem> {
    caller.read::<_, Problem, _>(&app, move |db, actor| Ok(of(db, actor, &key)?)).await.map(Json)
}

#[utoipa::path(put, path = "/issues/{key}/watch", tag = "watching", operation_id = "watch_issue",
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 200, body = Watch), (status = 401, body = Body), (status = 404, body = Body)))]
/// From now on you hear of what others do to an issue: in your inbox, and by mail.
pub(in crate::api) async fn watch(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
) -> Result<Json<Watch>, Problem> {
    let watched = caller.change::<_, Problem, _>(&app, move |tx, act| {
        watch::watch(tx, &act.actor, &key)?;
        Ok(of(tx, &act.actor, &key)?)
    });
    watched.await.map(Json)
}

#[utoipa::path(delete, path = "/issues/{key}/watch", tag = "watching", operation_id = "unwatch_issue",
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 200, body = Watch), (status = 401, body = Body), (status = 404, body = Body)))]
/// From now on you hear of an issue only that you are given it, that you are mentioned, and, while you have it, all of it.
pub(in crate::api) async fn unwatch(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
) -> Result<Json<Watch>, Problem> {
    let unwatched = caller.change::<_, Problem, _>(&app, move |tx, act| {
        watch::unwatch(tx, &act.actor, &key)?;
        Ok(of(tx, &act.actor, &key)?)
    });
    unwatched.await.map(Json)
}

#[utoipa::path(get, path = "/issues/{key}/watchers", tag = "watching", operation_id = "list_watchers",
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 200, body = Watchers), (status = 401, body = Body), (status = 404, body = Body)))]
/// Everybody who hears of what others do to an issue, and why, by username.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
) -> Result<Json<Watchers>, Problem> {
    let found =
        caller.read::<_, Problem, _>(&app, move |db, actor| Ok(watch::hearing(db, &issue::find(db, actor, &key)?)?));
    let items = found.await?.into_iter().map(|one| Watcher { person: one.person.into(), reason: one.reason });
    Ok(Json(Watchers { items: items.collect() }))
}
