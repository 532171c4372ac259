//! `GET /issues`, and how many there are.

use axum::extract::{OriginalUri, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::view;
use crate::api::page::{Bound, Page, Paged, Wanted};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
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
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        let page = search::Page { after, ..search::Page::of(&asked.q, limit + 1) };
        let mut found = search::list(db, actor, page)?;
        let places: Vec<[i64; 2]> = found.iter().map(|found| found.place).collect();
        let issues = found.drain(..).map(|found| found.issue).collect();
        let views = view::of_all(db, actor, issues)?;
        Ok(views.into_iter().zip(places).collect::<Vec<_>>())
    });
    Ok(Paged::new(found.await?, limit, uri, |(_, place)| bound.place(place)).map(|(view, _)| view))
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
