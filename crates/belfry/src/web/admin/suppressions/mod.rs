//! `/admin/suppressions`: addresses that a relay said do not exist.
//!
//! Nothing is sent to them until somebody clears them. If one still does not exist, the relay says so again: clearing needs no
//! second thought.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use outbox::suppression::{self, Suppression};
use store::Db;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result as Verbs};
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer};

const PATH: &str = "/admin/suppressions";

#[derive(Template)]
#[template(path = "web/admin/suppressions/page.html")]
struct Suppressions {
    page: Page,
    rows: Vec<Suppression>,
}

fn found(db: &Db<'_>, actor: &Actor) -> Verbs<Vec<Suppression>> {
    super::check(actor)?;
    Ok(suppression::list(db)?)
}

/// Each of them.
pub(in crate::web) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let (page, rows) = visitor.read(&app, found).await?;
    answer::show(&Suppressions { page: page.at(Section::Settings), rows })
}

/// Lets mail go to one (`address`) again. If it still does not exist, the relay says so again.
pub(in crate::web) async fn clear(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let address = typed.get("address").to_owned();
    let cleared = visitor.change(&app, move |tx, act| {
        super::check(&act.actor)?;
        if suppression::clear(tx, &address)? { Ok(()) } else { Err(Error::NotFound("suppression")) }
    });
    cleared.await?;
    Ok(answer::go_saying(&visitor.ask, PATH, &Flash::new("flash-suppression-cleared", "")))
}
