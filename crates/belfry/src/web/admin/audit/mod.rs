//! `/admin/audit`: what happened to accounts and rights, the latest first.
//!
//! Lines are added by the verbs that do such things, and never changed. Nothing is done here: it is for looking, a page at a
//! time.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use crate::app::App;
use crate::audit::{self, Line};
use crate::web::{Page, Refusal, Section, Typed, Visitor, answer};

/// How many lines a page has.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "web/admin/audit/page.html")]
struct Audit {
    page: Page,
    lines: Vec<Line>,
    next: Option<i64>,
}

impl Audit {
    fn kind(&self, line: &Line) -> String {
        self.page.say(&format!("audit-{}", line.kind.as_str().replace('_', "-")))
    }

    fn maybe<'l>(&self, text: &'l Option<String>) -> &'l str {
        text.as_deref().unwrap_or("–")
    }
}

/// The lines. `?before=` is where a page of them begins.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Typed::parse(query.unwrap_or_default().as_bytes());
    let before = query.get("before").parse().unwrap_or(i64::MAX);
    let found = visitor.read(&app, move |db, actor| audit::list(db, actor, before, MOST + 1));
    let (page, mut lines) = found.await?;
    let next = if lines.len() > MOST { lines.get(MOST - 1).map(|line| line.id) } else { None };
    lines.truncate(MOST);
    answer::show(&Audit { page: page.at(Section::Settings), lines, next })
}
