//! The classic API: the calls of the tracker that Belfry replaces, kept whole and for ever. `docs/classic-api.md` is the contract.
//!
//! A request comes in as `sent::Sent` fields and a [`crate::http::caller::Caller`], becomes parsed input, runs one verb in one
//! transaction, and leaves as the shape that old scripts expect, or as a `refusal::Refusal`. Nothing is decided here.
//! `POST /register` is answered here and routed by the web interface, whose form has the same path.
//! Deliberately not here: anything new. That goes to `/api/v1`.

mod authenticate;
mod issue;
mod refusal;
mod register;
mod sent;
mod turn;

pub use register::register;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
use crate::http::route::at;

/// Every call.
pub fn routes() -> Router<App> {
    let one = get(issue::show).put(issue::change).delete(issue::delete);
    Router::new()
        .merge(at("/authenticate", "POST, OPTIONS", post(authenticate::authenticate)))
        .merge(at("/issue", "GET, HEAD, POST, OPTIONS", get(issue::list).post(issue::create)))
        .merge(at("/issue/{id}", "GET, HEAD, PUT, DELETE, OPTIONS", one))
}
