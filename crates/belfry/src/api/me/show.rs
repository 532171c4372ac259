//! `GET /me`

use axum::extract::State;

use super::view::{View, of};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;

#[utoipa::path(get, path = "/me", tag = "me", operation_id = "get_me",
    responses((status = 200, body = View), (status = 401, body = Body)))]
/// Who you are.
pub(in crate::api) async fn show(State(app): State<App>, caller: Caller) -> Result<Json<View>, Problem> {
    caller.read::<_, Problem, _>(&app, |db, actor| Ok(of(db, actor)?)).await.map(Json)
}
