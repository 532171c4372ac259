//! `PATCH /me/mail-settings`

use axum::extract::State;

use super::change::Wish;
use super::view::{View, of};
use crate::api::body::Sent;
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::mail_setting;

#[utoipa::path(patch, path = "/me/mail-settings", tag = "me", operation_id = "change_mail_settings", request_body = Wish,
    responses((status = 200, body = View), (status = 401, body = Body), (status = 422, body = Body)))]
/// Sets what mail you get and when. Delays count for what happens from now on; quiet hours also for mail that waits already.
pub(in crate::api) async fn change(
    State(app): State<App>,
    caller: Caller,
    Sent(wish): Sent<Wish>,
) -> Result<Json<View>, Problem> {
    let change = wish.parse()?;
    let of_instance = app.clone();
    let changed = caller.change::<_, Problem, _>(&app, move |tx, act| {
        let mut settings = mail_setting::load(tx, act.actor.user_id)?;
        change.apply(&mut settings);
        mail_setting::change(tx, act.actor.user_id, &settings)?;
        Ok(of(tx, &act.actor, &of_instance)?)
    });
    changed.await.map(Json)
}
