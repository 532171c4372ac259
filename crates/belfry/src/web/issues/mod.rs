//! Lists of issues: `/issues?q=`, `/my`, `/p/BEL/issues`.
//!
//! The page is a query and what it finds: the bar holds the query as it was typed (`bar`), views that somebody keeps are tabs
//! beside it (`views`), rows stand under headings (`group`), and what is selected is changed by one form (`bulk`) with a bar (`choices`, `people`). A query that
//! cannot be read is given back with what is wrong and where. Finding is [`crate::search`]'s.

mod bar;
pub(super) mod bulk;
mod choices;
mod group;
pub(super) mod people;
pub(super) mod rows;
mod shown;
mod tally;
pub(super) mod undo;
pub(super) mod views;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use store::Db;

use super::{Page, Refusal, Section, Typed, Visitor, answer};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, Result as Verbs};
use crate::project::{self, Project};
use crate::view::{self, View, ViewId};
use crate::{issue, live, search};
pub(super) use bar::{SYNTAX, coloured};
pub(super) use choices::Choices;
pub(super) use shown::row_label;
use shown::{List, Place, Shown};
pub use tally::Tallies;

/// How many issues a page has.
const PAGE: usize = 50;
/// How many views have a tab.
const TABS_MOST: usize = 12;
/// What is asked where nothing is.
const ALL_OPEN: &str = "is:open sort:updated";
const MINE: &str = "is:open assignee:@me sort:updated";

/// What an address asks for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    place: Place,
    query: Option<String>,
    view: Option<ViewId>,
    after: Option<[i64; 2]>,
    /// Whether the form that keeps the query under a name is to be there.
    is_saving: bool,
    /// The address, by which the page is found again.
    path: String,
}

impl Asked {
    fn of(place: Place, query: Option<String>, path: &str) -> Asked {
        let typed = Typed::parse(query.unwrap_or_default().as_bytes());
        Asked {
            query: typed.maybe("q").map(|text| text.trim().to_owned()),
            view: typed.get("view").parse().ok().map(ViewId),
            after: typed.maybe("after").and_then(after),
            is_saving: typed.get("save") == "1",
            path: path.to_owned(),
            place,
        }
    }
}

/// Where the page before ended.
fn after(text: &str) -> Option<[i64; 2]> {
    let (first, last) = text.split_once('.')?;
    Some([first.parse().ok()?, last.parse().ok()?])
}

/// `/issues`
pub(super) async fn all(app: State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    show(app, visitor, (Place::All, query)).await
}

/// `/my`
pub(super) async fn mine(app: State<App>, visitor: Visitor, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    show(app, visitor, (Place::Mine, query)).await
}

/// `/p/BEL/issues`
pub(super) async fn of_project(
    app: State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    show(app, visitor, (Place::Project(key), query)).await
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    (place, query): (Place, Option<String>),
) -> Result<Response, Refusal> {
    let asked = Asked::of(place, query, &visitor.ask.path);
    let counting = app.clone();
    let (page, list) = visitor.read(&app, move |db, actor| read(db, actor, (&counting, &asked))).await?;
    shown(page, list)
}

/// The page of a list.
fn shown(page: Page, list: List) -> Result<Response, Refusal> {
    let section = match &list.place {
        Place::All => Section::Issues,
        Place::Mine => Section::Work,
        Place::Project(key) => Section::Project(key.clone()),
    };
    let status = if list.wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer::with_status(status, &Shown { page: page.at(section), list })
}

/// What stands on the page.
pub(super) fn read(db: &Db<'_>, actor: &Actor, (app, asked): (&App, &Asked)) -> Verbs<List> {
    let now = app.store.clock().now();
    let project = match &asked.place {
        Place::Project(key) => Some(project::find(db, actor, key)?),
        Place::All | Place::Mine => None,
    };
    let tabs = view::list(db, actor, 0, TABS_MOST)?;
    let event = live::latest(db)?;
    let counted = |query: &str| app.tallies().count(db, actor, (query, event, now));
    let tabs = tabs.into_iter().map(|view| Ok((counted(&view.query)?, view))).collect::<Verbs<_>>()?;
    let view = asked.view.map(|id| view::find(db, actor, id)).transpose()?;
    let query = query(asked, project.as_ref(), view.as_ref());
    let page = search::Page { after: asked.after, ..search::Page::of(&query, PAGE + 1) };
    let (mut found, wrong) = match search::list(db, actor, page) {
        Ok(found) => (found, String::new()),
        // What is wrong with the query; the query is given back.
        Err(Error::Invalid(errors)) => (Vec::new(), errors.to_string()),
        Err(error) => return Err(error),
    };
    let is_more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| is_more).map(|last| last.place);
    let issues = found.into_iter().map(|found| found.issue).collect();
    let labels = match &project {
        Some(project) => crate::label::list(db, project.id)?,
        None => Vec::new(),
    };
    Ok(List {
        place: project.map_or_else(|| asked.place.clone(), |project| Place::Project(project.key)),
        query,
        wrong,
        rows: issue::listed(db, actor, issues)?,
        next,
        is_first: asked.after.is_none(),
        open: counted(ALL_OPEN)?,
        tabs,
        view,
        labels,
        is_saving: asked.is_saving,
        saving: views::Saving::default(),
        path: asked.path.clone(),
    })
}

/// What is asked: as it was typed, or what the view asks, or what the place asks by itself.
fn query(asked: &Asked, project: Option<&Project>, view: Option<&View>) -> String {
    match (&asked.query, view, project) {
        (Some(query), ..) => query.clone(),
        (None, Some(view), _) => view.query.clone(),
        (None, None, Some(project)) => format!("project:{} {ALL_OPEN}", project.key),
        (None, None, None) if asked.place == Place::Mine => MINE.to_owned(),
        (None, None, None) => ALL_OPEN.to_owned(),
    }
}
