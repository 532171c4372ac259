//! `/settings/profile`: what somebody is called, where they are mailed, their password, and how pages look to them.
//!
//! Each is a form of its own. Another address and another password ask for the present password ([`account`]); the language
//! and the theme belong to the browser and stand in cookies ([`mod@look`]).

mod account;
mod look;

pub(in crate::web) use account::{confirm, email, password};
pub(in crate::web) use look::look;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::Db;

use super::opt::{self, Opt};
use crate::account::Address;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::mail_setting::MailSettings;
use crate::user::{self, Name, User};
use crate::web::part;
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer};
use crate::{digest, mail_setting};

const PATH: &str = "/settings/profile";

#[derive(Template)]
#[template(path = "web/settings/profile/page.html")]
struct Profile {
    page: Page,
    username: String,
    address: Address,
    name: [Opt; 3],
    look: [Opt; 2],
    email: [Opt; 2],
    password: [Opt; 2],
}

/// What is there.
struct Found {
    user: User,
    address: Address,
    zone: String,
}

fn found(db: &Db<'_>, actor: &Actor) -> Verbs<Found> {
    let user = user::find(db, actor.user_id)?.ok_or(Error::NotFound("user"))?;
    let zone = mail_setting::load(db, actor.user_id)?.zone;
    Ok(Found { user, address: crate::account::address(db, actor)?, zone })
}

/// The page with what is there, or was typed, and what is wrong with it.
fn sheet(app: &App, page: Page, found: Found, (typed, wrong): (&Typed, &FieldErrors)) -> Profile {
    let Found { user, address, zone } = found;
    let filled = |name: &str, is: &str| typed.maybe(name).unwrap_or(is).to_owned();
    let line = |name, key: &str, kind| opt::line(name, page.say(key), kind).with("size=\"28\" required").wrong(wrong);
    let rule = page.tell("field-password-help").text("min", app.rules.password_min).plain();
    let name = [
        line("first", "profile-first", "text").value(filled("first", &user.first_name)),
        line("last", "profile-last", "text").with("size=\"28\"").value(filled("last", &user.last_name)),
        opt::choice("tz", page.say("field-zone"), zones(&zone)).value(filled("tz", &zone)).wrong(wrong),
    ];
    let email = [
        line("email", "profile-new-email", "email").value(typed.get("email")),
        line("password", "profile-present", "password"),
    ];
    let password = [
        line("old-password", "profile-present", "password"),
        line("new-password", "profile-new-password", "password").help(rule),
    ];
    let look = look::fields(&page);
    Profile { page: page.at(Section::Settings), username: user.username, address, name, look, email, password }
}

fn zones(chosen: &str) -> Vec<(String, String)> {
    let names = jiff::tz::db().available().map(|name| name.to_string());
    let is_place = |name: &String| name == "UTC" || name == chosen || (name.contains('/') && !name.starts_with("Etc/"));
    names.filter(is_place).map(|name| (name.clone(), name)).collect()
}

/// The forms, as things are.
pub(in crate::web) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let (page, found) = visitor.read(&app, found).await?;
    answer::show(&sheet(&app, page, found, (&Typed::default(), &FieldErrors::default())))
}

/// The forms again, with what was typed and what is wrong with it.
async fn again(app: &App, visitor: &Visitor, typed: &Typed, wrong: &FieldErrors) -> Result<Response, Refusal> {
    let (page, found) = visitor.read(app, found).await?;
    answer::again(&sheet(app, page, found, (typed, wrong)))
}

fn done(visitor: &Visitor, flash: &str) -> Response {
    answer::go_saying(&visitor.ask, PATH, &Flash::new(flash, ""))
}

/// What somebody is called, and where they live.
pub(in crate::web) async fn save(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let mut wrong = FieldErrors::default();
    let first = Name::parse(typed.get("first")).map_err(|text| wrong.add("first", text)).ok();
    let last = match typed.get("last").trim() {
        "" => Some(None),
        last => Name::parse(last).map_err(|text| wrong.add("last", text)).ok().map(Some),
    };
    let zone = digest::parse_zone(typed.get("tz")).map_err(|text| wrong.add("tz", text)).ok();
    let (Some(first), Some(last), Some(zone)) = (first, last, zone) else {
        return again(&app, &visitor, &typed, &wrong).await;
    };
    let zone = zone.iana_name().unwrap_or("UTC").to_owned();
    let changed = visitor.change(&app, move |tx, act| {
        let me = act.actor.user_id;
        user::rename(tx, me, Some(&first), Some(last.as_ref()))?;
        let settings = mail_setting::load(tx, me)?;
        mail_setting::change(tx, me, &MailSettings { zone: zone.clone(), ..settings })
    });
    changed.await?;
    Ok(done(&visitor, "flash-profile-saved"))
}
