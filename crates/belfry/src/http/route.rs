//! How a path answers methods: `HEAD` and `OPTIONS` everywhere, 405 with `Allow` to the rest, with and without a slash.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;

use crate::app::App;

/// One path, with the trailing slash and without. `allow` lists its methods, as the `Allow` header does.
pub fn at(path: &str, allow: &'static str, methods: MethodRouter<App>) -> Router<App> {
    let methods = methods.fallback(move |request: Request| async move { other(&request, allow) });
    let router = Router::new().route(path, methods.clone());
    match path {
        "/" => router,
        _ => router.route(&format!("{path}/"), methods),
    }
}

fn other(request: &Request, allow: &'static str) -> Response {
    let mut answer = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        let said = format!("{} is not possible here; possible: {allow}.", request.method());
        super::reply::message(StatusCode::METHOD_NOT_ALLOWED, said)
    };
    answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
    answer
}
