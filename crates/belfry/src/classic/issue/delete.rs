//! `DELETE /issue/<id>`

use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::number::Number;
use crate::app::App;
use crate::auth::permission;
use crate::classic::refusal::Refusal;
use crate::error::Error;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::http::etag::Wanted;
use crate::issue;

pub(in crate::classic) async fn delete(
    State(app): State<App>,
    caller: Caller,
    number: Number,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let wanted = Wanted::of(&headers);
    let deleted = caller.change::<_, Refusal, _>(&app, move |tx, act| {
        let issue = issue::find(tx, &act.actor, number.get()?)?;
        if !permission::may_edit_by_classic(&act.actor, &issue) {
            return Err(Error::Forbidden.into());
        }
        wanted.check(issue.version)?;
        Ok(issue::delete(tx, act, issue.id)?)
    });
    deleted.await?;
    Ok(Json(json!({ "message": "Issue Deleted !" })))
}
