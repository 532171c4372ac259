//! Doors: the pages that nobody need be signed in for. Signing in and out, by a link too, a forgotten password, an account
//! of one's own, and the first set-up.
//!
//! Each passes the turnstile before a password is hashed. What was typed comes back when it fails, but never a password.

pub(super) mod forgotten;
pub(super) mod register;
pub(super) mod setup;
pub(super) mod sign_in;
pub(super) mod sign_in_link;
pub(super) mod sign_out;

mod applicant;
pub(in crate::web) mod zones;

use axum::response::Response;

use super::{answer, way};
use crate::app::App;
use crate::http::cookie;
use crate::session::{self, Browser};
use crate::user::UserId;

/// Begins a session of this person, and leads there.
async fn let_in(app: &App, user: UserId, browser: Browser, next: &str) -> crate::error::Result<Response> {
    let (_, secret) = app.store.write(move |tx| session::begin(tx, user, &browser)).await?;
    Ok(led_in(app, &secret, next))
}

/// With the cookie of a session that was begun, and there.
fn led_in(app: &App, secret: &str, next: &str) -> Response {
    answer::setting(answer::go(way::or_home(next)), cookie::keep(secret, &app.rules))
}
