//! `GET /issue/<id>`

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

use super::number::Number;
use super::view::View;
use crate::app::App;
use crate::classic::refusal::Refusal;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::http::etag;
use crate::issue;

pub(in crate::classic) async fn show(
    State(app): State<App>,
    caller: Caller,
    number: Number,
) -> Result<Response, Refusal> {
    let found = caller.read(&app, move |db, actor| Ok(issue::find(db, actor, number.get()?)?)).await;
    let issue = found.map_err(Refusal::of_get)?;
    Ok((etag::of(issue.version), Json(View::from(issue))).into_response())
}
