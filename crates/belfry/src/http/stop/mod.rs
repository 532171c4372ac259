//! `/stop/{token}`: the link in every mail that stops mail like it, without logging in (RFC 8058).
//!
//! Opening it changes nothing: mail scanners open links. The button, or a mail client's one click, does it; doing it twice
//! changes nothing more. Where it is done, a button at `/stop/{token}/again` undoes it.

use askama::Template;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use outbox::Kind;

use super::route::at;
use super::{page, reply};
use crate::app::App;
use crate::error::{Error, Result};
use crate::user::{self, Stop};

#[derive(Template)]
#[template(path = "http/stop/ask.html")]
struct Ask {
    what: &'static str,
}

#[derive(Template)]
#[template(path = "http/stop/done.html")]
struct Done {
    what: &'static str,
    /// The path of the button.
    again: String,
}

#[derive(Template)]
#[template(path = "http/stop/again.html")]
struct Again {
    what: &'static str,
}

#[derive(Template)]
#[template(path = "http/stop/unknown.html")]
struct Unknown;

pub(super) fn routes() -> Router<App> {
    let again = at("/stop/{token}/again", "POST, OPTIONS", post(start_again));
    at("/stop/{token}", "GET, HEAD, POST, OPTIONS", get(ask).post(stop)).merge(again)
}

async fn ask(State(app): State<App>, token: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(token)) = token else { return page::show(StatusCode::NOT_FOUND, &Unknown) };
    let again = path_of_again(&token);
    let asked = app.store.read_short(move |db| -> Result<Option<(Stop, bool)>> {
        let Some(stop) = user::stop::read_token(db, &token)? else { return Ok(None) };
        Ok(Some((stop, user::is_stopped(db, &stop)?)))
    });
    match asked.await {
        Ok(Some((stop, true))) => page::show(StatusCode::OK, &Done { what: what(stop.kind), again }),
        Ok(Some((stop, false))) => page::show(StatusCode::OK, &Ask { what: what(stop.kind) }),
        Ok(None) => page::show(StatusCode::NOT_FOUND, &Unknown),
        Err(error) => unavailable(&error),
    }
}

async fn stop(State(app): State<App>, token: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(token)) = token else { return page::show(StatusCode::NOT_FOUND, &Unknown) };
    let again = path_of_again(&token);
    let stopped = app.store.write(move |tx| -> Result<Option<Stop>> {
        let Some(stop) = user::stop::read_token(tx, &token)? else { return Ok(None) };
        user::stop(tx, &stop)?;
        Ok(Some(stop))
    });
    match stopped.await {
        Ok(Some(stop)) => page::show(StatusCode::OK, &Done { what: what(stop.kind), again }),
        Ok(None) => page::show(StatusCode::NOT_FOUND, &Unknown),
        Err(error) => unavailable(&error),
    }
}

async fn start_again(State(app): State<App>, token: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(token)) = token else { return page::show(StatusCode::NOT_FOUND, &Unknown) };
    let started = app.store.write(move |tx| -> Result<Option<Stop>> {
        let Some(stop) = user::stop::read_token(tx, &token)? else { return Ok(None) };
        user::start_again(tx, &stop)?;
        Ok(Some(stop))
    });
    match started.await {
        Ok(Some(stop)) => page::show(StatusCode::OK, &Again { what: what(stop.kind) }),
        Ok(None) => page::show(StatusCode::NOT_FOUND, &Unknown),
        Err(error) => unavailable(&error),
    }
}

/// A token that we made is safe in a path; another leads nowhere.
fn path_of_again(token: &str) -> String {
    format!("/stop/{token}/again")
}

fn what(kind: Kind) -> &'static str {
    match kind {
        Kind::Assigned | Kind::Updated => "mail about this issue",
        Kind::Digest => "your digest",
        Kind::Account => "nothing",
    }
}

fn unavailable(error: &Error) -> Response {
    reply::failed(StatusCode::SERVICE_UNAVAILABLE, format!("stopping mail: {error}"))
}
