//! `POST /register`: somebody makes an account.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::refusal::Refusal;
use super::sent::Sent;
use crate::app::App;
use crate::http::Json;
use crate::http::body::MOST_OF_STRANGERS;
use crate::user::{self, Email, Name, NewUser, Password, Username};

const BLANK: &str = "This field cannot be blank.";

/// Who is to be registered, before the password is hashed.
struct Applicant {
    email: Email,
    username: Username,
    password: Password,
    first_name: Name,
    last_name: Option<Name>,
}

pub(super) async fn register(State(app): State<App>, request: Request) -> Result<Response, Refusal> {
    if !app.rules.is_registration_open {
        let said = "Registration is not open here. Ask an admin for an account.";
        return Err(Refusal::Said(StatusCode::FORBIDDEN, said.to_owned()));
    }
    let applicant = parse(Sent::take_in(request, MOST_OF_STRANGERS).await?)?;
    let new = NewUser {
        password_hash: app.hasher.hash(applicant.password).await?,
        email: applicant.email,
        username: applicant.username,
        first_name: applicant.first_name,
        last_name: applicant.last_name,
        is_admin: false,
    };
    app.store.write(move |tx| user::register(tx, &new)).await?;
    Ok((StatusCode::CREATED, Json(json!({ "message": "User created successfully." }))).into_response())
}

fn parse(mut sent: Sent) -> Result<Applicant, Refusal> {
    let email = sent.required("email", BLANK, Email::parse);
    let username = sent.required("username", BLANK, Username::parse);
    let password = sent.required("password", BLANK, Password::parse);
    let first_name = sent.required("first_name", BLANK, Name::parse);
    let last_name = sent.optional("last_name", Name::parse);
    match (email, username, password, first_name, last_name) {
        (Some(email), Some(username), Some(password), Some(first_name), Some(last_name)) => {
            Ok(Applicant { email, username, password, first_name, last_name })
        }
        _ => Err(sent.refused()),
    }
}
