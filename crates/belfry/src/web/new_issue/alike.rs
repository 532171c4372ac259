//! `/issues/alike?title=…`: issues that may be the one that somebody is about to open.
//!
//! Asked for by the form while its title is written; without script the form says it when it is shown again.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use store::Db;

use crate::app::App;
use crate::auth::Actor;
use crate::error::Result as Verbs;
use crate::issue::{self, Listed};
use crate::search;
use crate::web::part::{self, Html};
use crate::web::{Page, Refusal, Typed, Visitor, answer, way};

/// How many are named.
const MOST: usize = 4;

#[derive(Template)]
#[template(path = "web/new_issue/alike.html")]
struct Alike<'p> {
    page: &'p Page,
    issues: &'p [Listed],
}

impl Alike<'_> {
    fn status(&self, listed: &Listed) -> Html {
        let usual = || self.page.say(&format!("status-{}", listed.issue.status.as_str()));
        part::status(listed.issue.status, &listed.status_name.clone().unwrap_or_else(usual))
    }
}

/// The few whose titles say much the same as this one.
pub(super) fn find(db: &Db<'_>, actor: &Actor, title: &str) -> Verbs<Vec<Listed>> {
    issue::listed(db, actor, search::alike(db, actor, title, MOST)?)
}

/// What the form says of them.
pub(super) fn list(page: &Page, issues: &[Listed]) -> Result<Html, askama::Error> {
    Alike { page, issues }.render().map(Html::new)
}

/// The same, while the title is written.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let title = Typed::parse(query.unwrap_or_default().as_bytes()).get("title").to_owned();
    let wanted = title.clone();
    let (page, issues) = visitor.read(&app, move |db, actor| find(db, actor, &wanted)).await?;
    if !visitor.ask.is_swap {
        // It is no page of its own.
        return Ok(answer::go(&format!("/issues/new?title={}", way::escaped(&title))));
    }
    answer::show(&Alike { page: &page, issues: &issues })
}
