//! `POST /authenticate`: a username and a password for an access token.

use axum::extract::{Request, State};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::sent::Sent;
use super::turn::wait_for_turn;
use crate::app::App;
use crate::auth::{self, Login};
use crate::http::Json;
use crate::http::body::MOST_OF_STRANGERS;
use crate::http::client::Client;

const BLANK: &str = "This field cannot be blank.";

pub(super) async fn authenticate(State(app): State<App>, request: Request) -> Result<Json<Value>, Refusal> {
    wait_for_turn(&app, &request)?;
    let from = Client::of_request(&request, &app.rules.proxies).address;
    let mut sent = Sent::take_in(request, MOST_OF_STRANGERS).await?;
    let as_typed = |text: &str| Ok(text.to_owned());
    let (username, password) = (sent.required("username", BLANK, as_typed), sent.required("password", BLANK, as_typed));
    let (Some(username), Some(password)) = (username, password) else { return Err(sent.refused()) };
    let login = (Login::Username(username), Some(from));
    let user = auth::log_in(&app.store, &app.hasher, login, &password).await?;
    app.keys.refresh(&app.store).await?;
    let token = app.keys.issue(user.id, app.store.clock().now(), app.rules.token_ttl);
    Ok(Json(json!({ "access_token": token, "user_id": user.email })))
}
