//! Who may have a password hashed now.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::refusal::Refusal;
use crate::app::App;
use crate::http::client::Client;
use crate::http::reply;

/// Lets this request's client through, or refuses it for having come too often. Whoever is on this machine is not counted.
pub(super) fn wait_for_turn(app: &App, request: &Request) -> Result<(), Refusal> {
    let client = Client::of_request(request, &app.rules.proxies);
    if client.is_local {
        return Ok(());
    }
    app.turnstile().pass(client.address, app.store.clock().now()).map_err(Refusal::TooOften)
}

/// 429, with when it is worth trying again.
pub(super) fn too_often(wait: Duration) -> Response {
    later("That was too often from your address.", wait)
}

/// 429: there were too many wrong passwords.
pub(super) fn locked_out(wait: Duration) -> Response {
    later("There were too many wrong passwords for this account.", wait)
}

fn later(why: &str, wait: Duration) -> Response {
    let seconds = u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX).max(1);
    let said = format!("{why} Try again in {seconds} s.");
    let mut answer = reply::message(StatusCode::TOO_MANY_REQUESTS, said);
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    answer
}
