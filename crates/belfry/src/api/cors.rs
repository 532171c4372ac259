//! Scripts on pages of other sites (CORS): let in only where a setting names the site, and never with cookies.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::app::Rules;

/// For how long a browser remembers what it was told.
const REMEMBERED_FOR: Duration = Duration::from_secs(3600);

/// What lets the named sites in; `None` where none is named.
pub(super) fn layer(rules: &Rules) -> Option<CorsLayer> {
    if rules.cors_origins.is_empty() {
        return None;
    }
    let origins = rules.cors_origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    let ours = HeaderName::from_static;
    let layer = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            ours("idempotency-key"),
            ours("last-event-id"),
        ])
        .expose_headers([
            header::ETAG,
            header::LINK,
            header::LOCATION,
            header::RETRY_AFTER,
            ours("idempotency-replayed"),
            ours("ratelimit"),
            ours("ratelimit-policy"),
            ours("x-request-id"),
        ]);
    Some(layer.max_age(REMEMBERED_FOR))
}
