//! `/settings/…`: what somebody sets for themselves.
//!
//! One navigation beside all of these pages, beside those of projects, and beside those of whoever runs the instance
//! (`nav.html`). Rows of forms are made by [`opt`]; what cannot be undone is asked about by [`confirm`].

pub(super) mod confirm;
pub(super) mod keyboard;
pub(super) mod notifications;
pub(super) mod opt;
pub(super) mod profile;
pub(super) mod sessions;
pub(super) mod tokens;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};

use super::part::Html;
use super::{Page, answer};
use crate::app::App;

/// Every page of what somebody sets for themselves.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/settings", get(first))
        .route("/settings/notifications", get(notifications::show).post(notifications::save))
        .route("/settings/profile", get(profile::show).post(profile::save))
        .route("/settings/profile/look", post(profile::look))
        .route("/settings/profile/email", post(profile::email))
        .route("/settings/profile/email/confirm", post(profile::confirm))
        .route("/settings/profile/password", post(profile::password))
        .route("/settings/keyboard", get(keyboard::show).post(keyboard::save))
        .route("/settings/tokens", get(tokens::show).post(tokens::make))
        .route("/settings/tokens/revoke", post(tokens::revoke))
        .route("/settings/sessions", get(sessions::show))
        .route("/settings/sessions/end", post(sessions::end))
        .route("/settings/sessions/end-others", post(sessions::end_others))
}

/// `/settings`: the page that is asked for most.
async fn first() -> Response {
    answer::go("/settings/notifications")
}

impl Page {
    /// ` aria-current="page"` for the entry of the page at this path, and of what belongs to it.
    pub fn current_at(&self, path: &str) -> Html {
        let rest = self.path.strip_prefix(path);
        let is_here = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        Html::new(if is_here { " aria-current=\"page\"" } else { "" })
    }
}
