//! `/projects`: every project that somebody sees; `/projects/new`: a further one.
//!
//! Admins open projects, and so do those who maintain one. A key that is left empty is made from the name. Archived projects
//! are listed, too.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::Db;

use super::general::{self, visibilities};
use super::{done, wrong};
use crate::app::App;
use crate::auth::{Actor, permission};
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::project::{self, NewProject, Project, ProjectKey, ProjectName, Visibility};
use crate::web::part;
use crate::web::settings::opt::{self, Opt};
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer};

#[derive(Template)]
#[template(path = "web/project/list/page.html")]
struct Projects {
    page: Page,
    projects: Vec<Project>,
    may_open: bool,
}

impl Projects {
    fn visibility(&self, project: &Project) -> String {
        self.page.say(&format!("visibility-{}", project.visibility.as_str()))
    }

    fn role(&self, project: &Project) -> String {
        self.page.say(&format!("role-{}", project.role.as_str()))
    }
}

#[derive(Template)]
#[template(path = "web/project/list/new.html")]
struct New {
    page: Page,
    rows: [Opt; 4],
}

impl New {
    fn of(page: Page, (typed, wrong): (&Typed, &FieldErrors)) -> New {
        let line = |name, key: &str| opt::line(name, page.say(key), "text").value(typed.get(name)).wrong(wrong);
        let rows = [
            line("name", "project-name").with("size=\"28\" required"),
            line("key", "project-key").with("size=\"10\" maxlength=\"10\"").help(page.say("project-key-help")),
            opt::text("description", page.say("project-description")).value(typed.get("description")).wrong(wrong),
            opt::segments("visibility", page.say("project-visibility"), visibilities(&page))
                .help(page.say("project-visibility-help"))
                .value(typed.maybe("visibility").unwrap_or("internal"))
                .wrong(wrong),
        ];
        New { page: page.at(Section::Settings), rows }
    }
}

/// Each of them.
pub(in crate::web) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let found = |db: &Db<'_>, actor: &Actor| Ok((project::list(db, actor)?, permission::may_open_project(db, actor)?));
    let (page, (projects, may_open)) = visitor.read(&app, found).await?;
    answer::show(&Projects { page: page.at(Section::Settings), projects, may_open })
}

/// The form for a further one.
pub(in crate::web) async fn new(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let (page, ()) = visitor.read(&app, may_open).await?;
    answer::show(&New::of(page, (&Typed::default(), &FieldErrors::default())))
}

fn may_open(db: &Db<'_>, actor: &Actor) -> Verbs<()> {
    if permission::may_open_project(db, actor)? { Ok(()) } else { Err(Error::Forbidden) }
}

/// Opens it.
pub(in crate::web) async fn open(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let opened = match parse(&typed) {
        Ok(new) => visitor.change(&app, move |tx, act| project::open(tx, &act.actor, &new)).await,
        Err(wrong) => Err(Error::from(wrong).into()),
    };
    match opened {
        Ok(project) => {
            let path = super::path(&project.key, "");
            Ok(done(&visitor, &path, &Flash::new("flash-project-opened", project.name)))
        }
        Err(refusal) => {
            let wrong = wrong(refusal.error, "key")?;
            let (page, ()) = visitor.read(&app, may_open).await?;
            answer::again(&New::of(page, (&typed, &wrong)))
        }
    }
}

fn parse(typed: &Typed) -> Result<NewProject, FieldErrors> {
    let mut wrong = FieldErrors::default();
    let name = ProjectName::parse(typed.get("name")).map_err(|text| wrong.add("name", text)).ok();
    let key = match (typed.get("key").trim(), &name) {
        ("", Some(name)) => ProjectKey::suggest(name).ok_or_else(|| "Write a key, such as BEL.".to_owned()),
        (key, _) => ProjectKey::parse(key),
    };
    let key = key.map_err(|text| wrong.add("key", text)).ok();
    let description = general::description(typed.get("description"));
    let description = description.map_err(|text| wrong.add("description", text)).ok();
    let visibility = Visibility::parse(typed.get("visibility"));
    if visibility.is_none() {
        wrong.add("visibility", "Choose one of these.");
    }
    match (name, key, description, visibility) {
        (Some(name), Some(key), Some(description), Some(visibility)) => {
            Ok(NewProject { key, name, description, visibility })
        }
        _ => Err(wrong),
    }
}
