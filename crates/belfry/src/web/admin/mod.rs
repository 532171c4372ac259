//! `/admin/…`: for those who run the instance; others are told that they may not.
//!
//! The navigation is that of settings. Who runs the instance is decided by [`permission`], asked by each page in the look or
//! the transaction that it needs anyway. Deliberately not here: the mails one by one, which are in the outbox.

pub(super) mod audit;
pub(super) mod mail;
pub(super) mod preview;
pub(super) mod suppressions;
pub(super) mod users;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};

/// Every page of theirs.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin/users", get(users::show))
        .route("/admin/users/invite", post(users::invite))
        .route("/admin/users/govern", post(users::govern))
        .route("/admin/mail", get(mail::show).post(mail::act))
        .route("/admin/suppressions", get(suppressions::show))
        .route("/admin/suppressions/clear", post(suppressions::clear))
        .route("/admin/audit", get(audit::show))
        .route("/preview/mail/{kind}", get(preview::show))
        .route("/preview/mail/{kind}/html", get(preview::body))
}

/// Refuses whoever does not run the instance.
fn check(actor: &Actor) -> Result<()> {
    if permission::may_run_instance(actor) { Ok(()) } else { Err(Error::Forbidden) }
}
