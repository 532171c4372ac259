//! `/p/BEL/settings/members`: who is in a project, and as what.
//!
//! Everybody who sees the project sees its members; who maintains it takes people in and out. Each of these can be undone
//! from the flash. The last who maintains it stays.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use store::Db;

use super::{Frame, done, path, wrong};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::project::{self, Member, Project, Role};
use crate::user::{self, UserId, Username};
use crate::web::part::{self, Face, Html};
use crate::web::settings::opt::{self, Opt};
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer};

#[derive(Template)]
#[template(path = "web/project/members/page.html")]
struct Members {
    page: Page,
    frame: Frame,
    members: Vec<Member>,
    rows: [Opt; 2],
    /// What is wrong, if not with who is to come in.
    wrong: String,
}

impl Members {
    fn of(page: Page, (project, members): (Project, Vec<Member>), (typed, wrong): (&Typed, &FieldErrors)) -> Members {
        let rows = [
            opt::line("who", page.say("member-who"), "text")
                .with("size=\"20\" autocomplete=\"off\" required")
                .help(page.say("member-who-help"))
                .value(typed.get("who"))
                .wrong(wrong),
            opt::choice("role", page.say("member-role"), roles(&page))
                .help(page.say("member-role-help"))
                .value(typed.maybe("role").unwrap_or("member"))
                .wrong(wrong),
        ];
        let last = wrong.iter().find(|(name, _)| *name == "last").map(|(_, text)| text.to_owned());
        let page = page.at(Section::Settings);
        Members { page, frame: Frame::of(project), members, rows, wrong: last.unwrap_or_default() }
    }

    fn avatar(&self, member: &Member) -> Html {
        part::avatar(&Face::of(member.user_id, &member.username, &member.name))
    }

    fn roles(&self) -> Vec<(String, String)> {
        roles(&self.page)
    }

    fn role(&self, member: &Member) -> String {
        self.page.say(&format!("role-{}", member.role.as_str()))
    }
}

fn roles(page: &Page) -> Vec<(String, String)> {
    let word = |role: Role| page.say(&format!("role-{}", role.as_str()));
    Role::ALL.map(|role| (role.as_str().to_owned(), word(role))).to_vec()
}

fn found(db: &Db<'_>, actor: &Actor, key: &str) -> Verbs<(Project, Vec<Member>)> {
    let project = project::find(db, actor, key)?;
    let members = project::members(db, &project)?;
    Ok((project, members))
}

/// Everybody in it.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Refusal> {
    let (page, found) = visitor.read(&app, move |db, actor| found(db, actor, &key)).await?;
    answer::show(&Members::of(page, found, (&Typed::default(), &FieldErrors::default())))
}

/// Takes somebody in (`who`), or gives them another role.
pub(in crate::web) async fn put(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    typed: Typed,
) -> Result<Response, Refusal> {
    let (known, who) = (key.clone(), typed.get("who").to_owned());
    let put = match Role::parse(typed.get("role")) {
        Some(role) => {
            let put = visitor.change(&app, move |tx, act| {
                let project = project::find_to_maintain(tx, &act.actor, &known)?;
                let id = named(tx, &who)?;
                let before = role_of(tx, &project, id)?;
                project::join(tx, act, &known, (id, role)).map_err(unknown)?;
                Ok((project.key, before))
            });
            put.await
        }
        None => Err(Error::from(FieldErrors::one("role", "Choose one of these.")).into()),
    };
    let (key, before) = match put {
        Ok(put) => put,
        Err(refusal) => return again(&app, &visitor, (key, &typed), refusal).await,
    };
    let who = typed.get("who").trim();
    let flash = Flash::new("flash-member-put", who);
    let flash = match before {
        Some(role) => flash.undone_by(path(&key, "members"), &[("who", who), ("role", role.as_str())]),
        None => flash.undone_by(path(&key, "members/remove"), &[("who", who)]),
    };
    Ok(done(&visitor, &path(&key, "members"), &flash))
}

/// Takes somebody out (`who`). Undoing it gives them the role that they had.
pub(in crate::web) async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    typed: Typed,
) -> Result<Response, Refusal> {
    let (known, who) = (key.clone(), typed.get("who").to_owned());
    let removed = visitor.change(&app, move |tx, act| {
        let project = project::find(tx, &act.actor, &known)?;
        let id = named(tx, &who)?;
        let before = role_of(tx, &project, id)?;
        project::leave(tx, act, &known, id)?;
        Ok((project.key, before, id == act.actor.user_id))
    });
    let (key, before, is_self) = match removed.await {
        Ok(removed) => removed,
        Err(refusal) => return again(&app, &visitor, (key, &typed), refusal).await,
    };
    let who = typed.get("who");
    let flash = Flash::new("flash-member-removed", who);
    // Whoever left may see the project no more, nor come back by themselves.
    if is_self {
        return Ok(done(&visitor, "/projects", &flash));
    }
    let role = before.unwrap_or(Role::Reader).as_str();
    let flash = flash.undone_by(path(&key, "members"), &[("who", who), ("role", role)]);
    Ok(done(&visitor, &path(&key, "members"), &flash))
}

async fn again(
    app: &App,
    visitor: &Visitor,
    (key, typed): (String, &Typed),
    refusal: Refusal,
) -> Result<Response, Refusal> {
    let wrong = wrong(refusal.error, "last")?;
    let (page, found) = visitor.read(app, move |db, actor| found(db, actor, &key)).await?;
    answer::again(&Members::of(page, found, (typed, &wrong)))
}

fn role_of(db: &Db<'_>, project: &Project, id: UserId) -> Verbs<Option<Role>> {
    Ok(project::members(db, project)?.into_iter().find(|member| member.user_id == id).map(|member| member.role))
}

/// The person of this username.
fn named(db: &Db<'_>, who: &str) -> Verbs<UserId> {
    let found = Username::parse(who.trim().trim_start_matches('@')).ok();
    let found = found.map(|name| user::find_by_username(db, &name)).transpose()?.flatten();
    found.map(|user| user.id).ok_or_else(nobody)
}

fn unknown(error: Error) -> Error {
    if matches!(error, Error::NotFound("user")) { nobody() } else { error }
}

fn nobody() -> Error {
    FieldErrors::one("who", "Nobody here has this username, or the account is disabled.").into()
}
