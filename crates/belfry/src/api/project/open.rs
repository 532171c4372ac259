//! `POST /projects`

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::View;
use crate::api::body::{Reading, Sent};
use crate::api::problem::{Body, Problem};
use crate::app::App;
use crate::http::Json;
use crate::http::caller::Caller;
use crate::project::{self, NewProject, ProjectKey, ProjectName, Visibility};
use crate::text;

/// A project to be opened.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewProject)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// 2 to 10 letters and digits.
    #[schema(example = "MOB")]
    key: String,
    /// One line of at most 80 characters.
    name: String,
    /// Markdown of at most 64 KiB.
    #[serde(default)]
    description: String,
    /// `public`, `internal` or `private`, which it is otherwise.
    #[schema(value_type = Option<crate::api::word::VisibilityWord>)]
    visibility: Option<Visibility>,
}

#[utoipa::path(post, path = "/projects", tag = "projects", operation_id = "open_project", request_body = Wish,
    responses((status = 201, body = View), (status = 401, body = Body), (status = 403, body = Body),
        (status = 409, body = Body), (status = 422, body = Body)))]
/// Opens a project, of which you are the first maintainer.
pub(in crate::api) async fn open(
    State(app): State<App>,
    caller: Caller,
    Sent(wish): Sent<Wish>,
) -> Result<Response, Problem> {
    let new = parse(&wish)?;
    let opened = caller.answer::<Problem, _>(&app, move |tx, act| {
        let opened = project::open(tx, &act.actor, &new)?;
        let place = format!("/api/v1/projects/{}", opened.key);
        Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(View::from(opened))).into_response())
    });
    opened.await
}

fn parse(wish: &Wish) -> Result<NewProject, Problem> {
    let mut reading = Reading::default();
    let key = reading.take("key", ProjectKey::parse(&wish.key));
    let name = reading.take("name", ProjectName::parse(&wish.name));
    let description = reading.take("description", description(&wish.description));
    let visibility = wish.visibility.unwrap_or(Visibility::Private);
    let read = match (key, name, description) {
        (Some(key), Some(name), Some(description)) => Some(NewProject { key, name, description, visibility }),
        _ => None,
    };
    reading.finish(read)
}

/// A project may do without a description.
pub(super) fn description(text: &str) -> Result<String, String> {
    if text::is_blank(text) { Ok(String::new()) } else { text::body(text, "A description") }
}
