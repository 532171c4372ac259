//! `/board?q=`: what a query finds, in a column for each status.
//!
//! A card is moved by its menu, which is a form; the script sends it, too, where the card is dragged or carried by keys. What
//! moves it is the same verb that changes a list ([`crate::web::issues`]), with the same way back. A column shows the first of
//! its cards and where the others are. The query says what is on the board, but not whether it is open: the columns do. Where
//! it asks for one project, columns have the names, the order and the limits of that. Deliberately not here: keeping anybody
//! to a limit.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use store::Db;

use super::issues::Choices;
use super::issues::bulk::{self, Change};
use super::issues::undo;
use super::issues::{SYNTAX, coloured, row_label};
use super::part::{self, Face, Html};
use super::{Flash, Page, Refusal, Section, Typed, Visitor, answer, way};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::issue::{self, IssueKey, Listed, Status};
use crate::project::{self, ProjectId};
use crate::query::{Field, Query, Sort, SortBy, StatusIs, Term};
use crate::search;

/// How many cards a column shows.
const CARDS: usize = 25;
/// So many issues in a status are few. With more, who walks down the list from its top has met enough of them long before all
/// of them were put in order.
const FEW: i64 = 2_000;
/// What is asked where nothing is.
const USUAL: &str = "is:open sort:priority";
/// The columns.
const COLUMNS: [Status; 5] = [Status::Backlog, Status::Todo, Status::InProgress, Status::InReview, Status::Done];

/// What stands in a column.
struct Column {
    status: Status,
    /// What the only project on the board calls it.
    name: Option<String>,
    /// How many issues are in it, and how many that project wants there at the most.
    limited: Option<(i64, i64)>,
    cards: Vec<Listed>,
    is_more: bool,
    /// The query of what is in it.
    query: String,
}

#[derive(Template)]
#[template(path = "web/board/page.html")]
struct Board {
    page: Page,
    query: String,
    /// What is wrong with the query.
    wrong: String,
    columns: Vec<Column>,
    /// What the projects on the board call statuses.
    names: Names,
}

type Names = HashMap<(ProjectId, Status), String>;

impl Board {
    fn coloured(&self) -> Html {
        coloured(&self.query)
    }

    fn syntax(&self) -> Vec<(&'static str, String)> {
        SYNTAX.iter().map(|(term, key)| (*term, self.page.say(key))).collect()
    }

    fn list(&self, query: &str) -> String {
        format!("/issues?q={}", way::escaped(query))
    }

    fn words(&self, status: Status) -> String {
        self.page.say(&format!("status-{}", status.as_str()))
    }

    fn heading(&self, column: &Column) -> String {
        column.name.clone().unwrap_or_else(|| self.words(column.status))
    }

    /// What the project of the card calls a status.
    fn called(&self, card: &Listed, status: &Status) -> String {
        self.names.get(&(card.issue.project_id, *status)).cloned().unwrap_or_else(|| self.words(*status))
    }

    fn picture(&self, status: &Status) -> Html {
        part::status_icon(*status)
    }

    fn count(&self, column: &Column) -> Html {
        let Some((count, limit)) = column.limited else {
            let more = if column.is_more { "+" } else { "" };
            return Html::new(format!("<span class=\"n\">{}{more}</span>", column.cards.len()));
        };
        let told = self.page.tell("board-of").text("n", count).text("limit", limit);
        if count > limit {
            let over = self.page.say("board-over-limit");
            return Html::new(format!("<span class=\"n over\">{told}<span class=\"vh\">, {over}</span></span>"));
        }
        Html::new(format!("<span class=\"n\">{told}</span>"))
    }

    fn priority(&self, card: &Listed) -> Html {
        let priority = card.issue.priority;
        part::priority(priority, &self.page.say(&format!("priority-{}", priority.as_str())))
    }

    fn rings(&self, card: &Listed) -> Html {
        let Some(mail) = &card.mail else { return Html::default() };
        let to = self.page.tell("row-mail-due").text("who", &mail.name);
        let ring = part::mini_ring(&self.page.reader, mail.ordered_at, mail.rings_at);
        let left = self.page.countdown(mail.rings_at);
        Html::new(format!("<span class=\"rings\">{ring}<span class=\"vh\">{to} </span>{left}</span>"))
    }

    fn labels(&self, card: &Listed) -> Html {
        let labels = card.labels.iter().map(row_label);
        Html::new(labels.map(|label| part::label(&label.name, label.hue).to_string()).collect::<String>())
    }

