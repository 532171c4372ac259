//! The server and what it answers for itself: connections, time-outs, request ids, health, and the links in mail.
//!
//! [`serve`] attends the connections ([`lines`] says which one goes when there is no room), [`boundary`] wraps every
//! request: an id, a span, a metric, one line of log for each 5xx, a panic turned into a 500. [`routes`] is the map of the
//! whole site. Deliberately not here: anything about issues, which is the business of the APIs ([`crate::classic`]).

mod account;
pub mod body;
pub mod boundary;
pub mod caller;
pub mod client;
pub mod cookie;
pub mod etag;
mod health;
mod host;
mod json;
pub mod kept;
mod lent;
pub mod lines;
pub mod metrics;
pub mod origin;
mod own_words;
mod pace;
mod page;
pub mod quota;
mod readiness;
pub mod reply;
pub mod route;
pub mod serve;
mod stop;
pub mod streams;
mod wire;

pub use json::Json;
pub use readiness::Readiness;
pub use serve::{Limits, Server};

use axum::Router;
use axum::middleware::from_fn_with_state;

use crate::app::App;
use crate::{api, classic, web};

/// Every route of the process.
pub fn routes(app: App) -> Router {
    Router::new()
        .merge(health::routes())
        .merge(page::routes())
        .merge(stop::routes())
        .merge(account::routes())
        .merge(classic::routes())
        .merge(api::routes(&app))
        .merge(web::routes(&app))
        .fallback(web::no_such_page)
        .layer(from_fn_with_state(app.clone(), boundary::around))
        .with_state(app)
}
