//! The address and the password: both ask for the present password first.

use axum::extract::State;
use axum::response::Response;

use super::{again, done};
use crate::app::App;
use crate::error::{Error, FieldErrors};
use crate::http::cookie;
use crate::session;
use crate::user::{self, Email};
use crate::web::turn::Turn;
use crate::web::{Refusal, Typed, Visitor, answer};
use crate::{account, auth};

const NOT_YOURS: &str = "This is not your password.";

/// Sends a link to another address; nothing changes until it is used.
pub(in crate::web) async fn email(
    State(app): State<App>,
    visitor: Visitor,
    turn: Turn,
    typed: Typed,
) -> Result<Response, Refusal> {
    let email = match Email::parse(typed.get("email")) {
        Ok(email) => email,
        Err(text) => return again(&app, &visitor, &typed, &FieldErrors::one("email", text)).await,
    };
    let (_, owner) = visitor.read(&app, |_, actor| Ok(actor.user_id)).await?;
    let asked = (owner, Some(turn.from));
    if !auth::check_present(&app.store, &app.hasher, asked, typed.get("password")).await? {
        return again(&app, &visitor, &typed, &FieldErrors::one("password", NOT_YOURS)).await;
    }
    visitor.change(&app, move |tx, act| account::ask_to_change(tx, act, &email)).await?;
    Ok(done(&visitor, "flash-email-asked"))
}

/// Sends a link to the address that is there.
pub(in crate::web) async fn confirm(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    visitor.change(&app, account::ask_to_confirm).await?;
    Ok(done(&visitor, "flash-confirm-asked"))
}

/// Sets another password. Everywhere else they have to sign in again; here they stay.
pub(in crate::web) async fn password(
    State(app): State<App>,
    visitor: Visitor,
    turn: Turn,
    typed: Typed,
) -> Result<Response, Refusal> {
    let owner = visitor.read(&app, |db, actor| user::find(db, actor.user_id)?.ok_or(Error::NotFound("user")));
    let (_, owner) = owner.await?;
    let names = [owner.username.as_str(), owner.email.as_str()];
    let password = match app.rules.password_rule().check(typed.get("new-password"), &names) {
        Ok(password) => password,
        Err(text) => return again(&app, &visitor, &typed, &FieldErrors::one("new-password", text)).await,
    };
    let asked = (owner.id, Some(turn.from));
    if !auth::check_present(&app.store, &app.hasher, asked, typed.get("old-password")).await? {
        return again(&app, &visitor, &typed, &FieldErrors::one("old-password", NOT_YOURS)).await;
    }
    let (hash, browser) = (app.hasher.hash(password).await?, turn.browser());
    let changed = visitor.change(&app, move |tx, act| {
        account::change_password(tx, act, &hash)?;
        session::begin(tx, act.actor.user_id, &browser)
    });
    let (_, secret) = changed.await?;
    Ok(answer::setting(done(&visitor, "flash-password-changed"), cookie::keep(&secret, &app.rules)))
}
