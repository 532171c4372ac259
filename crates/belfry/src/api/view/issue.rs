//! `GET /views/{id}/issues`

use axum::extract::{OriginalUri, State};

use super::Id;
use crate::api::issue::list::{Places, page};
use crate::api::issue::view::View;
use crate::api::page::{Bound, Page, Paged, Wanted};
use crate::api::problem::{Body, Problem};
use crate::api::query::Query;
use crate::app::App;
use crate::http::caller::Caller;
use crate::view;

#[utoipa::path(get, path = "/views/{id}/issues", tag = "views", operation_id = "list_issues_of_view",
    params(("id" = i64, Path, description = "The view's number"), Wanted),
    responses((status = 200, body = Page<View>), (status = 401, body = Body), (status = 404, body = Body),
        (status = 422, body = Body)))]
/// The issues that a view finds for you, a page at a time. A page after the view was changed is refused: begin anew.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id,
    OriginalUri(uri): OriginalUri,
    Query(wanted): Query<Wanted>,
) -> Result<Paged<View>, Problem> {
    caller.check(&app).await?;
    let limit = wanted.limit()?;
    let found = caller.read::<(String, Places), Problem, _>(&app, move |db, actor| {
        let query = view::find(db, actor, id)?.query;
        let after = wanted.after_in(&Bound::to(&query))?;
        let places = page(db, actor, (&query, after), limit)?;
        Ok((query, places))
    });
    let (query, places) = found.await?;
    let bound = Bound::to(&query);
    Ok(Paged::new(places, limit, uri, |(_, place)| bound.place(place)).map(|(view, _)| view))
}
