//! `GET /inbox`

use axum::extract::{OriginalUri, State};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use store::Timestamp;
use utoipa::{IntoParams, ToSchema};

use super::view::View;
use crate::api::page::{Page, Paged, Wanted};
use crate::api::problem::{Body, Problem};
use crate::api::query::Query;
use crate::app::App;
use crate::error::FieldErrors;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue::IssueId;
use crate::notification::{self, Filter};

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct Asked {
    /// `open` (neither put off nor done with; otherwise), of those `unread`, `assigned`, `mentioned` or `watching`, or else
    /// `snoozed` or `done`.
    filter: Option<String>,
}

impl Asked {
    fn filter(&self) -> Result<Filter, Problem> {
        match &self.filter {
            None => Ok(Filter::default()),
            Some(word) => Filter::parse(word).ok_or_else(|| {
                FieldErrors::one("filter", "Ask for open, unread, assigned, mentioned, watching, snoozed or done.")
                    .into()
            }),
        }
    }
}

/// A piece of your inbox.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Inbox {
    #[serde(flatten)]
    page: Page<View>,
    /// How many issues in the whole inbox are unread.
    unread_count: i64,
}

#[utoipa::path(get, path = "/inbox", tag = "inbox", operation_id = "list_inbox", params(Asked, Wanted),
    responses((status = 200, body = Inbox), (status = 401, body = Body), (status = 422, body = Body)))]
/// What you were told of, the latest first, a page at a time.
pub(in crate::api) async fn list(
    State(app): State<App>,
    caller: Caller,
    OriginalUri(uri): OriginalUri,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    caller.check(&app).await?;
    let (filter, limit) = (asked.filter()?, wanted.limit()?);
    let before = wanted.after::<2>()?.map(|[at, issue]| (Timestamp(at), IssueId(issue)));
    let found = caller.read::<_, Problem, _>(&app, move |db, actor| {
        let found = notification::list(db, actor, (filter, before), limit + 1)?;
        Ok((found, notification::unread_count(db, actor)?))
    });
    let (found, unread_count) = found.await?;
    let place = |row: &notification::Notification| vec![row.at.as_micros(), row.issue_id.raw()];
    let (page, link) = Paged::new(found, limit, uri, place).map(View::from).split();
    Ok((link, Json(Inbox { page, unread_count })).into_response())
}
