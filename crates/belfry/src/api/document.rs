//! The OpenAPI document, as the code has it.

use std::sync::LazyLock;

use axum::Router;
use axum::http::{Method, header};
use axum::response::IntoResponse as _;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as OpenApi31;
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Type;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{ContentBuilder, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder};

use super::scope::Need;
use super::{PREFIX, docs};
use crate::app::App;

/// What a refusal is sent as.
const PROBLEM: &str = "application/problem+json";

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
        (name = "views", description = "Queries that somebody keeps"),
        (name = "watching", description = "Who hears of what"),
        (name = "inbox", description = "What you were told of"),
        (name = "events", description = "What happens, as it happens"),
        (name = "mails", description = "Who is mailed about what, when, and what became of it"),
        (name = "me", description = "Yourself"),
        (name = "people", description = "Who there is, and what admins do to accounts"),
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
                let need = Need::of(&method, path);
                if method == Method::POST && need != Need::Nothing {
                    takes_key(call);
                }
                says_no(call);
                call.security = Some(credentials(need));
            }
        }
    }
    about
}

/// Every `POST` of somebody takes a key, and says no to one that stands for something else.
fn takes_key(call: &mut Operation) {
    let text = "What you call this change: asked for again under the same key, within 24 hours, it is not made again but \
                answered as before, with Idempotency-Replayed: true.";
    let key = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(text))
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .min_length(Some(1))
                .max_length(Some(255))
                .pattern(Some("^[!#-\\[\\]-~]+$")),
        ));
    call.parameters.get_or_insert_default().push(RefOr::T(key.build()));
    refuses(call, &[("409", "The key's change is still being made"), ("422", "The key stands for something else")]);
}

/// What any call may be answered with, beside what is its own; and that every refusal is a problem (RFC 9457).
fn says_no(call: &mut Operation) {
    refuses(
        call,
        &[
            ("400", "The request cannot be read"),
            ("429", "Too many calls: Retry-After says when the next is taken"),
            ("431", "The head of the request is too large"),
            ("503", "The database is away: nothing was changed, try again"),
        ],
    );
    if call.request_body.is_some() {
        refuses(call, &[("413", "The body has more than 1 MiB"), ("415", "The body is not application/json")]);
    }
    for (status, response) in &mut call.responses.responses {
        if let (true, RefOr::T(response)) = (status.starts_with(['4', '5']), response)
            && let Some(content) = response.content.shift_remove("application/json")
        {
            response.content.insert(PROBLEM.to_owned(), content);
        }
    }
}

fn refuses(call: &mut Operation, refusals: &[(&str, &str)]) {
    for (status, text) in refusals {
        call.responses.responses.entry((*status).to_owned()).or_insert_with(|| {
            let body = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            RefOr::T(ResponseBuilder::new().description(*text).content(PROBLEM, body).build())
        });
    }
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

/// What is served: put together when it is first asked for, since it takes longer than the rest of a start.
struct Written {
    json: String,
    page: String,
}

static WRITTEN: LazyLock<Written> = LazyLock::new(|| {
    let (_, calls) = super::map().split_for_parts();
    let document = whole(calls);
    let json = document.to_pretty_json().unwrap_or_default();
    Written { page: docs::page(&serde_json::to_value(&document).unwrap_or_default()), json }
});

/// Serves the document, and the page that is written from it.
pub(super) fn routes() -> Router<App> {
    let json = get(async || ([(header::CONTENT_TYPE, "application/json")], &*WRITTEN.json).into_response());
    Router::new().route("/openapi.json", json).merge(docs::routes(|| &WRITTEN.page))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::fs;
    use std::path::Path;

    /// Each shape of the API in this folder: its name in the document, and its file.
    fn shapes(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                shapes(&path, found);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for (at, _) in text.match_indices("ToSchema)]\n") {
                let (attributes, rest) = text[at..].split_once(" struct ").unwrap();
                let given = attributes.split_once("schema(as = ").map(|(_, rest)| rest);
                let word = |text: &str| text.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned();
                found.push((word(given.unwrap_or(rest)), path.display().to_string()));
            }
        }
    }

    #[test]
    fn no_two_shapes_have_one_name() {
        let (mut found, mut files) = (Vec::new(), HashMap::new());
        shapes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api"), &mut found);
        assert!(found.len() > 30, "{found:?}");
        for (name, file) in found {
            let other = files.insert(name.clone(), file.clone());
            assert!(other.is_none(), "{name} is in {file} and in {other:?}: one would stand for both in the document");
        }
    }
}
