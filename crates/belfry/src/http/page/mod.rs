//! The plain pages of the server itself: one frame, one style sheet, no script.
//!
//! Their policy allows nothing from elsewhere. Pages about issues are not among them.

use askama::Template;
use axum::Router;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;

use super::route::at;
use crate::app::App;

/// Nothing but our own style sheet, and forms that lead back to us.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const STYLE: &str = include_str!("page.css");

pub(super) fn routes() -> Router<App> {
    at("/page.css", "GET, HEAD, OPTIONS", get(style))
}

async fn style() -> Response {
    let headers: [(HeaderName, &str); 2] =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    (headers, STYLE).into_response()
}

/// A page with this status.
pub(super) fn show(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => {
            let headers: [(HeaderName, &str); 2] =
                [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, POLICY)];
            (status, headers, html).into_response()
        }
        Err(error) => super::reply::failed(StatusCode::INTERNAL_SERVER_ERROR, format!("writing a page: {error}")),
    }
}
