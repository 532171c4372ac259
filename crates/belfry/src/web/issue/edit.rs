//! `/BEL-142/edit`: the title and the text.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::named::Key;
use super::{conflict, links, undo};
use crate::app::App;
use crate::auth::permission;
use crate::error::{Conflict, Error, FieldErrors, Result as Verbs};
use crate::issue::{self, Description, Edit, IssueKey, Title};
use crate::markdown;
use crate::text;
use crate::web::part::{self, Field, field};
use crate::web::text::fault;
use crate::web::typed::Typed;
use crate::web::{Flash, Page, Refusal, Section, Visitor, answer};

#[derive(Template)]
#[template(path = "web/issue/edit.html")]
struct Form {
    page: Page,
    key: String,
    project: String,
    title: Field,
    text: String,
    /// What it was when the writing began.
    was_title: String,
    was: String,
    base: i64,
    preview: Option<markdown::Html>,
    wrong: FieldErrors,
}

impl Form {
    fn text_is_wrong(&self) -> String {
        self.wrong.iter().find(|(name, _)| *name == "text").map(|(_, english)| fault(english)).unwrap_or_default()
    }
}

/// The form, with what was typed if something was.
async fn form(
    app: &App,
    visitor: &Visitor,
    key: IssueKey,
    (typed, wrong): (&Typed, FieldErrors),
) -> Result<Form, Refusal> {
    let draft = typed.maybe("text").map(str::to_owned);
    let looked = draft.clone().unwrap_or_default();
    let (page, (issue, links)) = visitor
        .read(app, move |db, actor| {
            let issue = issue::find(db, actor, &key)?;
            if !permission::may_edit(actor, &issue) {
                return Err(Error::Forbidden);
            }
            Ok((issue, links::of(db, actor, std::iter::once(looked.as_str()))?))
        })
        .await?;
    let is_preview = typed.get("do") == "preview";
    let preview = draft.as_deref().filter(|_| is_preview).map(|text| markdown::render(text, &links));
    let title = field("title", page.say("field-title")).with("required maxlength=\"200\"");
    let title = title.value(typed.maybe("title").unwrap_or(&issue.title)).wrong(&wrong);
    Ok(Form {
        key: issue.key.to_string(),
        project: issue.key.project.clone(),
        title,
        base: typed.get("base").parse().unwrap_or(issue.version),
        was_title: typed.maybe("was-title").map_or_else(|| issue.title.clone(), str::to_owned),
        was: typed.maybe("was").map_or_else(|| issue.description.clone(), str::to_owned),
        text: draft.unwrap_or(issue.description),
        page: page.at(Section::Project(issue.key.project)),
        preview,
        wrong,
    })
}

/// The form.
pub(super) async fn ask(State(app): State<App>, visitor: Visitor, Key(key): Key) -> Result<Response, Refusal> {
    answer::show(&form(&app, &visitor, key, (&Typed::default(), FieldErrors::default())).await?)
}

/// Saves it, unless somebody else did meanwhile.
pub(super) async fn save(app: &App, visitor: &Visitor, key: IssueKey, typed: Typed) -> Result<Response, Refusal> {
    if typed.get("do") == "preview" {
        return answer::show(&form(app, visitor, key, (&typed, FieldErrors::default())).await?);
    }
    let draft = match Draft::parse(&typed) {
        Ok(draft) => draft,
        Err(wrong) => return answer::again(&form(app, visitor, key, (&typed, wrong)).await?),
    };
    let (named, sent) = (key.clone(), draft.clone());
    let saved = visitor.change(app, move |tx, act| {
        let issue = issue::find(tx, &act.actor, &named)?;
        // What else was changed meanwhile is no business of the text.
        let is_fresh = issue.version == sent.base || (issue.title == sent.was_title && issue.description == sent.was);
        if !is_fresh {
            return Err(Conflict::Stale { current: issue.version }.into());
        }
        let edit = Edit { if_version: Some(issue.version), ..sent.edit() };
        let after = issue::edit(tx, act, issue.id, &edit)?;
        undo::just_changed(tx, &act.actor, [&issue, &after])
    });
    match saved.await {
        Ok(events) => {
            let flash = undo::undone(Flash::new("flash-saved", &key), &key, &events);
            Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash))
        }
        Err(Refusal { error: Error::Conflict(Conflict::Stale { .. }), .. }) => {
            conflict::show(app, visitor, key, draft).await
        }
        Err(refusal) => Err(refusal),
    }
}

/// What somebody wrote, and on what.
#[derive(Clone)]
pub(super) struct Draft {
    pub title: Title,
    pub text: Description,
    pub base: i64,
    pub was_title: String,
    pub was: String,
}

impl Draft {
    /// From what was typed.
    ///
    /// # Errors
    /// What is wrong, by field.
    pub fn parse(typed: &Typed) -> Verbs<Draft, FieldErrors> {
        let (title, text) = (Title::parse(typed.get("title")), description(typed.get("text")));
        match (title, text) {
            (Ok(title), Ok(text)) => Ok(Draft {
                title,
                text,
                base: typed.get("base").parse().unwrap_or(0),
                was_title: typed.get("was-title").to_owned(),
                was: description(typed.get("was")).map(|was| was.as_str().to_owned()).unwrap_or_default(),
            }),
            (title, text) => {
                let mut wrong = FieldErrors::default();
                wrong.extend("title", title.err());
                wrong.extend("text", text.err());
                Err(wrong)
            }
        }
    }

    /// The edit that it is.
    pub fn edit(&self) -> Edit {
        Edit { title: Some(self.title.clone()), description: Some(self.text.clone()), ..Edit::default() }
    }
}

/// A description that may be missing.
pub(in crate::web) fn description(text: &str) -> Result<Description, String> {
    if text::is_blank(text) { Ok(Description::none()) } else { Description::parse(text) }
}
