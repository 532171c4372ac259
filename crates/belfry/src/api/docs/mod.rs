//! `/docs`: the OpenAPI document as a page on which every call can be tried.
//!
//! The page is written once, when it is first asked for, from the same document that is served as JSON, and needs nothing from elsewhere.
//! Its script only sends what somebody filled in and shows what came back; without it the page is a reference. A token that
//! is typed stays in the page: it is neither kept nor put into an address.

mod call;
mod example;

use askama::Template;
use axum::Router;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde_json::Value;

use crate::app::App;
use call::Call;

/// Our own style sheet and script, and requests to ourselves.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'none'; \
                      frame-ancestors 'none'; base-uri 'none'";

const STYLE: &str = include_str!("docs.css");
const SCRIPT: &str = include_str!("docs.js");

#[derive(Template)]
#[template(path = "api/docs/page.html")]
struct Docs {
    description: String,
    groups: Vec<Group>,
}

/// The calls about one thing.
struct Group {
    name: String,
    description: String,
    calls: Vec<Call>,
}

/// Serves the page and what belongs to it.
pub(super) fn routes(page: fn() -> &'static str) -> Router<App> {
    Router::new()
        .route("/docs", get(move || async move { answer("text/html; charset=utf-8", page()) }))
        .route("/docs/docs.css", get(async || answer("text/css; charset=utf-8", STYLE)))
        .route("/docs/docs.js", get(async || answer("text/javascript; charset=utf-8", SCRIPT)))
}

/// The page of this document.
pub(super) fn page(document: &Value) -> String {
    written(document).render().unwrap_or_default()
}

fn answer(kind: &'static str, text: &'static str) -> Response {
    let headers: [(HeaderName, &str); 3] =
        [(header::CONTENT_TYPE, kind), (header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-cache")];
    (headers, text).into_response()
}

fn written(document: &Value) -> Docs {
    let calls = Call::all(document);
    let tags = document["tags"].as_array().into_iter().flatten();
    let groups = tags.map(|tag| {
        let name = text(&tag["name"]);
        let calls = calls.iter().filter(|call| call.tag == name).cloned().collect();
        Group { description: text(&tag["description"]), name, calls }
    });
    Docs { description: text(&document["info"]["description"]), groups: groups.collect() }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
