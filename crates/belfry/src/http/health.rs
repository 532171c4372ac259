//! `/healthz`: the process is alive. `/readyz`: its database and its outbox work. `/metrics`: its numbers.

use std::net::{IpAddr, Ipv4Addr};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Router};
use serde_json::json;
use store::Error;

use super::client::{Client, Peer};
use super::json::Json;
use super::route::at;
use super::{boundary::Logged, metrics, reply::RETRY_AFTER};
use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .merge(at("/healthz", "GET, HEAD, OPTIONS", get(alive)))
        .merge(at("/readyz", "GET, HEAD, OPTIONS", get(ready)))
        .merge(at("/metrics", "GET, HEAD, OPTIONS", get(numbers)))
}

async fn alive() -> Response {
    Json(json!({ "status": "alive" })).into_response()
}

async fn ready(State(app): State<App>) -> Response {
    match app.readiness().ask(&app).await {
        Ok(()) => Json(json!({ "status": "ready" })).into_response(),
        Err(unready) => {
            let body = Json(json!({ "status": "not ready", "message": unready.what }));
            let mut answer = (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
            answer.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
            answer.extensions_mut().insert(Logged);
            answer
        }
    }
}

async fn numbers(State(app): State<App>, peer: Option<Extension<Peer>>, headers: HeaderMap) -> Response {
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |Extension(Peer(address))| address.ip());
    let client = Client::of(peer, &headers, &app.rules.proxies);
    if !client.is_local && !has_token(&app, &headers) {
        let said = "Metrics are shown to this machine, and to others with Authorization: Bearer <metrics token>.";
        return super::reply::message(StatusCode::FORBIDDEN, said.to_owned());
    }
    match app.store.read(outbox::gauges).await {
        Ok(gauges) => {
            let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
            (kind, metrics::render(&gauges)).into_response()
        }
        Err(error) => unavailable(&error),
    }
}

fn unavailable(error: &Error) -> Response {
    super::reply::failed(StatusCode::SERVICE_UNAVAILABLE, format!("reading the outbox's numbers: {error}"))
}

fn has_token(app: &App, headers: &HeaderMap) -> bool {
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    app.rules.metrics_token.as_ref().zip(shown).is_some_and(|(wanted, shown)| wanted.is(shown))
}