    /// What may be done to a card besides: the script puts it into the card's menu.
    fn choices(&self) -> Choices<'_> {
        Choices::of(&self.page, self.columns.iter().flat_map(|column| &column.cards))
    }

    fn owner(&self, card: &Listed) -> Html {
        match &card.issue.assignee {
            Some(person) => part::avatar_alone(&Face::from(person)),
            None => part::nobody(&self.page.say("nobody")),
        }
    }
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(asked): RawQuery,
) -> Result<Response, Refusal> {
    let asked = Typed::parse(asked.unwrap_or_default().as_bytes());
    let query = asked.maybe("q").map_or_else(|| USUAL.to_owned(), |text| text.trim().to_owned());
    let wanted = query.clone();
    let (page, (columns, names, wrong)) = visitor.read(&app, move |db, actor| read(db, actor, &wanted)).await?;
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer::with_status(status, &Board { page: page.at(Section::Board), query, wrong, columns, names })
}

/// The columns, and what their statuses are called; none, and what is wrong, if the query cannot be read.
fn read(db: &Db<'_>, actor: &Actor, text: &str) -> Verbs<(Vec<Column>, Names, String)> {
    let wrong = |errors: FieldErrors| Ok((Vec::new(), Names::new(), errors.to_string()));
    let query = match search::read(text) {
        Ok(query) => query,
        Err(Error::Invalid(errors)) => return wrong(errors),
        Err(error) => return Err(error),
    };
    let mut columns = Vec::new();
    for status in COLUMNS {
        match column(db, actor, (&query, status)) {
            Ok(column) => columns.push(column),
            Err(Error::Invalid(errors)) => return wrong(errors),
            Err(error) => return Err(error),
        }
    }
    let mut projects: Vec<ProjectId> =
        columns.iter().flat_map(|column| &column.cards).map(|card| card.issue.project_id).collect();
    projects.sort_unstable();
    projects.dedup();
    let names = project::status_names_of(db, &projects)?;
    if let Some(key) = query.project() {
        as_the_project_has_it(db, actor, key, &mut columns)?;
    }
    Ok((columns, names, String::new()))
}

/// The columns in the order of the project, by its names.
fn as_the_project_has_it(db: &Db<'_>, actor: &Actor, key: &str, columns: &mut [Column]) -> Verbs<()> {
    let project = project::find(db, actor, key)?;
    let order = project::status_names(db, &project)?;
    let mut own = project::status_names_of(db, &[project.id])?;
    for column in columns.iter_mut() {
        column.name = own.remove(&(project.id, column.status));
        let limit = order.iter().find(|named| named.status == column.status).and_then(|named| named.limit);
        let count = |column: &Column| match column.is_more {
            true => search::count(db, actor, &column.query).map(|found| found.count),
            false => Ok(i64::try_from(column.cards.len()).unwrap_or(i64::MAX)),
        };
        column.limited = limit.map(|limit| Ok::<_, Error>((count(column)?, limit))).transpose()?;
    }
    columns.sort_by_key(|column| order.iter().position(|named| named.status == column.status));
    Ok(())
}

fn column(db: &Db<'_>, actor: &Actor, (query, status): (&Query, Status)) -> Verbs<Column> {
    let asked = query.clone().clearing(Field::Is).replacing(Term::Status(vec![StatusIs::Category(status)]));
    // What is done is of interest while it is fresh.
    let asked = if status.is_open() { asked } else { asked.sorted(Some(Sort::by(SortBy::Updated))) };
    let query = asked.to_string();
    let page = search::Page { few: FEW, ..search::Page::of(&query, CARDS + 1) };
    let mut found = search::list(db, actor, page)?;
    let is_more = found.len() > CARDS;
    found.truncate(CARDS);
    let issues = found.into_iter().map(|found| found.issue).collect();
    Ok(Column { status, name: None, limited: None, cards: issue::listed(db, actor, issues)?, is_more, query })
}

/// `POST /board/move`: `key` goes `to` a status; `base` is the version that was seen (`BEL-142.7`).
pub(super) async fn moved(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let key = IssueKey::parse(typed.get("key")).ok_or(Error::NotFound("issue"))?;
    let no_status = || Error::from(FieldErrors::one("to", "There is no such status."));
    let change = Change::Status(Status::parse(typed.get("to")).ok_or_else(no_status)?);
    let about = key.to_string();
    let back = way::parse(typed.get("back")).filter(|back| back.starts_with("/board")).unwrap_or("/board");
    let changed = match bulk::changed(&app, &visitor, (vec![key], change), &typed).await? {
        Ok(changed) => changed,
        Err(clashes) => return bulk::clashed(&app, &visitor, clashes, (("/board/move", back), &typed)).await,
    };
    let flash = match changed.is_empty() {
        true => Flash::new("flash-issues-same", ""),
        false => undo::undone(Flash::new("flash-issue-changed", about), &changed, back),
    };
    Ok(answer::go_saying(&visitor.ask, back, &flash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query;

    #[test]
    fn a_column_asks_for_its_status_whatever_the_query_says_of_it() {
        let query = query::parse("is:open status:todo label:bug sort:priority").unwrap();
        let asked = query.clearing(Field::Is).replacing(Term::Status(vec![StatusIs::Category(Status::Done)]));
        assert_eq!(asked.to_string(), "status:done label:bug sort:priority");
    }
}
