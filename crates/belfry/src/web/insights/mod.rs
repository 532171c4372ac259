//! `/insights`: what the events of some weeks add up to, as numbers, charts and sentences.
//!
//! The numbers are [`crate::insight`]'s. Here each chart is put together (`drawn`), with the one sentence that says what is
//! to be seen in it (`reading`); how it is drawn is in `chart`. Nothing is live: it is as of when the page was made.

mod chart;
mod drawn;
mod reading;
mod span;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::{Page, Refusal, Section, Typed, Visitor, answer};
use crate::app::App;
use crate::insight::{self, Insights, Range};
use crate::project::{self, Project};
use chart::Chart;
pub(super) use span::late;

#[derive(Template)]
#[template(path = "web/insights/page.html")]
struct Shown {
    page: Page,
    /// The key of the project; blank for all.
    project: String,
    projects: Vec<Project>,
    range: Range,
    found: Insights,
}

impl Shown {
    fn charts(&self) -> Vec<Chart> {
        drawn::all(&self.page.reader, &self.found)
    }

    fn stats(&self) -> [reading::Stat; 4] {
        reading::stats(&self.page.reader, &self.found)
    }

    fn weeks(&self, range: &Range) -> String {
        self.page.tell("insights-weeks").arg("n", chart::length(reading::signed(range.weeks()))).plain()
    }
}

/// The page. `?project=` is a key, `?range=` one of `4w`, `12w`, `26w` and `52w`.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let asked = Typed::parse(query.unwrap_or_default().as_bytes());
    // What is no range is the usual one: it is only in addresses that people change.
    let range = Range::parse(asked.get("range")).unwrap_or_default();
    let (page, (project, projects, found)) = visitor
        .read_long(&app, move |db, actor| {
            let key = Some(asked.get("project").trim()).filter(|key| !key.is_empty());
            let project = key.map(|key| project::find(db, actor, key)).transpose()?;
            let found = insight::look(db, actor, project.as_ref().map(|project| project.id), range)?;
            let key = project.map(|project| project.key).unwrap_or_default();
            Ok((key, project::list(db, actor)?, found))
        })
        .await?;
    answer::show(&Shown { page: page.at(Section::Insights), project, projects, range, found })
}
