//! `/register`: an account of one's own, where that is open to all, or with an invite.
//!
//! The classic API has the same path. Its clients send JSON and ask for no page, by which they are told apart.

use askama::Template;
use axum::extract::{FromRequest as _, FromRequestParts as _, RawQuery, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};

use super::applicant::{Applicant, Fields, typed_wrong};
use crate::app::App;
use crate::classic;
use crate::config::Registration;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::user::{self, UserId};
use crate::web::ask::Ask;
use crate::web::part;
use crate::web::turn::Turn;
use crate::web::typed::{Typed, is_form};
use crate::web::{Refusal, answer};

#[derive(Template)]
#[template(path = "web/door/register/page.html")]
struct Page {
    page: Ask,
    fields: Fields,
    zones: super::zones::Zones,
    invite: String,
    /// What keeps them out, if something does.
    closed: Option<String>,
    /// What is wrong with the invite.
    wrong: String,
}

impl Page {
    fn new(app: &App, page: Ask, typed: &Typed, wrong: &FieldErrors) -> Page {
        let invite = typed.get("invite").to_owned();
        let closed = match app.rules.registration {
            Registration::Open => None,
            Registration::Invite => invite.is_empty().then(|| page.say("register-by-invite")),
            Registration::Closed => Some(page.say("register-closed")),
        };
        let of_invite = wrong.iter().find(|(name, _)| *name == "invite").map(|(_, text)| text.to_owned());
        Page {
            fields: Fields::new(app, &page, typed, wrong),
            zones: super::zones::Zones::new(&page, typed.get("tz"), wrong),
            invite,
            closed,
            wrong: of_invite.unwrap_or_default(),
            page,
        }
    }
}

/// Whether a page sent it, and no old client: they send JSON, whatever they say it is, and ask for no page.
pub(in crate::web) fn is_of_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    is_form(headers) && (accepted.contains("text/html") || headers.contains_key("hx-request"))
}

/// The form. `?invite=` is what lets somebody in who was invited.
pub(in crate::web) async fn ask(
    State(app): State<App>,
    page: Ask,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Typed::parse(query.unwrap_or_default().as_bytes());
    answer::show(&Page::new(&app, page, &query, &FieldErrors::default()))
}

/// Makes the account; or is the call of the classic API.
pub(in crate::web) async fn register(State(app): State<App>, request: Request) -> Response {
    if !is_of_page(request.headers()) {
        return classic::register(State(app), request).await;
    }
    match of_page(&app, request).await {
        Ok(answer) => answer,
        Err(refusal) => refusal.into_response(),
    }
}

async fn of_page(app: &App, request: Request) -> Result<Response, Refusal> {
    let (mut parts, body) = request.into_parts();
    let Ok(page) = Ask::from_request_parts(&mut parts, app).await;
    let turn = Turn::from_request_parts(&mut parts, app).await?;
    let typed = Typed::from_request(Request::from_parts(parts, body), app).await?;
    if app.rules.registration == Registration::Closed {
        return Err(Error::Forbidden.into());
    }
    let wrong = match joins(app, &typed).await {
        Ok(user) => return Ok(super::let_in(app, user, turn.browser(), "/").await?),
        Err(error) => typed_wrong(error)?,
    };
    answer::again(&Page::new(app, page, &typed, &wrong))
}

async fn joins(app: &App, typed: &Typed) -> Verbs<UserId> {
    let applicant = Applicant::parse(typed, app.rules.password_rule())?;
    let invite = match app.rules.registration {
        Registration::Open => None,
        Registration::Invite | Registration::Closed => {
            let (code, email) = (typed.get("invite").to_owned(), applicant.email.clone());
            let known = code.clone();
            app.store.read_short(move |db| user::check_invite(db, &known, &email)).await?;
            Some(code)
        }
    };
    let new = applicant.hashed(app).await?;
    app.store.write(move |tx| new.register(tx, invite.as_deref(), false)).await
}
