//! `POST /register`: somebody makes an account.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::refusal::Refusal;
use super::sent::Sent;
use super::turn::wait_for_turn;
use crate::app::App;
use crate::config::Registration;
use crate::http::Json;
use crate::http::body::MOST_OF_STRANGERS;
use crate::http::client::Client;
use crate::user::{self, Email, Name, NewUser, Password, PasswordRule, Username};

const BLANK: &str = "This field cannot be blank.";

/// Who is to be registered, before the password is hashed.
struct Applicant {
    email: Email,
    username: Username,
    password: Password,
    first_name: Name,
    last_name: Option<Name>,
    invite: Option<String>,
}

/// Registers somebody, or says why not.
pub async fn register(State(app): State<App>, request: Request) -> Response {
    match registers(app, request).await {
        Ok(answer) => answer,
        Err(refusal) => refusal.into_response(),
    }
}

async fn registers(app: App, request: Request) -> Result<Response, Refusal> {
    if app.rules.registration == Registration::Closed {
        return Err(forbidden("Registration is closed here. Ask an admin for an account."));
    }
    wait_for_turn(&app, &request)?;
    let rule = rule(&app, &request);
    let applicant = parse(Sent::take_in(request, MOST_OF_STRANGERS).await?, rule)?;
    let invite = invite(&app, &applicant).await?;
    let new = NewUser {
        password_hash: app.hasher.hash(applicant.password).await?,
        email: applicant.email,
        username: applicant.username,
        first_name: applicant.first_name,
        last_name: applicant.last_name,
        is_admin: false,
    };
    let registering = app.store.write(move |tx| match &invite {
        Some(code) => user::register_invited(tx, &new, code),
        None => user::register(tx, &new),
    });
    registering.await?;
    Ok((StatusCode::CREATED, Json(json!({ "message": "User created successfully." }))).into_response())
}

/// The invite that lets them in, where one is needed.
async fn invite(app: &App, applicant: &Applicant) -> Result<Option<String>, Refusal> {
    match (app.rules.registration, &applicant.invite) {
        (Registration::Open, _) => Ok(None),
        (Registration::Invite | Registration::Closed, None) => {
            Err(forbidden("Registration is by invite here. Ask an admin for one, and send its code as \"invite\"."))
        }
        (Registration::Invite | Registration::Closed, Some(code)) => {
            let (code, email) = (code.clone(), applicant.email.clone());
            let known = code.clone();
            app.store.read_short(move |db| user::check_invite(db, &known, &email)).await?;
            Ok(Some(code))
        }
    }
}

fn forbidden(said: &str) -> Refusal {
    Refusal::Said(StatusCode::FORBIDDEN, said.to_owned())
}

/// What a password must be. Whoever tries the examples of the old documents does so on this machine, and those passwords are
/// as short as they are.
fn rule(app: &App, request: &Request) -> PasswordRule {
    let is_local = Client::of_request(request, &app.rules.proxies).is_local;
    PasswordRule { min: if is_local { 1 } else { app.rules.password_min } }
}

fn parse(mut sent: Sent, rule: PasswordRule) -> Result<Applicant, Refusal> {
    let email = sent.required("email", BLANK, Email::parse);
    let username = sent.required("username", BLANK, Username::parse);
    let names: Vec<&str> =
        [email.as_ref().map(Email::as_str), username.as_ref().map(Username::as_str)].into_iter().flatten().collect();
    let password = sent.required("password", BLANK, |text| rule.check(text, &names));
    let first_name = sent.required("first_name", BLANK, Name::parse);
    let last_name = sent.optional("last_name", Name::parse);
    let invite = sent.optional("invite", |code| Ok(code.to_owned()));
    match (email, username, password, first_name, last_name, invite) {
        (Some(email), Some(username), Some(password), Some(first_name), Some(last_name), Some(invite)) => {
            Ok(Applicant { email, username, password, first_name, last_name, invite })
        }
        _ => Err(sent.refused()),
    }
}
