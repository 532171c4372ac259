//! `/issues/rows/BEL-1,BEL-2`: rows by themselves, as they are now, for lists that are open while an issue changes.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use super::shown::row;
use crate::app::App;
use crate::error::Error;
use crate::issue::{self, IssueKey, Listed};
use crate::web::part::Row;
use crate::web::{Page, Refusal, Visitor, answer};

/// How many are looked up at once.
const MOST: usize = 100;

#[derive(Template)]
#[template(source = "<ul role=\"list\">{% for listed in rows %}{{ self.row(listed) }}{% endfor %}</ul>", ext = "html")]
struct Rows {
    page: Page,
    rows: Vec<Listed>,
}

impl Rows {
    fn row(&self, listed: &Listed) -> Row {
        row(&self.page, listed)
    }
}

/// The rows of these issues; those that are gone, or that the reader does not see, are left out.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(keys): Path<String>,
) -> Result<Response, Refusal> {
    let keys: Vec<IssueKey> = keys.split(',').filter_map(IssueKey::parse).take(MOST).collect();
    let read = visitor.read(&app, move |db, actor| {
        let mut found = Vec::new();
        for key in &keys {
            match issue::find(db, actor, key) {
                Ok(issue) => found.push(issue),
                Err(Error::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
        }
        issue::listed(db, actor, found)
    });
    let (page, rows) = read.await?;
    answer::show(&Rows { page, rows })
}
