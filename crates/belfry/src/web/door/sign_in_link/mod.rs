//! `/sign-in/link`: a link by mail that signs in without a password. The answer is the same whether or not there is such an
//! account.
//!
//! Opening the link changes nothing: mail scanners open links. Its button does it, once, and says whose account it is, so that
//! nobody is led into another's. Unlike the plain pages of other links in mail this one takes no form of another site, so the
//! browser has to tell where it comes from: it tells us, and nobody else.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::account::{self, LetterKind, SIGN_IN_TTL};
use crate::app::App;
use crate::error::Error;
use crate::session;
use crate::user::{self, Email};
use crate::web::ask::Ask;
use crate::web::part::{self, Html};
use crate::web::turn::Turn;
use crate::web::typed::Typed;
use crate::web::{Refusal, answer};

#[derive(Template)]
#[template(path = "web/door/sign_in_link/page.html")]
struct Page {
    picture: Html,
    title: String,
    lead: String,
    stage: Stage,
    page: Ask,
}

/// How far it got.
enum Stage {
    /// On its way, if somebody has the address.
    Sent,
    /// Opened.
    Here { link: String },
    /// Good for nothing.
    Useless,
}

/// What stands in a link. One that cannot be read is of no use.
type Link = Result<Path<String>, PathRejection>;

/// Sends a link, if somebody has this address.
pub(in crate::web) async fn send(
    State(app): State<App>,
    page: Ask,
    turn: Turn,
    typed: Typed,
) -> Result<Response, Refusal> {
    let email = match Email::parse(typed.get("email")) {
        Ok(email) => email,
        Err(wrong) => {
            let is_username = !typed.get("email").trim().is_empty() && !typed.get("email").contains('@');
            let wrong = if is_username { page.say("sign-in-link-address") } else { wrong };
            return super::sign_in::ask_for_address(&app, page, &typed, wrong);
        }
    };
    app.store.write(move |tx| account::ask_to_sign_in(tx, &email, Some(turn.from))).await?;
    let lead = page.tell("sign-in-link-lead").text("minutes", SIGN_IN_TTL.as_secs() / 60).plain();
    let title = page.say("sign-in-link-title");
    answer::show(&Page { picture: part::mark(true), title, lead, stage: Stage::Sent, page })
}

/// Without a link: where one is asked for.
pub(in crate::web) async fn nowhere() -> Response {
    answer::go("/sign-in")
}

/// The button, and whose account it leads to.
pub(in crate::web) async fn ask(State(app): State<App>, page: Ask, link: Link) -> Result<Response, Refusal> {
    let Ok(Path(link)) = link else { return useless(page) };
    let looked = link.clone();
    let owner = app.store.read_short(move |db| {
        let letter = account::find_by_link(db, LetterKind::SignIn, &looked)?;
        user::find(db, letter.user_id)?.ok_or(Error::NotFound("link"))
    });
    let owner = match owner.await {
        Ok(owner) => owner,
        Err(Error::NotFound(_)) => return useless(page),
        Err(error) => return Err(error.into()),
    };
    let lead = page.tell("sign-in-link-as").text("username", owner.username).plain();
    let title = page.say("sign-in-title");
    answer::show(&Page { picture: part::mark(true), title, lead, stage: Stage::Here { link }, page })
}

/// Uses the link up, and lets its owner in.
pub(in crate::web) async fn sign_in(
    State(app): State<App>,
    page: Ask,
    turn: Turn,
    link: Link,
) -> Result<Response, Refusal> {
    let Ok(Path(link)) = link else { return useless(page) };
    let (from, browser) = (Some(turn.from), turn.browser());
    let begun = app.store.write(move |tx| {
        let user = account::sign_in_by_link(tx, &link, from)?;
        session::begin(tx, user, &browser)
    });
    match begun.await {
        Ok((_, secret)) => Ok(super::led_in(&app, &secret, "/")),
        Err(Error::NotFound(_)) => useless(page),
        Err(error) => Err(error.into()),
    }
}

fn useless(page: Ask) -> Result<Response, Refusal> {
    let (title, lead) = (page.say("sign-in-link-useless"), page.say("sign-in-link-useless-lead"));
    let useless = Page { picture: part::asleep(), title, lead, stage: Stage::Useless, page };
    answer::with_status(StatusCode::NOT_FOUND, &useless)
}
