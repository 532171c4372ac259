//! `GET /me/mail-settings`

use axum::extract::State;

use super::view::{View, of};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;

#[utoipa::path(get, path = "/me/mail-settings", tag = "me", operation_id = "get_mail_settings",
    responses((status = 200, body = View), (status = 401, body = Body)))]
/// What you set about the mail you get.
pub(in crate::api) async fn show(State(app): State<App>, caller: Caller) -> Result<Json<View>, Problem> {
    let of_instance = app.clone();
    caller.read::<_, Problem, _>(&app, move |db, actor| Ok(of(db, actor, &of_instance)?)).await.map(Json)
}
