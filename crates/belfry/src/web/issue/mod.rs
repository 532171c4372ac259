//! `/BEL-142`: an issue, everything about it, and everything that can be done to it.
//!
//! The page is read in one look ([`read`]) and is made of parts that can be swapped one by one: the bells, the text, the
//! log, the properties ([`parts`]). Each form works without script: it answers with the way back to the page and a flash;
//! a script is answered with the parts that changed. A text that somebody else changed meanwhile leads to a page with both
//! versions ([`conflict`]). Deliberately not here: lists of issues, and opening one ([`crate::web`]).

pub(in crate::web) mod change;
mod comment;
mod composer;
mod conflict;
pub(in crate::web) mod edit;
mod gone;
pub(in crate::web) mod links;
mod log;
mod mails;
pub(in crate::web) mod named;
mod parts;
mod props;
mod read;
mod relation;
mod show;
mod task;
pub(in crate::web) mod undo;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// Everything below the key of an issue.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/{key}", get(show::show).post(change::change))
        .route("/{key}/edit", get(edit::ask))
        .route("/{key}/comments", post(comment::add))
        .route("/{key}/comments/{number}", get(comment::ask).post(comment::edit))
        .route("/{key}/comments/{number}/delete", post(comment::delete))
        .route("/{key}/tasks", post(task::tick))
        .route("/{key}/bell/{id}", post(mails::steer))
        .route("/{key}/relations", post(relation::relate))
        .route("/{key}/relations/new", get(relation::ask))
        .route("/{key}/relations/delete", post(relation::unrelate))
        .route("/{key}/undo", post(undo::undo))
        .route("/{key}/delete", post(gone::delete))
        .route("/{key}/restore", post(gone::restore))
}
