//! `/`: people go on to their issues; scripts are told what answers here.

use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::{answer, refused};
use crate::http::Json;

pub(super) async fn show(headers: HeaderMap) -> Response {
    if refused::wants_page(&headers) {
        return answer::go("/issues");
    }
    let about = json!({
        "name": "Belfry",
        "version": env!("CARGO_PKG_VERSION"),
        "docs": "/api/v1/docs",
    });
    Json(about).into_response()
}
