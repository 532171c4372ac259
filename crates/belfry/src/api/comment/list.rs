//! `GET /issues/{key}/comments`

use axum::extract::{OriginalUri, State};

use super::view::View;
use crate::api::issue::Key;
use crate::api::page::{Page, Paged, Wanted};
use crate::api::problem::{Body, Problem};
use crate::api::query::Query;
use crate::app::App;
use crate::comment;
use crate::http::caller::Caller;
use crate::issue;

#[utoipa::path(get, path = "/issues/{key}/comments", tag = "comments", operation_id = "list_comments",
    params(("key" = String, Path, description = "Such as BEL-142"), Wanted),
    responses((status = 200, body = Page<View>), (status = 401, body = Body), (status = 404, body = Body),
        (status = 422, body = Body)))]
/// What was said about an issue, oldest first, a page at a time.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    Key(key): Key,
    OriginalUri(uri): OriginalUri,
    Query(wanted): Query<Wanted>,
) -> Result<Paged<View>, Problem> {
    caller.check(&app).await?;
    let limit = wanted.limit()?;
    let after = wanted.after::<1>()?.map_or(0, |[number]| number);
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        Ok(comment::list(db, &issue::find(db, actor, &key)?, after, limit + 1)?)
    });
    Ok(Paged::new(found.await?, limit, uri, |comment| vec![comment.number]).map(View::from))
}
