//! `POST /issues/bulk`

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{change, view};
use crate::api::body::{Reading, Sent};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::error::{Error, FieldErrors};
use crate::http::Json;
use crate::http::caller::Caller;
use crate::issue::{self, IssueKey};

/// The same change of many issues.
#[derive(Deserialize, ToSchema)]
#[schema(as = BulkChange)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// The keys of 1 to 500 issues of one project.
    #[schema(min_items = 1, max_items = 500)]
    issues: Vec<String>,
    /// What is to be different about each.
    change: change::Wish,
}

/// What they then are, in the order in which they were named.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Changed {
    items: Vec<view::View>,
}

#[utoipa::path(post, path = "/issues/bulk", tag = "issues", operation_id = "change_issues", request_body = Wish,
    responses((status = 200, body = Changed), (status = 401, body = Body), (status = 422, body = Body)))]
/// Changes many issues at once: all of them, or none.
pub(in crate::api) async fn bulk(
    State(app): State<App>,
    caller: Caller,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let parsed = change::parse(&wish.change)?;
    let keys = keys(&wish.issues)?;
    let changed = caller.answer::<Problem, _>(&app, move |tx, act| {
        // What is named in the change is looked up in the project of the first: labels belong to one.
        let Some(first) = keys.first() else { return Err(FieldErrors::one("issues", "Name 1 to 500 issues.").into()) };
        let first = match issue::find(tx, &act.actor, first) {
            Ok(first) => first,
            Err(Error::NotFound(_)) => {
                return Err(FieldErrors::one("issues", format!("{first}: there is no such issue.")).into());
            }
            Err(error) => return Err(error.into()),
        };
        let edit = change::edit(tx, act, &first, (&wish.change, &parsed))?;
        let issues = issue::bulk(tx, act, &keys, &edit)?;
        Ok(Json(Changed { items: view::of_all(tx, &act.actor, issues)? }).into_response())
    });
    changed.await
}

fn keys(sent: &[String]) -> Result<Vec<IssueKey>, Problem> {
    let mut reading = Reading::default();
    let mut keys = Vec::new();
    for text in sent {
        match IssueKey::parse(text) {
            Some(key) => keys.push(key),
            None => reading.wrong("issues", format!("{text:?} is no key of an issue, such as BEL-142.")),
        }
    }
    reading.finish(Some(keys))
}
