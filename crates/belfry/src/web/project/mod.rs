//! Projects: `/projects`, and `/p/BEL/settings/…` for those who maintain one.
//!
//! Who only sees a project looks at its members, labels and statuses, and changes none of them. What a project allows whom is
//! decided by the domain. Deliberately not here: the issues of a project.

pub(super) mod general;
pub(super) mod labels;
pub(super) mod list;
pub(super) mod members;
pub(super) mod statuses;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};

use super::part::Html;
use super::{Page, answer};
use crate::app::App;
use crate::auth::permission;
use crate::error::{Conflict, Error, FieldErrors};
use crate::project::Project;
use crate::web::{Flash, Refusal, Visitor};

/// Every page of projects.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/projects", get(list::show))
        .route("/projects/new", get(list::new).post(list::open))
        .route("/p/{key}/settings", get(general::show).post(general::save))
        .route("/p/{key}/settings/archive", post(general::archive))
        .route("/p/{key}/settings/members", get(members::show).post(members::put))
        .route("/p/{key}/settings/members/remove", post(members::remove))
        .route("/p/{key}/settings/labels", get(labels::show).post(labels::put))
        .route("/p/{key}/settings/labels/remove", post(labels::remove))
        .route("/p/{key}/settings/statuses", get(statuses::show).post(statuses::save))
}

/// What every page of a project's settings has.
pub(super) struct Frame {
    /// Which project.
    pub project: Project,
    /// Whether the reader says what it is called and who is in it.
    pub may_maintain: bool,
}

impl Frame {
    fn of(project: Project) -> Frame {
        Frame { may_maintain: permission::may_maintain(&project), project }
    }

    /// The path of a page: `members`, or nothing for the first.
    fn path(&self, place: &str) -> String {
        path(&self.project.key, place)
    }

    /// The link of a tab.
    fn tab(&self, page: &Page, place: &str) -> Html {
        let path = self.path(place);
        let (here, _) = page.path.split_once('?').unwrap_or((&page.path, ""));
        // Forms are posted to paths below that of their page.
        let is_here = here == path || (!place.is_empty() && here.starts_with(&format!("{path}/")));
        let current = if is_here { " aria-current=\"page\"" } else { "" };
        let word = if place.is_empty() { "general" } else { place };
        let word = Html::escaped(&page.say(&format!("project-{word}")));
        Html::new(format!("<a href=\"{path}\"{current}>{word}</a>"))
    }
}

/// Keys are letters and digits: they stand in a path as they are.
fn path(key: &str, place: &str) -> String {
    match place {
        "" => format!("/p/{key}/settings"),
        place => format!("/p/{key}/settings/{place}"),
    }
}

/// What is wrong with what was typed, if that is what is wrong: by field, or a clash told at this one.
fn wrong(error: Error, clash: &'static str) -> Result<FieldErrors, Refusal> {
    let told = match error {
        Error::Invalid(wrong) => return Ok(wrong),
        Error::Conflict(Conflict::KeyTaken) => "Another project has, or had, this key.",
        Error::Conflict(Conflict::LabelTaken) => "The project has a label of this name.",
        Error::Conflict(Conflict::LastMaintainer) => {
            "Nobody else maintains this project. Give somebody else that role first."
        }
        error => return Err(error.into()),
    };
    Ok(FieldErrors::one(clash, told))
}

fn done(visitor: &Visitor, path: &str, flash: &Flash) -> Response {
    answer::go_saying(&visitor.ask, path, flash)
}
