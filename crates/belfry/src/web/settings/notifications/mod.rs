//! `/settings/notifications`: when mail comes, and what about.
//!
//! One form, read whole ([`wish`]) and given back whole ([`form`]) when something in it is wrong; the picture of the day is
//! drawn from the same fields ([`day`]). What is left empty is as the instance has it.

mod day;
mod form;
mod wish;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use store::{Db, Tx};

use self::form::Form;
use self::wish::Wish;
use super::super::part::{self, Html};
use super::super::{Flash, Page, Refusal, Section, Typed, Visitor, answer, text};
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::event::Act;
use crate::mail_setting::MailSettings;
use crate::project::{self, Project};
use crate::user::{self, Stop, User};
use crate::watch::{self, Level};
use crate::{account, mail_setting};

const PATH: &str = "/settings/notifications";

#[derive(Template)]
#[template(path = "web/settings/notifications/page.html")]
struct Settings {
    page: Page,
    email: String,
    form: Form,
    day: day::Day,
    wrong: FieldErrors,
    is_digest_stopped: bool,
    projects: Vec<Watched>,
}

/// A project, and how much of it somebody hears.
struct Watched {
    key: String,
    name: String,
    level: Level,
}

/// What is there.
struct Found {
    user: User,
    settings: MailSettings,
    is_digest_stopped: bool,
    projects: Vec<Watched>,
}

impl Settings {
    fn wrong(&self, field: &str) -> Html {
        let text = self.wrong.iter().find(|(name, _)| *name == field).map(|(_, english)| text::fault(english));
        text.map_or_else(Html::default, |text| {
            Html::new(format!(
                "<p class=\"error\" id=\"e-{field}\">{}{}</p>",
                part::icon("alert"),
                Html::escaped(&text)
            ))
        })
    }

    fn described(&self, field: &str) -> Html {
        let is_wrong = self.wrong.iter().any(|(name, _)| name == field);
        let attributes = format!(" aria-invalid=\"true\" aria-describedby=\"e-{field}\"");
        Html::new(if is_wrong { attributes } else { String::new() })
    }

    fn level(&self, level: &Level) -> String {
        self.page.say(match level {
            Level::All => "watch-all",
            Level::Participating => "watch-mine",
            Level::None => "watch-none",
        })
    }

    fn day_word(&self, word: &str) -> String {
        self.page.say(&format!("day-{word}"))
    }

    /// The picture, for those who hear the page.
    fn day_told(&self) -> String {
        let (from, until) = (&self.form.quiet_from, &self.form.quiet_until);
        let quiet = match self.day.bands.is_empty() {
            true => self.page.say("notify-day-told-open"),
            false => self.page.tell("notify-day-told-quiet").text("from", from).text("until", until).plain(),
        };
        let digest = self.day.digest.as_ref();
        let digest = digest.map(|(at, _)| self.page.tell("notify-day-told-digest").text("at", at).plain());
        [Some(quiet), digest].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The form, as things are.
pub(in crate::web) async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let (page, found) = visitor.read(&app, found).await?;
    let form = Form::of(&found.settings, &app.rules, found.is_digest_stopped);
    answer::show(&sheet(page, found, (form, FieldErrors::default())))
}

fn sheet(page: Page, found: Found, (form, wrong): (Form, FieldErrors)) -> Settings {
    let Found { user, is_digest_stopped, projects, .. } = found;
    let day = day::Day::of(&form);
    Settings { page: page.at(Section::Settings), email: user.email, form, day, wrong, is_digest_stopped, projects }
}

fn found(db: &Db<'_>, actor: &Actor) -> Verbs<Found> {
    let user = user::find(db, actor.user_id)?.ok_or(Error::NotFound("user"))?;
    let projects = watchable(db, actor)?.into_iter().map(|project| {
        let level = watch::level(db, project.id, actor.user_id)?;
        Ok(Watched { key: project.key, name: project.name, level })
    });
    Ok(Found {
        settings: mail_setting::load(db, user.id)?,
        is_digest_stopped: user::is_stopped(db, &digests_of(actor))?,
        projects: projects.collect::<Verbs<_>>()?,
        user,
    })
}

fn watchable(db: &Db<'_>, actor: &Actor) -> Verbs<Vec<Project>> {
    Ok(project::list(db, actor)?.into_iter().filter(|project| project.archived_at.is_none()).collect())
}

fn digests_of(actor: &Actor) -> Stop {
    Stop { user_id: actor.user_id, kind: outbox::Kind::Digest, topic_id: 0 }
}

/// Sets it otherwise; or sends a test mail (`do=test`), and sets nothing.
pub(in crate::web) async fn save(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    if typed.get("do") == "test" {
        return test(&app, &visitor).await;
    }
    match Wish::parse(&typed) {
        Ok(wish) => {
            let about = visitor.ask.say("settings-notifications");
            visitor.change(&app, move |tx, act| set(tx, act, &wish)).await?;
            Ok(answer::go_saying(&visitor.ask, PATH, &Flash::new("flash-saved", about)))
        }
        Err(wrong) => {
            let (page, mut found) = visitor.read(&app, found).await?;
            for project in &mut found.projects {
                let level = typed.maybe(&format!("w-{}", project.key)).and_then(Level::parse);
                project.level = level.unwrap_or(project.level);
            }
            answer::again(&sheet(page, found, (Form::typed(&typed, &app.rules), wrong)))
        }
    }
}

fn set(tx: &Tx<'_>, act: &Act, wish: &Wish) -> Verbs<()> {
    let actor = &act.actor;
    let mut settings = mail_setting::load(tx, actor.user_id)?;
    wish.apply(&mut settings);
    mail_setting::change(tx, actor.user_id, &settings)?;
    if wish.wants_digests() {
        user::start_again(tx, &digests_of(actor))?;
    }
    for project in watchable(tx, actor)? {
        let wanted = wish.levels.get(&project.key).copied();
        if let Some(level) = wanted
            && level != watch::level(tx, project.id, actor.user_id)?
        {
            watch::set_level(tx, actor, &project.key, level)?;
        }
    }
    Ok(())
}

async fn test(app: &App, visitor: &Visitor) -> Result<Response, Refusal> {
    let is_sent = visitor.change(app, account::send_trial).await?;
    let said = if is_sent { "flash-test-sent" } else { "flash-test-enough" };
    Ok(answer::go_saying(&visitor.ask, PATH, &Flash::new(said, "")))
}
