//! `/confirm/{link}` and `/reset/{link}`: the links in mail about an account.
//!
//! Opening one changes nothing: mail scanners open links. The button does it, once. The link itself is what lets its owner
//! in, so nothing else is asked for, and no other page learns of it (`Referrer-Policy: no-referrer`).

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, Query, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::body::{self, Refused};
use super::client::{Client, Peer};
use super::lines::Line;
use super::route::at;
use super::{page, reply};
use crate::account::{self, LetterKind};
use crate::app::App;
use crate::error::{Conflict, Error, Result};
use crate::user;

/// The longest form: a password, each of its bytes written as three.
const FORM_MOST: usize = 4096;

#[derive(Template)]
#[template(path = "http/account/confirm.html")]
struct Confirm {
    email: String,
}

#[derive(Template)]
#[template(path = "http/account/reset.html")]
struct Reset {
    username: String,
    min: usize,
    /// What is wrong with the password that was typed, if one was.
    wrong: String,
}

#[derive(Template)]
#[template(path = "http/account/done.html")]
struct Done {
    headline: &'static str,
    sentence: &'static str,
}

/// What the form of a reset sends.
#[derive(Deserialize)]
struct Typed {
    password: String,
}

/// Who is at the other end.
struct From(std::net::IpAddr, bool);

impl FromRequestParts<App> for From {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<From, Self::Rejection> {
        let peer = parts.extensions.get::<Peer>().map_or([0, 0, 0, 0].into(), |Peer(address)| address.ip());
        let client = Client::of(peer, &parts.headers, &app.rules.proxies);
        let is_turn = client.is_local || app.turnstile().pass(client.address, app.store.clock().now()).is_ok();
        Ok(From(client.address, is_turn))
    }
}

pub(super) fn routes() -> Router<App> {
    let allow = "GET, HEAD, POST, OPTIONS";
    let confirm = at("/confirm/{link}", allow, get(ask_to_confirm).post(confirm));
    confirm.merge(at("/reset/{link}", allow, get(ask_to_reset).post(reset)))
}

async fn ask_to_confirm(State(app): State<App>, link: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(link)) = link else { return no_such_link() };
    let found = app.store.read_short(move |db| account::find_by_link(db, LetterKind::Confirm, &link)).await;
    match found {
        Ok(letter) => page::show(StatusCode::OK, &Confirm { email: letter.email }),
        Err(error) => refused(&error),
    }
}

async fn confirm(
    State(app): State<App>,
    From(from, is_turn): From,
    link: Result<Path<String>, PathRejection>,
) -> Response {
    let Ok(Path(link)) = link else { return no_such_link() };
    if !is_turn {
        return too_often();
    }
    match app.store.write(move |tx| account::confirm(tx, &link, Some(from))).await {
        Ok(()) => done("Address confirmed", "Belfry knows now that this address is yours. You can close this page."),
        Err(error) => refused(&error),
    }
}

async fn ask_to_reset(State(app): State<App>, link: Result<Path<String>, PathRejection>) -> Response {
    let Ok(Path(link)) = link else { return no_such_link() };
    match owner(&app, link).await {
        Ok(owner) => form(&app, owner, String::new()),
        Err(error) => refused(&error),
    }
}

async fn reset(
    State(app): State<App>,
    From(from, is_turn): From,
    link: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response {
    let Ok(Path(link)) = link else { return no_such_link() };
    if !is_turn {
        return too_often();
    }
    let owner = match owner(&app, link.clone()).await {
        Ok(owner) => owner,
        Err(error) => return refused(&error),
    };
    let typed = match typed(request).await {
        Ok(typed) => typed,
        Err(refused) => return reply::message(refused.status(), refused.message()),
    };
    let password = match app.rules.password_rule().check(&typed, &[&owner.username, &owner.email]) {
        Ok(password) => password,
        Err(wrong) => return form(&app, owner, wrong),
    };
    let set = async {
        let hash = app.hasher.hash(password).await?;
        app.store.write(move |tx| account::reset(tx, &link, &hash, Some(from))).await
    };
    match set.await {
        Ok(()) => {
            done("Password set", "Sign in with it from now on. Wherever you were signed in, you are not any more.")
        }
        Err(error) => refused(&error),
    }
}

/// The password that a form sent; blank if it sent none.
async fn typed(request: Request) -> Result<String, Refused> {
    let (parts, body) = request.into_parts();
    let line = parts.extensions.get::<Arc<Line>>();
    let bytes = body::take_in(body, &parts.headers, FORM_MOST, line).await?;
    // What a form sends is written like a query.
    let uri = std::str::from_utf8(&bytes).ok().and_then(|form| format!("/?{form}").parse::<Uri>().ok());
    let typed = uri.and_then(|uri| Query::<Typed>::try_from_uri(&uri).ok());
    Ok(typed.map(|Query(typed)| typed.password).unwrap_or_default())
}

async fn owner(app: &App, link: String) -> Result<user::User> {
    let found = app.store.read_short(move |db| {
        let letter = account::find_by_link(db, LetterKind::Reset, &link)?;
        user::find(db, letter.user_id)?.ok_or(Error::NotFound("link"))
    });
    found.await
}

fn form(app: &App, owner: user::User, wrong: String) -> Response {
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page::show(status, &Reset { username: owner.username, min: app.rules.password_min, wrong })
}

fn done(headline: &'static str, sentence: &'static str) -> Response {
    page::show(StatusCode::OK, &Done { headline, sentence })
}

fn no_such_link() -> Response {
    let sentence =
        "It was used, it has expired, or a later one took its place. Nothing was changed. Ask for a new one.";
    page::show(StatusCode::NOT_FOUND, &Done { headline: "This link is of no use", sentence })
}

fn too_often() -> Response {
    let sentence = "Wait for half a minute, and try again. Nothing was changed.";
    page::show(StatusCode::TOO_MANY_REQUESTS, &Done { headline: "That was too often", sentence })
}

fn refused(error: &Error) -> Response {
    match error {
        Error::NotFound(_) => no_such_link(),
        Error::Conflict(Conflict::EmailTaken) => {
            let sentence = "Somebody else has this address by now. Nothing was changed.";
            page::show(StatusCode::CONFLICT, &Done { headline: "This address is taken", sentence })
        }
        Error::TooMany { .. } => too_often(),
        other => reply::failed(StatusCode::SERVICE_UNAVAILABLE, format!("a link in mail about an account: {other}")),
    }
}
