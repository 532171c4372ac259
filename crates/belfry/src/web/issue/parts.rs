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
use crate::web::{Refusal, Visitor, answer};

/// A part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Who will be mailed.
    Bells,
    /// What is to be done.
    Text,
    /// What happened.
    Log,
    /// Status, assignee and all the rest.
    Props,
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

/// These parts as they are now; `just` is a mail that something was done to.
pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    key: &IssueKey,
    (wanted, just): (&[Part], Option<MailId>),
) -> Result<Response, Refusal> {
    let key = key.clone();
    let (page, whole) = visitor.read(app, move |db, actor| read::read(db, actor, &key)).await?;
    of(Sheet::new(page, whole, (Shown::All, just)), wanted)
}

/// These parts of a page that was read.
pub(super) fn of(it: Sheet, wanted: &[Part]) -> Result<Response, Refusal> {
    answer::show(&Parts { it, wanted })
}
