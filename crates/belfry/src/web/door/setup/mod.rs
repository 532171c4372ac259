//! `/setup/{code}`: the first admin and the first project, by the link that the server prints while there is nobody.
//!
//! Whoever reads what the server prints runs it; nobody else becomes the first admin. The link is of no use once there is
//! somebody.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use store::Tx;

use super::applicant::{Applicant, Fields, typed_wrong};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::event::Act;
use crate::project::{self, ProjectChange, ProjectKey, ProjectName};
use crate::user::{self, UserId};
use crate::web::ask::Ask;
use crate::web::part::{self, Field, field};
use crate::web::turn::Turn;
use crate::web::typed::Typed;
use crate::web::{Refusal, answer};

#[derive(Template)]
#[template(path = "web/door/setup/page.html")]
struct Page {
    page: Ask,
    fields: Fields,
    project: Field,
    zones: super::zones::Zones,
    code: String,
    base_url: String,
}

impl Page {
    fn new(app: &App, page: Ask, code: String, (typed, wrong): (&Typed, &FieldErrors)) -> Page {
        let name = typed.maybe("project").unwrap_or("Belfry");
        Page {
            fields: Fields::new(app, &page, typed, wrong),
            project: field("project", page.say("field-first-project"))
                .with("required")
                .value(name)
                .help(page.say("field-first-project-help"))
                .wrong(wrong),
            zones: super::zones::Zones::new(&page, typed.get("tz"), wrong),
            code,
            base_url: app.rules.base_url.clone(),
            page,
        }
    }
}

/// Without the link: where it is to be found.
pub(in crate::web) async fn nowhere(State(app): State<App>) -> Result<Response, Refusal> {
    check_nobody(&app).await?;
    Err(Error::from(FieldErrors::one("link", "Open the link that the server printed when it started.")).into())
}

/// The form.
pub(in crate::web) async fn ask(
    State(app): State<App>,
    page: Ask,
    Path(code): Path<String>,
) -> Result<Response, Refusal> {
    check(&app, &code).await?;
    answer::show(&Page::new(&app, page, code, (&Typed::default(), &FieldErrors::default())))
}

/// Makes the first admin, names the first project, and lets them in.
pub(in crate::web) async fn set_up(
    State(app): State<App>,
    page: Ask,
    turn: Turn,
    Path(code): Path<String>,
    typed: Typed,
) -> Result<Response, Refusal> {
    check(&app, &code).await?;
    let wrong = match makes(&app, &typed, &turn).await {
        Ok(user) => return Ok(super::let_in(&app, user, turn.browser(), "/").await?),
        Err(error) => typed_wrong(error)?,
    };
    answer::again(&Page::new(&app, page, code, (&typed, &wrong)))
}

async fn makes(app: &App, typed: &Typed, turn: &Turn) -> Verbs<UserId> {
    let applicant = Applicant::parse(typed, app.rules.password_rule());
    let name = ProjectName::parse(typed.get("project"));
    let (applicant, name) = match (applicant, name) {
        (Ok(applicant), Ok(name)) => (applicant, name),
        (applicant, name) => {
            let mut wrong = applicant.err().unwrap_or_default();
            wrong.extend("project", name.err());
            return Err(wrong.into());
        }
    };
    let (new, delays, from) = (applicant.hashed(app).await?, app.rules.delays, Some(turn.from));
    let made = app.store.write(move |tx| {
        if !user::is_nobody(tx)? {
            return Err(Error::NotFound("link"));
        }
        let user_id = new.register(tx, None, true)?;
        let act = Act { actor: Actor { user_id, is_admin: true }, delays, from };
        call(tx, &act, &name)?;
        Ok(user_id)
    });
    made.await
}

/// Gives the project that there is from the beginning its name, and a key made from it.
fn call(tx: &Tx<'_>, act: &Act, name: &ProjectName) -> Verbs<()> {
    let first = project::find_default(tx, &act.actor)?;
    let change = ProjectChange { key: ProjectKey::suggest(name), name: Some(name.clone()), ..ProjectChange::default() };
    project::change(tx, act, &first.key, &change).map(drop)
}

async fn check(app: &App, code: &str) -> Verbs<()> {
    if !app.is_setup_code(code) {
        return Err(Error::NotFound("link"));
    }
    check_nobody(app).await
}

async fn check_nobody(app: &App) -> Verbs<()> {
    let is_nobody = app.store.read_short(user::is_nobody).await?;
    if is_nobody { Ok(()) } else { Err(Error::NotFound("link")) }
}
