//! `/sign-out`

use axum::extract::State;
use axum::response::Response;

use crate::app::App;
use crate::error::Error;
use crate::http::cookie;
use crate::session;
use crate::web::{Flash, Refusal, Visitor, answer};

/// Ends the session, here and in the database. Whose session is over already is signed out.
pub(in crate::web) async fn sign_out(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let caller = visitor.caller.clone();
    let ended = visitor.change(&app, move |tx, act| {
        let id = caller.session(tx)?.ok_or(Error::NotFound("session"))?;
        session::end(tx, act, id)
    });
    match ended.await {
        Ok(()) => {}
        Err(Refusal { error: Error::Unauthenticated(_) | Error::NotFound(_), .. }) => {}
        Err(refusal) => return Err(refusal),
    }
    let answer = answer::go_saying(&visitor.ask, "/sign-in", &Flash::new("flash-signed-out", ""));
    Ok(answer::setting(answer, cookie::forget(&app.rules)))
}
