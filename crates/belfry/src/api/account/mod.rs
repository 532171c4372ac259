//! `/sessions`, `/me/tokens`, `/me/sessions`, …: accounts and what opens them.
//!
//! What makes a credential or ends one needs somebody who signed in, never a personal token (see the table in
//! [`super::scope`]). What strangers may call passes the turnstile first ([`turn`]).

mod email;
mod password;
mod session;
mod token;
mod turn;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// The part of the site map that is about accounts.
pub(super) fn map() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session::sign_in))
        .routes(routes!(session::sign_out))
        .routes(routes!(session::list, session::end_others))
        .routes(routes!(session::end))
        .routes(routes!(token::list, token::make))
        .routes(routes!(token::revoke))
        .routes(routes!(password::change))
        .routes(routes!(password::ask_to_reset))
        .routes(routes!(password::reset))
        .routes(routes!(email::show, email::change))
        .routes(routes!(email::ask_to_confirm))
        .routes(routes!(email::confirm))
}
