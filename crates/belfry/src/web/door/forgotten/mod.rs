//! `/sign-in/forgot`: a link that sets another password, by mail. The answer is the same whether or not there is such an
//! account.
//!
//! The link itself leads to the plain page that sets it (`/reset/…`).

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::account;
use crate::app::App;
use crate::error::FieldErrors;
use crate::user::Email;
use crate::web::ask::Ask;
use crate::web::part::{self, Field, field};
use crate::web::turn::Turn;
use crate::web::typed::Typed;
use crate::web::{Refusal, answer};

#[derive(Template)]
#[template(path = "web/door/forgotten/page.html")]
struct Page {
    page: Ask,
    email: Field,
    is_sent: bool,
}

impl Page {
    fn new(page: Ask, typed: &str, is_sent: bool) -> Page {
        let email = field("email", page.say("field-email"));
        let email = email.kind("email").with("autocomplete=\"email\" required").value(typed);
        Page { page, email, is_sent }
    }
}

/// The form.
pub(in crate::web) async fn ask(page: Ask) -> Result<Response, Refusal> {
    answer::show(&Page::new(page, "", false))
}

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
            let mut again = Page::new(page, typed.get("email"), false);
            again.email = again.email.wrong(&FieldErrors::one("email", wrong));
            return answer::again(&again);
        }
    };
    app.store.write(move |tx| account::ask_to_reset(tx, &email, Some(turn.from))).await?;
    answer::show(&Page::new(page, typed.get("email"), true))
}
