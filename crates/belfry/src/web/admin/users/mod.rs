//! `/admin/users`: who is here, inviting people, closing accounts, and who runs the instance.
//!
//! The link of an invite is shown in the answer itself and never again. Closing an account takes its mail back and is asked
//! about first; making an admin can be undone. The last admin stays one.

use std::time::Duration;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use store::Db;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Conflict, Error, FieldErrors, Result as Verbs};
use crate::user::{self, Email, User, UserChange, UserId, Username};
use crate::web::part::{self, Face, Html};
use crate::web::settings::confirm::{self, Question};
use crate::web::settings::opt::{self, Opt};
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer, way};

const PATH: &str = "/admin/users";
/// How many rows a page has.
const MOST: usize = 50;
/// How long an invite is good.
const INVITE_TTL: Duration = Duration::from_secs(7 * 24 * 3600);

#[derive(Template)]
#[template(path = "web/admin/users/page.html")]
struct Users {
    page: Page,
    users: Vec<User>,
    /// What is looked for.
    text: String,
    next: Option<String>,
    email: Opt,
    /// The link of the invite that was just made.
    made: Option<String>,
    wrong: String,
}

impl Users {
    fn avatar(&self, user: &User) -> Html {
        part::avatar(&Face::of(user.id, &user.username, &user.full_name()))
    }
}

/// What is looked for, and from where on.
#[derive(Clone, Default)]
struct Asked {
    text: String,
    after: Option<UserId>,
}

fn found(db: &Db<'_>, actor: &Actor, asked: &Asked) -> Verbs<Vec<User>> {
    super::check(actor)?;
    user::search(db, actor, &asked.text, (asked.after.unwrap_or(UserId(0)), MOST + 1))
}

/// The page, and what is wrong with what was typed.
async fn sheet(
    app: &App,
    visitor: &Visitor,
    asked: Asked,
    (typed, wrong): (&Typed, &FieldErrors),
) -> Result<Users, Refusal> {
    let text = asked.text.clone();
    let (page, mut users) = visitor.read(app, move |db, actor| found(db, actor, &asked)).await?;
    let next = (users.len() > MOST).then(|| {
        users.truncate(MOST);
        let after = users.last().map_or(0, |user| user.id.raw());
        format!("{PATH}?q={}&after={after}", way::escaped(&text))
    });
    let email = opt::line("email", page.say("field-email"), "email")
        .with("size=\"28\"")
        .help(page.say("invite-help"))
        .value(typed.get("email"))
        .wrong(wrong);
    let last = wrong.iter().find(|(name, _)| *name == "last").map(|(_, text)| text.to_owned());
    let page = page.at(Section::Settings);
    Ok(Users { page, users, text, next, email, made: None, wrong: last.unwrap_or_default() })
}

/// Who is here. `?q=` is a part of a name.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Typed::parse(query.unwrap_or_default().as_bytes());
    let asked = Asked { text: query.get("q").to_owned(), after: query.get("after").parse().ok().map(UserId) };
    answer::show(&sheet(&app, &visitor, asked, (&Typed::default(), &FieldErrors::default())).await?)
}

/// Makes an invite, whose link is shown only now.
pub(in crate::web) async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    typed: Typed,
) -> Result<Response, Refusal> {
    let email = match typed.get("email").trim() {
        "" => Ok(None),
        text => Email::parse(text).map(Some),
    };
    let email = match email {
        Ok(email) => email,
        Err(text) => {
            let wrong = FieldErrors::one("email", text);
            return answer::again(&sheet(&app, &visitor, Asked::default(), (&typed, &wrong)).await?);
        }
    };
    let made = visitor.change(&app, move |tx, act| {
        super::check(&act.actor)?;
        user::invite(tx, email.as_ref(), INVITE_TTL)
    });
    let link = format!("{}/register?invite={}", app.rules.base_url, made.await?);
    let page = sheet(&app, &visitor, Asked::default(), (&Typed::default(), &FieldErrors::default())).await?;
    let mut answer = answer::show(&Users { made: Some(link), ..page })?;
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// Does to `who` what `do` says: `disable` (when it was asked whether that is meant), `enable`, `admin`, `no-admin`.
pub(in crate::web) async fn govern(
    State(app): State<App>,
    visitor: Visitor,
    typed: Typed,
) -> Result<Response, Refusal> {
    visitor.read(&app, |_, actor| super::check(actor)).await?;
    let (word, who) = (typed.get("do"), typed.get("who").to_owned());
    let none = UserChange::default();
    let (change, said, undo) = match word {
        "disable" => (UserChange { is_disabled: Some(true), ..none }, "flash-user-disabled", "enable"),
        "enable" => (UserChange { is_disabled: Some(false), ..none }, "flash-user-enabled", ""),
        "admin" => (UserChange { is_admin: Some(true), ..none }, "flash-admin-made", "no-admin"),
        "no-admin" => (UserChange { is_admin: Some(false), ..none }, "flash-admin-unmade", "admin"),
        _ => return Err(Error::from(FieldErrors::one("do", "Choose what is to be done.")).into()),
    };
    if word == "disable" && !confirm::is_sure(&typed) {
        return confirm::ask(&app, &visitor, &typed, question(&visitor, &who)).await;
    }
    let known = who.clone();
    let governed = visitor.change(&app, move |tx, act| {
        super::check(&act.actor)?;
        let name = Username::parse(&known).map_err(|_| Error::NotFound("user"))?;
        let user = user::find_by_username(tx, &name)?.ok_or(Error::NotFound("user"))?;
        user::govern(tx, act, user.id, &change)
    });
    match governed.await {
        Ok(user) => {
            let flash = Flash::new(said, &user.username);
            let fields = [("who", user.username.as_str()), ("do", undo)];
            let flash = if undo.is_empty() { flash } else { flash.undone_by(format!("{PATH}/govern"), &fields) };
            Ok(answer::go_saying(&visitor.ask, PATH, &flash))
        }
        Err(Refusal { error: Error::Conflict(Conflict::LastAdmin), .. }) => {
            let wrong = FieldErrors::one("last", visitor.ask.say("user-last-admin"));
            answer::again(&sheet(&app, &visitor, Asked::default(), (&Typed::default(), &wrong)).await?)
        }
        Err(refusal) => Err(refusal),
    }
}

fn question(visitor: &Visitor, who: &str) -> Question {
    Question {
        title: visitor.ask.tell("user-disable-title").text("name", who).plain(),
        lead: visitor.ask.say("user-disable-lead"),
        button: visitor.ask.say("user-disable"),
        action: format!("{PATH}/govern"),
        back: PATH.to_owned(),
    }
}
