//! The OpenAPI document, as the code has it.

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as OpenApi31;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

use super::PREFIX;
use crate::app::App;

/// What the document says before it comes to the calls.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Belfry",
        description = "The issue tracker that rings the right person at the right time. Times are RFC 3339 in UTC, \
                       problems are RFC 9457, pages are followed by `next` or the header `Link`.",
        license(name = "Apache-2.0 OR MIT")
    ),
    security(("bearer" = [])),
    tags(
        (name = "issues", description = "What is to be done, by whom"),
        (name = "comments", description = "What people say about it"),
        (name = "projects", description = "Where issues are numbered, and who may do what with them"),
        (name = "labels", description = "Words that a project puts on its issues"),
        (name = "watching", description = "Who hears of what"),
        (name = "inbox", description = "What you were told of"),
        (name = "mails", description = "Who is mailed about what, when, and what became of it"),
        (name = "me", description = "Yourself")
    )
)]
struct About;

/// The document of these calls.
fn whole(calls: OpenApi31) -> OpenApi31 {
    let mut about = About::openapi().nest(PREFIX, calls);
    let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    about.components.get_or_insert_default().add_security_scheme("bearer", SecurityScheme::Http(scheme));
    about
}

/// Serves the document.
pub(super) fn routes(calls: OpenApi31) -> Router<App> {
    let json = whole(calls).to_pretty_json().unwrap_or_default();
    Router::new().route("/openapi.json", get(move || answer(json.clone())))
}

async fn answer(json: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}
