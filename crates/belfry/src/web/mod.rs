//! The web interface: the site map. A page is a folder with its handler and its templates side by side.
//!
//! A request is let in by [`guard`], becomes a [`Visitor`] (or an [`Ask`] where nobody need be signed in) and [`Typed`]
//! fields, runs one read or one verb, and is answered with a page, with the parts of it that changed, or with the way to
//! the next page ([`answer`]). What pages are made of is in [`part`], what they say in [`text`]. Everything works without
//! script. Deliberately not here: rules and SQL, which are the domain's; and the links in mail ([`crate::http`]).

mod admin;
pub mod answer;
mod ask;
mod asset;
mod board;
mod choice;
mod clash;
mod complete;
mod cookie;
mod door;
mod flash;
mod go;
mod guard;
mod home;
mod inbox;
mod insights;
mod issue;
mod issues;
mod keys;
mod new_issue;
mod outbox;
mod packed;
mod page;
pub mod part;
mod project;
pub mod reader;
mod refusal;
mod refused;
mod settings;
pub mod text;
mod turn;
mod typed;
mod visitor;
mod way;

pub use ask::{Ask, Theme};
pub use flash::Flash;
pub use issues::Tallies;
pub use page::{Page, Section};
pub use reader::Reader;
pub use refusal::Refusal;
pub use refused::no_such_page;
pub use typed::Typed;
pub use visitor::Visitor;

use door::{forgotten, register, setup, sign_in, sign_in_link, sign_out};

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::app::App;
use crate::http::route::at;

/// Every page.
pub fn routes(app: &App) -> Router<App> {
    Router::new()
        // Doors: nobody need be signed in.
        .route("/", get(home::show))
        .route("/sign-in", get(sign_in::ask).post(sign_in::sign_in))
        .route("/sign-in/link", get(sign_in_link::nowhere).post(sign_in_link::send))
        .route("/sign-in/link/{link}", get(sign_in_link::ask).post(sign_in_link::sign_in))
        .route("/sign-in/forgot", get(forgotten::ask).post(forgotten::send))
        .route("/sign-out", post(sign_out::sign_out))
        .merge(at("/register", "GET, HEAD, POST, OPTIONS", get(register::ask).post(register::register)))
        .route("/setup", get(setup::nowhere))
        .route("/setup/{code}", get(setup::ask).post(setup::set_up))
        // What somebody chooses for their browser.
        .route("/theme", post(choice::theme))
        .route("/language", post(choice::language))
        // Issues.
        .route("/issues", post(new_issue::open))
        .route("/issues/new", get(new_issue::ask))
        .route("/issues/alike", get(new_issue::alike::show))
        // An issue, by its key.
        .merge(issue::routes())
        // Lists of issues.
        .route("/issues", get(issues::all))
        .route("/my", get(issues::mine))
        .route("/p/{key}/issues", get(issues::of_project))
        .route("/issues/rows/{keys}", get(issues::rows::show))
        .route("/issues/people", get(issues::people::show))
        .route("/issues/bulk", post(issues::bulk::bulk))
        .route("/issues/undo", post(issues::undo::undo))
        .route("/views", post(issues::views::keep))
        .route("/views/{id}", post(issues::views::change))
        .route("/board", get(board::show))
        .route("/board/move", post(board::moved))
        .route("/insights", get(insights::show))
        // The outbox.
        .route("/outbox", get(outbox::show).post(outbox::act::steer))
        .route("/outbox/hold", post(outbox::act::hold))
        .route("/outbox/release", post(outbox::act::release))
        // The inbox.
        .route("/inbox", get(inbox::show))
        .route("/inbox/mark", post(inbox::mark::mark))
        .route("/inbox/read", post(inbox::mark::all_read))
        // Settings: of one's own, and of projects.
        .merge(settings::routes())
        .merge(project::routes())
        // For those who run the instance.
        .merge(admin::routes())
        // Finding and doing anything.
        .route("/go", get(go::show))
        // Help.
        .route("/keys", get(keys::show))
        .route("/complete", get(complete::show))
        // What pages load.
        .merge(asset::routes())
        .method_not_allowed_fallback(refused::wrong_method)
        .layer(from_fn_with_state(app.clone(), guard::around))
        .layer(packed::layer())
}
