//! `GET /BEL-142`

use std::convert::Infallible;

use askama::Template;
use axum::extract::{FromRequestParts, RawQuery, State};
use axum::http::Method;
use axum::http::request::Parts;
use axum::response::Response;

use super::composer;
use super::log::{self, Entry, Shown};
use super::mails::{Bells, Told};
use super::named::Key;
use super::parts::{self, Part};
use super::props::{self, Other, Props};
use super::read::{self, PEOPLE_MOST, Whole};
use crate::app::App;
use crate::error::Error;
use crate::markdown;
use crate::notification::{self, Mark};
use crate::project;
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
    /// What the people are called whom the menu is to name.
    pub who: Option<String>,
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
        let told = Told { just, since: page.open_since };
        let (reader, me) = (page.ask.reader.clone(), page.actor.user_id);
        let page = page.at(Section::Project(whole.project.key.clone()));
        let text = markdown::render(&whole.issue.description, &whole.links);
        Sheet {
            key: whole.issue.key.to_string(),
            author: Face::from(&whole.issue.created_by),
            bells: Bells::of(&whole, &reader, me, told),
            has_tasks: whole.may.edit && text.as_str().contains("name=\"task\""),
            text_hash: super::task::hash(&whole.issue.description),
            text: part::outlined(&text, 2),
            entries: log::entries(&whole, &reader, &page.actor, shown),
            shown,
            props: Props::of(&whole, &reader, me),
            who: None,
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
    request: Looking,
) -> Result<Response, Refusal> {
    let query = Typed::parse(query.unwrap_or_default().as_bytes());
    let (asked, who) = (key.clone(), query.maybe("who").map(str::to_owned));
    let wanted = who.clone();
    let read = visitor.read(&app, move |db, actor| {
        let mut whole = read::read(db, actor, &asked)?;
        if let (Some(who), true) = (&wanted, whole.may.edit) {
            whole.people = project::people_called(db, actor, std::slice::from_ref(&whole.project), (who, PEOPLE_MOST))?;
        }
        Ok(whole)
    });
    let (mut page, whole) = read.await?;
    if whole.issue.key != key {
        // An earlier key of its project still leads to it.
        return Ok(answer::go(&format!("/{}", whole.issue.key)));
    }
    if whole.is_unread && request.is_by_somebody {
        let id = whole.issue.id;
        let marking = visitor.change(&app, move |tx, act| match notification::mark(tx, &act.actor, id, Mark::Read) {
            Ok(()) | Err(Error::NotFound(_)) => notification::unread_count(tx, &act.actor),
            Err(error) => Err(error),
        });
        page.nav.unread = marking.await?;
    }
    let mut sheet = Sheet::new(page, whole, (Shown::parse(query.get("show")), None));
    sheet.who = who;
    if sheet.page.is_swap {
        return parts::of(sheet, &[Part::People]);
    }
    answer::show(&sheet)
}

/// How the page is asked for.
pub(super) struct Looking {
    /// Whether somebody looks at it: not where a browser fetches it in advance, or only its head.
    is_by_somebody: bool,
}

impl FromRequestParts<App> for Looking {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Looking, Infallible> {
        let purpose = parts.headers.get("sec-purpose").and_then(|purpose| purpose.to_str().ok()).unwrap_or_default();
        Ok(Looking { is_by_somebody: parts.method == Method::GET && !purpose.contains("prefetch") })
    }
}
