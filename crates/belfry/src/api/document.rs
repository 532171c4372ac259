//! The OpenAPI document, as the code has it.

use axum::Router;
use axum::http::{Method, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as OpenApi31;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};

use super::scope::Need;
use super::{PREFIX, scope};
use crate::app::App;

/// What the document says before it comes to the calls.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Belfry",
        description = "The issue tracker that rings the right person at the right time. Times are RFC 3339 in UTC, \
                       problems are RFC 9457, pages are followed by `next` or the header `Link`. Each call says under \
                       `token` which scope a personal access token needs for it; where it is not listed, none will do.",
        license(name = "Apache-2.0 OR MIT")
    ),
    tags(
        (name = "issues", description = "What is to be done, by whom"),
        (name = "comments", description = "What people say about it"),
        (name = "projects", description = "Where issues are numbered, and who may do what with them"),
        (name = "labels", description = "Words that a project puts on its issues"),
        (name = "watching", description = "Who hears of what"),
        (name = "inbox", description = "What you were told of"),
        (name = "mails", description = "Who is mailed about what, when, and what became of it"),
        (name = "me", description = "Yourself"),
        (name = "accounts", description = "Signing in, tokens, passwords and addresses")
    )
)]
struct About;

/// The document of these calls.
fn whole(calls: OpenApi31) -> OpenApi31 {
    let mut about = About::openapi().nest(PREFIX, calls);
    let bearer =
        |format| SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format(format).build());
    let cookie = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-belfry")));
    let components = about.components.get_or_insert_default();
    components.add_security_scheme("bearer", bearer("JWT"));
    components.add_security_scheme("token", bearer("belfry_pat_…"));
    components.add_security_scheme("session", cookie);
    for (path, item) in &mut about.paths.paths {
        let calls: [(Method, &mut Option<Operation>); 5] = [
            (Method::GET, &mut item.get),
            (Method::POST, &mut item.post),
            (Method::PUT, &mut item.put),
            (Method::PATCH, &mut item.patch),
            (Method::DELETE, &mut item.delete),
        ];
        for (method, call) in calls {
            if let Some(call) = call {
                call.security = Some(credentials(scope::Need::of(&method, path)));
            }
        }
    }
    about
}

/// What opens a call: any one of these.
fn credentials(need: Need) -> Vec<SecurityRequirement> {
    let bearer = SecurityRequirement::new("bearer", [""; 0]);
    let session = SecurityRequirement::new("session", [""; 0]);
    match need {
        Need::Nothing => Vec::new(),
        Need::Scope(scope) => vec![SecurityRequirement::new("token", [scope.as_str()]), bearer, session],
        Need::SignedIn => vec![bearer, session],
        Need::AccessToken => vec![bearer],
    }
}

/// Serves the document.
pub(super) fn routes(calls: OpenApi31) -> Router<App> {
    let json = whole(calls).to_pretty_json().unwrap_or_default();
    Router::new().route("/openapi.json", get(move || answer(json.clone())))
}

async fn answer(json: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}
