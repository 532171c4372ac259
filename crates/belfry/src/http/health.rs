//! `/healthz`: the process is alive. `/readyz`: its database and its outbox work. `/metrics`: its numbers.

use std::net::{IpAddr, Ipv4Addr};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde_json::json;
use store::Error;

use super::client::{Client, Peer};
use super::route::at;
use super::{boundary::Fault, metrics};
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
    match fault(&app).await {
        None => Json(json!({ "status": "ready" })).into_response(),
        Some((what, why)) => {
            let body = Json(json!({ "status": "not ready", "message": what }));
            let mut answer = (StatusCode::SERVICE_UNAVAILABLE, body).into_response();
            answer.extensions_mut().insert(Fault(format!("not ready: {what} {why}")));
            answer
        }
    }
}

/// What does not work, for anybody and for the log.
async fn fault(app: &App) -> Option<(&'static str, String)> {
    if let Err(error) = app.store.health() {
        return Some(("The database keeps no changes any more; restart Belfry.", error.to_string()));
    }
    if let Some(error) = app.store.trouble() {
        return Some(("The last change could not be made durable.", error.to_string()));
    }
    if let Err(error) = app.store.read_short(|db| db.one("SELECT 1 AS one", &[], |row| row.get::<i64>("one"))).await {
        return Some(("The database does not answer.", error.to_string()));
    }
    if !app.is_work_alive() {
        return Some(("A piece of recurring work has ended; restart Belfry.", String::new()));
    }
    None
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
