//! `GET /BEL-142`

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;

use super::composer;
use super::log::{self, Entry, Shown};
use super::mails::Bells;
use super::named::Key;
use super::props::{self, Other, Props};
use super::read::{self, Whole};
use crate::app::App;
use crate::markdown;
use crate::web::part::{self, Face, Html};
use crate::web::typed::Typed;
use crate::web::{Page, Refusal, Section, Visitor, answer};

/// The page of an issue, or some parts of it.
#[derive(Template)]
#[template(path = "web/issue/page.html")]
pub(super) struct Sheet {
    pub page: Page,
    pub key: String,
    pub whole: Whole,
    pub author: Face,
    pub bells: Bells,
    pub text: Html,
    /// What says whether the text is still the one that its ticks belong to.
    pub text_hash: String,
    pub has_tasks: bool,
    pub entries: Vec<Entry>,
    pub shown: Shown,
    pub props: Props,
    pub parts: Vec<Other>,
    pub parent: Option<Other>,
    /// What is being written.
    pub draft: String,
    pub preview: Option<Html>,
    pub wrong: String,
}

impl Sheet {
    /// Of an issue that was read; `just` is a mail that something was done to.
    pub fn new(page: Page, whole: Whole, (shown, just): (Shown, Option<outbox::MailId>)) -> Sheet {
        let (reader, me) = (page.ask.reader.clone(), page.actor.user_id);
        let page = page.at(Section::Project(whole.project.key.clone()));
        let text = markdown::render(&whole.issue.description, &whole.links);
        Sheet {
            key: whole.issue.key.to_string(),
            author: Face::from(&whole.issue.created_by),
            bells: Bells::of(&whole, &reader, me, just),
            has_tasks: whole.may.edit && text.as_str().contains("name=\"task\""),
            text_hash: super::task::hash(&whole.issue.description),
            text: part::outlined(&text, 2),
            entries: log::entries(&whole, &reader, &page.actor, shown),
            shown,
            props: Props::of(&whole, &reader, me),
            parts: whole.parts.iter().map(|part| props::other(&whole, part)).collect(),
            parent: whole.parent.as_ref().map(|parent| props::other(&whole, parent)),
            draft: String::new(),
            preview: None,
            wrong: String::new(),
            page,
            whole,
        }
    }

    pub fn priority_words(&self) -> String {
        props::words(&self.page.ask.reader, self.whole.issue.priority)
    }

    fn is_shown(&self, word: &str) -> bool {
        Shown::parse(word) == self.shown
    }
}

/// The page.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    RawQuery(query): RawQuery,
) -> Result<Response, Refusal> {
    let query = Typed::parse(query.unwrap_or_default().as_bytes());
    let asked = key.clone();
    let (page, whole) = visitor.read(&app, move |db, actor| read::read(db, actor, &asked)).await?;
    if whole.issue.key != key {
        // An earlier key of its project still leads to it.
        return Ok(answer::go(&format!("/{}", whole.issue.key)));
    }
    answer::show(&Sheet::new(page, whole, (Shown::parse(query.get("show")), None)))
}
