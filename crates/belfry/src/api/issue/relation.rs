//! `/issues/{key}/relations`

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Key;
use super::open::parent;
use crate::api::body::{Reading, Sent};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::error::Error;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue::{self, IssueKey, Relation, Status};

/// How an issue stands to others.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Relations {
    items: Vec<View>,
}

/// How an issue stands to another one.
#[derive(Serialize, ToSchema)]
#[schema(as = Relation)]
pub(in crate::api) struct View {
    /// `blocks`, `duplicates` or `relates`.
    #[schema(value_type = crate::api::word::RelationWord)]
    relation: Relation,
    /// Whether it is the other that blocks or duplicates this one.
    is_from_other: bool,
    /// The key of the other issue.
    other: String,
    /// Its title.
    title: String,
    /// Its status.
    #[schema(value_type = crate::api::word::StatusWord)]
    status: Status,
}

/// A relation to another issue.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewRelation)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// `blocks`, `duplicates` or `relates`.
    #[schema(value_type = crate::api::word::RelationWord)]
    relation: Relation,
    /// The key of the other issue.
    #[schema(example = "BEL-7")]
    other: String,
}

#[utoipa::path(get, path = "/issues/{key}/relations", tag = "issues", operation_id = "list_relations",
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 200, body = Relations), (status = 401, body = Body), (status = 404, body = Body)))]
/// How an issue stands to others that you may see.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
) -> Result<Json<Relations>, Problem> {
    let found = caller
        .read::<_, Problem, _>(&app, move |db, actor| Ok(issue::related(db, actor, &issue::find(db, actor, &key)?)?));
    let items = found.await?.into_iter().map(|related| View {
        relation: related.relation,
        is_from_other: related.is_from_other,
        other: related.other.key.to_string(),
        title: related.other.title,
        status: related.other.status,
    });
    Ok(Json(Relations { items: items.collect() }))
}

#[utoipa::path(post, path = "/issues/{key}/relations", tag = "issues", operation_id = "relate_issue", request_body = Wish,
    params(("key" = String, Path, description = "Such as BEL-142")),
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body),
        (status = 409, body = Body), (status = 422, body = Body)))]
/// Says how this issue stands to another. Issues never block or duplicate each other in a circle.
pub(in crate::api) async fn relate(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let mut reading = Reading::default();
    let other = reading.take("other", parent(&wish.other));
    let other = reading.finish(other)?;
    let related = caller.answer::<Problem, _>(&app, move |tx, act| {
        issue::relate(tx, act, &key, (wish.relation, &other))?;
        Ok(StatusCode::NO_CONTENT.into_response())
    });
    related.await
}

#[utoipa::path(delete, path = "/issues/{key}/relations/{relation}/{other}", tag = "issues",
    operation_id = "unrelate_issue",
    params(("key" = String, Path, description = "Such as BEL-142"),
        ("relation" = String, Path, description = "`blocks`, `duplicates` or `relates`"),
        ("other" = String, Path, description = "The key of the other issue")),
    responses((status = 204), (status = 401, body = Body), (status = 403, body = Body), (status = 404, body = Body),
        (status = 422, body = Body)))]
/// Says that this issue stands so to another no more.
pub(in crate::api) async fn unrelate(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    Path((_, relation, other)): Path<(String, String, String)>,
) -> Result<StatusCode, Problem> {
    let unrelated = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let relation = Relation::parse(&relation).ok_or(Error::NotFound("relation"))?;
        let other = IssueKey::parse(&other).ok_or(Error::NotFound("issue"))?;
        Ok(issue::unrelate(tx, act, &key, (relation, &other))?)
    });
    unrelated.await?;
    Ok(StatusCode::NO_CONTENT)
}
