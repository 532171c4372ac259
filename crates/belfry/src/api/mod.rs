//! The API, version 1: everything that Belfry does, for scripts and for people who write them.
//!
//! Read this page as its site map. A request comes in as a [`Caller`](crate::http::caller::Caller) and parsed input
//! ([`body`], paths, queries), runs one verb in one transaction, and is answered with a view. What is refused is refused as
//! a [`problem`] (RFC 9457). What a call needs of a token stands in one table ([`scope`]). The OpenAPI document is written from this code ([`document`]). Deliberately not here: the API
//! of the tracker that Belfry replaces ([`crate::classic`]), which stays as it is.

mod account;
mod audit;
mod body;
mod comment;
mod cors;
mod decision;
mod docs;
mod document;
mod event;
mod inbox;
mod insight;
mod issue;
mod label;
mod mail;
mod mail_setting;
mod me;
mod once;
mod page;
mod problem;
mod project;
mod query;
mod rate;
mod scope;
mod time;
mod user;
mod view;
mod watch;
mod whole;
mod word;

pub use scope::Need;

use axum::Router;
use axum::middleware::from_fn_with_state;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// Where all of it is.
const PREFIX: &str = "/api/v1";

/// Every route of the API.
pub fn routes(app: &App) -> Router<App> {
    let (router, _) = map().split_for_parts();
    let router = router
        .route_layer(from_fn_with_state(app.clone(), once::once))
        .merge(document::routes())
        .method_not_allowed_fallback(problem::method_not_allowed)
        .fallback(problem::no_such_path)
        .layer(from_fn_with_state(app.clone(), rate::limit));
    let router = match cors::layer(&app.rules) {
        Some(cors) => router.layer(cors),
        None => router,
    };
    Router::new().nest(PREFIX, router)
}

/// The site map.
fn map() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(project::list::list, project::open::open))
        .routes(routes!(project::show::show, project::change::change))
        .routes(routes!(project::member::list))
        .routes(routes!(project::member::put, project::member::remove))
        .routes(routes!(project::status::list, project::status::put))
        .routes(routes!(label::list::list, label::make::make))
        .routes(routes!(label::change::change, label::change::remove))
        .routes(routes!(issue::list::list, issue::open::open))
        .routes(routes!(issue::list::count))
        .routes(routes!(view::list::list, view::keep::keep))
        .routes(routes!(view::list::show, view::change::change, view::change::remove))
        .routes(routes!(view::issue::list))
        .routes(routes!(issue::bulk::bulk))
        .routes(routes!(issue::show::show, issue::change::change, issue::delete::delete))
        .routes(routes!(issue::delete::restore))
        .routes(routes!(issue::history::history))
        .routes(routes!(issue::relation::list, issue::relation::relate))
        .routes(routes!(issue::relation::unrelate))
        .routes(routes!(issue::part::list))
        .routes(routes!(comment::list::list, comment::add::add))
        .routes(routes!(comment::edit::edit, comment::edit::delete))
        .routes(routes!(watch::issue::show, watch::issue::watch, watch::issue::unwatch))
        .routes(routes!(watch::issue::list))
        .routes(routes!(watch::project::show, watch::project::put))
        .routes(routes!(event::stream::stream))
        .routes(routes!(inbox::list::list))
        .routes(routes!(inbox::mark::mark))
        .routes(routes!(inbox::mark::all_read))
        .routes(routes!(decision::list::list))
        .routes(routes!(insight::show))
        .routes(routes!(mail::bell::list))
        .routes(routes!(mail::bell::send_now))
        .routes(routes!(mail::bell::cancel))
        .routes(routes!(mail::bell::hold))
        .routes(routes!(mail::bell::release))
        .routes(routes!(mail::outbox::list))
        .routes(routes!(mail::outbox::show))
        .routes(routes!(mail::outbox::retry))
        .routes(routes!(mail::outbox::cancel))
        .routes(routes!(mail::outbox::hold))
        .routes(routes!(mail::outbox::release))
        .routes(routes!(me::show::show, me::change::change))
        .routes(routes!(mail_setting::show::show, mail_setting::edit::change))
        .routes(routes!(user::list))
        .routes(routes!(user::change))
        .routes(routes!(audit::list))
        .merge(account::map())
}
