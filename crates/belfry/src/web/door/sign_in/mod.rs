//! `/sign-in`: by address or username, and back to where somebody wanted to go.
//!
//! An unknown name, a wrong password and a closed account are refused in the same words.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use crate::app::App;
use crate::auth::{self, Login};
use crate::config::Registration;
use crate::error::{Error, FieldErrors};
use crate::web::ask::Ask;
use crate::web::part::{self, Field, field};
use crate::web::turn::Turn;
use crate::web::typed::Typed;
use crate::web::{Refusal, answer, way};

#[derive(Template)]
#[template(path = "web/door/sign_in/page.html")]
struct Page {
    page: Ask,
    /// Where to go afterwards.
    next: String,
    /// What is wrong, if it was tried.
    wrong: String,
    email: Field,
    password: Field,
    may_register: bool,
}

impl Page {
    fn new(app: &App, page: Ask, next: &str, email: &str) -> Page {
        let forgotten = format!("<a href=\"/sign-in/forgot\">{}</a>", page.say("sign-in-forgot"));
        Page {
            next: way::parse(next).unwrap_or_default().to_owned(),
            wrong: String::new(),
            email: field("email", page.say("field-email"))
                .with("autocomplete=\"username\" autocapitalize=\"none\" required")
                .value(email),
            password: field("password", page.say("field-password"))
                .kind("password")
                .with("autocomplete=\"current-password\" required")
                .beside(part::Html::new(forgotten)),
            may_register: app.rules.registration == Registration::Open,
            page,
        }
    }
}

/// The form. `?next=` is where somebody wanted to go.
pub(in crate::web) async fn ask(
    State(app): State<App>,
    page: Ask,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Typed::parse(query.unwrap_or_default().as_bytes());
    answer::show(&Page::new(&app, page, query.get("next"), ""))
}

/// The form again: what was typed is no address that a link could go to.
pub(super) fn ask_for_address(app: &App, page: Ask, typed: &Typed, wrong: String) -> Result<Response, Refusal> {
    let mut again = Page::new(app, page, typed.get("next"), typed.get("email"));
    again.email = again.email.wrong(&FieldErrors::one("email", wrong.clone()));
    again.wrong = wrong;
    answer::again(&again)
}

/// Lets somebody in who knows their password.
pub(in crate::web) async fn sign_in(
    State(app): State<App>,
    page: Ask,
    turn: Turn,
    typed: Typed,
) -> Result<Response, Refusal> {
    let login = (Login::Either(typed.get("email").to_owned()), Some(turn.from));
    let wrong = match auth::log_in(&app.store, &app.hasher, login, typed.get("password")).await {
        Ok(user) => return Ok(super::let_in(&app, user.id, turn.browser(), typed.get("next")).await?),
        Err(Error::Unauthenticated(_)) => page.say("sign-in-wrong"),
        Err(Error::LockedOut { retry_after }) => {
            page.tell("sign-in-locked").text("seconds", retry_after.as_secs().max(1)).plain()
        }
        Err(error) => return Err(error.into()),
    };
    let mut again = Page::new(&app, page, typed.get("next"), typed.get("email"));
    // Which of the two is wrong is not said; the second is typed again.
    again.password = again.password.wrong(&FieldErrors::one("password", wrong.clone()));
    again.wrong = wrong;
    answer::again(&again)
}
