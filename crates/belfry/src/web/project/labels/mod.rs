//! `/p/BEL/settings/labels`: what issues of a project are labelled with.
//!
//! Whoever may label makes labels, and gives them other names and hues. Removing one takes it from every issue and cannot be
//! undone: it is asked first whether that is meant.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use store::Db;

use super::{Frame, done, path, wrong};
use crate::app::App;
use crate::auth::{Actor, permission};
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::label::{self, Label, LabelName};
use crate::project::{self, Project};
use crate::web::part::{self, Html};
use crate::web::settings::confirm::{self, Question};
use crate::web::settings::opt::{self, Opt};
use crate::web::{Flash, Page, Refusal, Section, Typed, Visitor, answer, text};

/// The last hue of the style sheet; 0 is grey.
const HUES: i64 = 8;

#[derive(Template)]
#[template(path = "web/project/labels/page.html")]
struct Labels {
    page: Page,
    frame: Frame,
    may_label: bool,
    labels: Vec<Label>,
    rows: [Opt; 2],
    /// What is wrong with one that is there, and what was typed for it.
    wrong: Option<(String, String)>,
}

impl Labels {
    fn of(page: Page, (project, labels): (Project, Vec<Label>), (typed, wrong): (&Typed, &FieldErrors)) -> Labels {
        let is_new = typed.maybe("was").is_none();
        let none = (Typed::default(), FieldErrors::default());
        let (new, new_wrong) = if is_new { (typed, wrong) } else { (&none.0, &none.1) };
        let rows = [
            opt::line("name", page.say("label-name"), "text")
                .with("size=\"24\" required")
                .value(new.get("name"))
                .wrong(new_wrong),
            opt::choice("hue", page.say("label-hue"), hues(&page)).value(new.get("hue")).wrong(new_wrong),
        ];
        let told = wrong.iter().map(|(_, english)| text::fault(english)).next().filter(|_| !is_new);
        let wrong = told.map(|told| (told, typed.get("was").to_owned()));
        let may_label = permission::may_label(&project);
        Labels { page: page.at(Section::Settings), frame: Frame::of(project), may_label, labels, rows, wrong }
    }

    fn hues(&self) -> Vec<(String, String)> {
        hues(&self.page)
    }

    fn shown(&self, label: &Label) -> Html {
        part::label(&label.name, u8::try_from(label.hue).unwrap_or_default())
    }

    /// What is wrong with this one.
    fn wrong(&self, label: &Label) -> Option<&str> {
        let (told, was) = self.wrong.as_ref()?;
        (*was == label.name).then_some(told.as_str())
    }
}

fn hues(page: &Page) -> Vec<(String, String)> {
    (0..=HUES).map(|hue| (hue.to_string(), page.say(&format!("hue-{hue}")))).collect()
}

fn found(db: &Db<'_>, actor: &Actor, key: &str) -> Verbs<(Project, Vec<Label>)> {
    let project = project::find(db, actor, key)?;
    let labels = label::list(db, project.id)?;
    Ok((project, labels))
}

/// Each of them.
pub(in crate::web) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
) -> Result<Response, Refusal> {
    let (page, found) = visitor.read(&app, move |db, actor| found(db, actor, &key)).await?;
    answer::show(&Labels::of(page, found, (&Typed::default(), &FieldErrors::default())))
}

/// Makes one; or changes the one that is called `was`.
pub(in crate::web) async fn put(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    typed: Typed,
) -> Result<Response, Refusal> {
    let (known, was) = (key.clone(), typed.maybe("was").map(str::to_owned));
    let put = match parse(&typed) {
        Ok((name, hue)) => {
            let put = visitor.change(&app, move |tx, act| match &was {
                Some(was) => label::change(tx, &act.actor, (&known, was), (Some(&name), Some(hue))),
                None => label::make(tx, &act.actor, &known, (&name, hue)),
            });
            put.await
        }
        Err(wrong) => Err(Error::from(wrong).into()),
    };
    match put {
        Ok(label) => Ok(done(&visitor, &path(&key, "labels"), &Flash::new("flash-saved", label.name))),
        Err(refusal) => {
            let wrong = wrong(refusal.error, "name")?;
            let (page, found) = visitor.read(&app, move |db, actor| found(db, actor, &key)).await?;
            answer::again(&Labels::of(page, found, (&typed, &wrong)))
        }
    }
}

fn parse(typed: &Typed) -> Result<(LabelName, i64), FieldErrors> {
    let mut wrong = FieldErrors::default();
    let name = LabelName::parse(typed.get("name")).map_err(|text| wrong.add("name", text)).ok();
    let hue = typed.get("hue").parse().map_err(|_| wrong.add("hue", "Choose one of these.")).ok();
    name.zip(hue).ok_or(wrong)
}

/// Removes one (`name`), when it was asked whether that is meant.
pub(in crate::web) async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path(key): Path<String>,
    typed: Typed,
) -> Result<Response, Refusal> {
    let name = typed.get("name").to_owned();
    if !confirm::is_sure(&typed) {
        let question = Question {
            title: visitor.ask.tell("label-remove-title").text("name", &name).plain(),
            lead: visitor.ask.say("label-remove-lead"),
            button: visitor.ask.say("label-remove"),
            action: path(&key, "labels/remove"),
            back: path(&key, "labels"),
        };
        return confirm::ask(&app, &visitor, &typed, question).await;
    }
    let (known, removed) = (key.clone(), name.clone());
    visitor.change(&app, move |tx, act| label::remove(tx, &act.actor, &known, &removed)).await?;
    Ok(done(&visitor, &path(&key, "labels"), &Flash::new("flash-label-removed", name)))
}
