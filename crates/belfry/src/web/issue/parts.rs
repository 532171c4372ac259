//! The parts of the page of an issue, to be put into one that is there: what a script is answered with.

use askama::Template;
use axum::response::Response;
use outbox::MailId;

use super::composer;
use super::log::{Entry, Shown};
use super::read;
use super::show::Sheet;
use crate::app::App;
use crate::issue::IssueKey;
use crate::web::part;
use crate::web::{Flash, Refusal, Visitor, answer};

/// A part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Who will be mailed.
    Bells,
    /// What is to be done.
    Text,
    /// The same in place of what is there, with its ticks as they are now: those that somebody set stay set otherwise.
    NewText,
    /// What happened.
    Log,
    /// Status, assignee and all the rest.
    Props,
    /// Whom it may be given to.
    People,
    /// What is being written: empty again.
    Composer,
}

#[derive(Template)]
#[template(path = "web/issue/parts.html")]
struct Parts<'a> {
    it: Sheet,
    wanted: &'a [Part],
}

impl Parts<'_> {
    fn has(&self, part: Part) -> bool {
        self.wanted.contains(&part)
    }
}

/// These parts as they are now, and what was done, with the way to undo it; `just` is a mail that something was done to.
pub(super) async fn saying(
    app: &App,
    visitor: &Visitor,
    key: &IssueKey,
    (wanted, just, flash): (&[Part], Option<MailId>, Flash),
) -> Result<Response, Refusal> {
    let mut sheet = sheet(app, visitor, key, just).await?;
    sheet.page.ask.flash = Some(flash);
    answer::show(&Parts { it: sheet, wanted })
}

async fn sheet(app: &App, visitor: &Visitor, key: &IssueKey, just: Option<MailId>) -> Result<Sheet, Refusal> {
    let key = key.clone();
    let (page, whole) = visitor.read(app, move |db, actor| read::read(db, actor, &key)).await?;
    Ok(Sheet::new(page, whole, (Shown::All, just)))
}

/// These parts of a page that was read.
pub(super) fn of(it: Sheet, wanted: &[Part]) -> Result<Response, Refusal> {
    answer::show(&Parts { it, wanted })
}
