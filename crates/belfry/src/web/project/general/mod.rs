//! `/p/BEL/settings`: what a project is called, who sees it, and putting it away.
//!
//! For those who maintain it. An old key goes on leading to the project; putting it away can be undone. Projects are never
//! deleted.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use store::Db;

use super::{Frame, done, path, wrong};
use crate::app::App;
use crate::auth::{Actor, permission};
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::project::{self, Project, ProjectChange, ProjectKey, ProjectName, Visibility};
use crate::text;
use crate::web::settings::opt::{self, Opt};
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer};

#[derive(Template)]
#[template(path = "web/project/general/page.html")]
struct General {
    page: Page,
    frame: Frame,
    rows: [Opt; 4],
}

impl General {
    fn of(page: Page, project: Project, (typed, wrong): (&Typed, &FieldErrors)) -> General {
        let filled = |name: &str, is: &str| typed.maybe(name).unwrap_or(is).to_owned();
        let line =
            |name, key: &str, is: &str| opt::line(name, page.say(key), "text").value(filled(name, is)).wrong(wrong);
        let rows = [
            line("name", "project-name", &project.name).with("size=\"28\" required"),
            line("key", "project-key", &project.key)
                .with("size=\"10\" maxlength=\"10\" required")
                .help(page.say("project-key-changes")),
            opt::text("description", page.say("project-description"))
                .value(filled("description", &project.description))
                .wrong(wrong),
            opt::segments("visibility", page.say("project-visibility"), visibilities(&page))
                .help(page.say("project-visibility-help"))
                .value(filled("visibility", project.visibility.as_str()))
                .wrong(wrong),
        ];
        General { page: page.at(Section::Settings), frame: Frame::of(project), rows }
    }
}

/// Who may see a project: the values and their words.
pub(super) fn visibilities(page: &Page) -> Vec<(String, String)> {
    let word = |visibility: Visibility| page.say(&format!("visibility-{}", visibility.as_str()));
    Visibility::ALL.map(|visibility| (visibility.as_str().to_owned(), word(visibility))).to_vec()
}

/// A project may do without a description.
pub(super) fn description(typed: &str) -> Result<String, String> {
    if text::is_blank(typed) { Ok(String::new()) } else { text::body(typed, "A description") }
}

fn maintained(db: &Db<'_>, actor: &Actor, key: &str) -> Verbs<Project> {
    let project = project::find(db, actor, key)?;
    if permission::may_maintain(&project) { Ok(project) } else { Err(Error::Forbidden) }
}

/// The form, as things are.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Refusal> {
    let (page, project) = visitor.read(&app, move |db, actor| maintained(db, actor, &key)).await?;
    answer::show(&General::of(page, project, (&Typed::default(), &FieldErrors::default())))
}

/// Changes it. Under another key it is found by the old one, too.
pub(in crate::web) async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    typed: Typed,
) -> Result<Response, Refusal> {
    let known = key.clone();
    let changed = match parse(&typed) {
        Ok(change) => visitor.change(&app, move |tx, act| project::change(tx, act, &known, &change)).await,
        Err(wrong) => Err(Error::from(wrong).into()),
    };
    match changed {
        Ok(project) => Ok(done(&visitor, &path(&project.key, ""), &Flash::new("flash-saved", project.name))),
        Err(refusal) => {
            let wrong = wrong(refusal.error, "key")?;
            let (page, project) = visitor.read(&app, move |db, actor| maintained(db, actor, &key)).await?;
            answer::again(&General::of(page, project, (&typed, &wrong)))
        }
    }
}

fn parse(typed: &Typed) -> Result<ProjectChange, FieldErrors> {
    let mut wrong = FieldErrors::default();
    let name = ProjectName::parse(typed.get("name")).map_err(|text| wrong.add("name", text)).ok();
    let key = ProjectKey::parse(typed.get("key")).map_err(|text| wrong.add("key", text)).ok();
    let description = description(typed.get("description")).map_err(|text| wrong.add("description", text)).ok();
    let visibility = Visibility::parse(typed.get("visibility"));
    if visibility.is_none() {
        wrong.add("visibility", "Choose one of these.");
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(ProjectChange { key, name, description, visibility, is_archived: None })
}

/// Puts the project away (`do=archive`), or takes it up again. Each undoes the other.
pub(in crate::web) async fn archive(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    typed: Typed,
) -> Result<Response, Refusal> {
    let is_archived = typed.get("do") == "archive";
    let change = ProjectChange { is_archived: Some(is_archived), ..ProjectChange::default() };
    let project = visitor.change(&app, move |tx, act| project::change(tx, act, &key, &change)).await?;
    let (said, undo) = if is_archived { ("flash-archived", "restore") } else { ("flash-unarchived", "archive") };
    let flash = Flash::new(said, project.name).undone_by(path(&project.key, "archive"), &[("do", undo)]);
    Ok(done(&visitor, &path(&project.key, ""), &flash))
}
