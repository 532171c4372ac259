//! `DELETE /issue/<id>`

use axum::extract::State;
use axum::http::HeaderMap;
use serde_json::{Value, json};

use super::number::Number;
use crate::app::App;
use crate::auth::permission;
use crate::classic::etag::Wanted;
use crate::classic::refusal::Refusal;
use crate::classic::token::Token;
use crate::error::Error;
use crate::http::Json;
use crate::issue;

pub(in crate::classic) async fn delete(
    State(app): State<App>,
    token: Token,
    number: Number,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let wanted = Wanted::of(&headers);
    let deleted = token.change(&app, move |tx, act| {
        let issue = issue::find(tx, &act.actor, number.get()?)?;
        if !permission::may_edit_by_classic(&act.actor, &issue) {
            return Err(Error::Forbidden.into());
        }
        wanted.check(&issue)?;
        Ok(issue::delete(tx, act, issue.id)?)
    });
    deleted.await?;
    Ok(Json(json!({ "message": "Issue Deleted !" })))
}
