//! `/`: says what answers here, to people and to scripts.
//!
//! The web interface will take its place. It shows nothing that is not public: no issue, no name, no setting.

use askama::Template;
use axum::Router;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde_json::json;

use super::json::Json;
use super::page;
use super::route::at;
use crate::app::App;

#[derive(Template)]
#[template(path = "http/home/page.html")]
struct Home;

pub(super) fn routes() -> Router<App> {
    at("/", "GET, HEAD, OPTIONS", get(home))
}

async fn home(headers: HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    if accepts.contains("text/html") {
        return page::show(StatusCode::OK, &Home);
    }
    let about = json!({
        "name": "Belfry",
        "version": env!("CARGO_PKG_VERSION"),
        "docs": "docs/classic-api.md of the source",
    });
    Json(about).into_response()
}
