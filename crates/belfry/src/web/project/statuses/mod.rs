//! `/p/BEL/settings/statuses`: what a project calls the statuses, in which order it shows them, and how many issues it wants in
//! each at the most.
//!
//! The six statuses are fixed, and so are their shapes. Their places are numbers, so that they are put in order without
//! script.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use store::Db;

use super::{Frame, done, path, wrong};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::issue::Status;
use crate::project::{self, Project, StatusName};
use crate::web::part;
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer, text};

#[derive(Template)]
#[template(path = "web/project/statuses/page.html")]
struct Statuses {
    page: Page,
    frame: Frame,
    rows: Vec<Row>,
    wrong: String,
}

/// A status: its name, its place and its limit, as they are or were typed, and what is wrong with them.
struct Row {
    status: Status,
    name: String,
    place: String,
    limit: String,
    wrong: String,
}

impl Statuses {
    fn of(
        page: Page,
        (project, names): (Project, Vec<StatusName>),
        (typed, wrong): (&Typed, &FieldErrors),
    ) -> Statuses {
        let told = |name: &str| wrong.iter().find(|(known, _)| *known == name).map(|(_, english)| text::fault(english));
        let row = |(place, named): (usize, StatusName)| {
            let word = named.status.as_str();
            let filled = |name: String, is: String| typed.maybe(&name).map_or(is, str::to_owned);
            Row {
                status: named.status,
                name: filled(format!("name-{word}"), named.name),
                place: filled(format!("place-{word}"), place.to_string()),
                limit: filled(format!("limit-{word}"), named.limit.map(|limit| limit.to_string()).unwrap_or_default()),
                wrong: told(word).unwrap_or_default(),
            }
        };
        let rows = (1..).zip(names).map(row).collect();
        let page = page.at(Section::Settings);
        Statuses { page, frame: Frame::of(project), rows, wrong: told("items").unwrap_or_default() }
    }

    fn usual(&self, row: &Row) -> String {
        self.page.say(&format!("status-{}", row.status.as_str()))
    }
}

fn found(db: &Db<'_>, actor: &Actor, key: &str) -> Verbs<(Project, Vec<StatusName>)> {
    let project = project::find(db, actor, key)?;
    let names = project::status_names(db, &project)?;
    Ok((project, names))
}

/// Each of them.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Refusal> {
    let (page, found) = visitor.read(&app, move |db, actor| found(db, actor, &key)).await?;
    answer::show(&Statuses::of(page, found, (&Typed::default(), &FieldErrors::default())))
}

/// Names and orders them.
pub(in crate::web) async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    typed: Typed,
) -> Result<Response, Refusal> {
    let known = key.clone();
    let named = match parse(&typed) {
        Ok(names) => {
            visitor.change(&app, move |tx, act| project::name_statuses(tx, &act.actor, &known, names.clone())).await
        }
        Err(wrong) => Err(Error::from(wrong).into()),
    };
    match named {
        Ok(_) => {
            let about = visitor.ask.say("project-statuses");
            Ok(done(&visitor, &path(&key, "statuses"), &Flash::new("flash-saved", about)))
        }
        Err(refusal) => {
            let wrong = wrong(refusal.error, "items")?;
            let (page, found) = visitor.read(&app, move |db, actor| found(db, actor, &key)).await?;
            answer::again(&Statuses::of(page, found, (&typed, &wrong)))
        }
    }
}

/// By their places; two of the same place stay in the order in which issues pass through them.
fn parse(typed: &Typed) -> Result<Vec<StatusName>, FieldErrors> {
    let mut wrong = FieldErrors::default();
    let mut names = Vec::new();
    for status in Status::ALL {
        let word = status.as_str();
        let place: u32 = typed.get(&format!("place-{word}")).trim().parse().unwrap_or_else(|_| {
            wrong.add(word, "Its place is a number, 1 for the first.");
            0
        });
        let limit = match typed.get(&format!("limit-{word}")).trim() {
            "" => None,
            // What is no number is no limit that would do.
            text => Some(text.parse().unwrap_or(0)),
        };
        match StatusName::parse(status, typed.get(&format!("name-{word}"))).and_then(|name| name.limited(limit)) {
            Ok(name) => names.push((place, name)),
            Err(text) => wrong.add(word, text),
        }
    }
    names.sort_by_key(|(place, _)| *place);
    if wrong.is_empty() { Ok(names.into_iter().map(|(_, name)| name).collect()) } else { Err(wrong) }
}
