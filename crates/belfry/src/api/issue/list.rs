//! `GET /issues`, and how many there are.

use axum::extract::{OriginalUri, State};
use serde::{Deserialize, Serialize};
use store::Db;
use utoipa::{IntoParams, ToSchema};

use super::view;
use crate::api::page::{Bound, Page, Paged, Wanted};
use crate::api::problem::{Body, Problem};
use crate::api::query::Query;
use crate::app::App;
use crate::auth::Actor;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue::Issue;
use crate::search;

/// What is looked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Asked {
    /// A query, such as `is:open assignee:@me sort:due`; everything, if there is none.
    #[serde(default)]
    #[param(required = false, max_length = 2000)]
    pub q: String,
}

/// How many issues there are.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Count {
    /// So many; at most 10,000.
    count: i64,
    /// Whether there are more.
    is_more: bool,
}

#[utoipa::path(get, path = "/issues", tag = "issues", operation_id = "list_issues", params(Asked, Wanted),
    responses((status = 200, body = Page<view::View>), (status = 401, body = Body), (status = 422, body = Body)))]
/// The issues that a query finds, a page at a time: in the order that it asks for, otherwise the most relevant first if it
/// looks for words, otherwise the last changed first.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Paged<view::View>, Problem> {
    caller.check(&app).await?;
    let (limit, bound) = (wanted.limit()?, Bound::to(&asked.q));
    let after = wanted.after_in(&bound)?;
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| page(db, actor, (&asked.q, after), limit));
    Ok(Paged::new(found.await?, limit, uri, |(_, place)| bound.place(place)).map(|(view, _)| view))
}

/// Issues, each with its place in the list.
pub(in crate::api) type Places = Vec<(view::View, [i64; 2])>;

/// What a query finds from a place on, and one more where there is more than `limit`.
pub(in crate::api) fn page(
    db: &Db<'_>,
    actor: &Actor,
    (query, after): (&str, Option<[i64; 2]>),
    limit: usize,
) -> Result<Places, Problem> {
    let found = search::list(db, actor, search::Page { after, ..search::Page::of(query, limit + 1) })?;
    let (issues, places): (Vec<Issue>, Vec<[i64; 2]>) =
        found.into_iter().map(|found| (found.issue, found.place)).unzip();
    Ok(view::of_all(db, actor, issues)?.into_iter().zip(places).collect())
}

#[utoipa::path(get, path = "/issues/count", tag = "issues", operation_id = "count_issues", params(Asked),
    responses((status = 200, body = Count), (status = 401, body = Body), (status = 422, body = Body)))]
/// How many issues a query finds, up to 10,000.
pub(in crate::api) async fn count(
    State(app): State<App>,
    caller: Caller,
    Query(asked): Query<Asked>,
) -> Result<Json<Count>, Problem> {
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| Ok(search::count(db, actor, &asked.q)?));
    let search::Count { count, is_more } = found.await?;
    Ok(Json(Count { count, is_more }))
}
