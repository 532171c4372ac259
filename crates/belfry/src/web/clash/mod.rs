//! 409: somebody else changed the same thing meanwhile, which whoever sent a form had not seen. Nothing is changed; the page
//! says who did what, and offers to do it all the same.
//!
//! What else of an issue was changed is no clash ([`crate::issue::clash`]). Deliberately not here: texts, of which two
//! versions are merged (`issue/conflict.rs`).

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use store::{Db, Timestamp};

use super::part::{self, bold};
use super::text::Telling;
use super::typed::Typed;
use super::{Page, Reader, Refusal, Section, answer};
use crate::auth::Actor;
use crate::error::Result as Verbs;
use crate::event::Change;
use crate::issue::{Clash, Issue, Status};
use crate::project;
use crate::user::{self, UserId};

/// A clash, in words.
#[derive(Clone, Debug)]
pub(in crate::web) struct Told {
    /// What the issue is called.
    pub key: String,
    /// Which version it has now.
    pub version: i64,
    who: String,
    at: Timestamp,
    thing: String,
    now: String,
    /// What it was to be.
    pub wanted: String,
}

impl Told {
    /// Who did what, and what was wanted.
    pub fn sentence(&self, reader: &Reader) -> Telling {
        let told = reader.tell("clash-told").html("who", bold(&self.who)).text("thing", &self.thing);
        told.html("now", bold(&self.now)).html("wanted", bold(&self.wanted))
    }

    /// The same without markup.
    pub fn in_words(&self, reader: &Reader) -> String {
        let told = reader.tell("clash-told").text("who", &self.who).text("thing", &self.thing);
        told.text("now", &self.now).text("wanted", &self.wanted).plain()
    }

    /// What the button says that does it all the same.
    pub fn offer(&self, reader: &Reader) -> String {
        reader.tell("clash-offer").text("wanted", &self.wanted).plain()
    }
}

/// Puts a clash about this issue into words.
pub(in crate::web) fn tell(
    db: &Db<'_>,
    actor: &Actor,
    issue: &Issue,
    (clash, reader): (Clash, &Reader),
) -> Verbs<Told> {
    let teller = Teller { db, actor, issue, reader };
    let (thing, now) = teller.thing(&clash.change)?;
    Ok(Told {
        key: issue.key.to_string(),
        version: issue.version,
        who: clash.by.map_or_else(|| Ok("Belfry".to_owned()), |by| teller.name(Some(by)))?,
        at: clash.at,
        thing,
        now,
        wanted: teller.thing(&clash.wanted)?.1,
    })
}

struct Teller<'a, 'db> {
    db: &'a Db<'db>,
    actor: &'a Actor,
    issue: &'a Issue,
    reader: &'a Reader,
}

impl Teller<'_, '_> {
    /// What is changed, and to what.
    fn thing(&self, change: &Change) -> Verbs<(String, String)> {
        let reader = self.reader;
        let none = || reader.say("none");
        let (key, to) = match change {
            Change::Status { to, .. } => ("keys-status", self.status(*to)?),
            Change::Assignee { to, .. } => ("assignee", self.name(*to)?),
            Change::Priority { to, .. } => ("keys-priority", reader.say(&format!("priority-{}", to.as_str()))),
            Change::Due { to, .. } => ("due", to.map_or_else(none, |to| reader.date_in_words(to.date()))),
            Change::Estimate { to, .. } => ("estimate", to.map_or_else(none, |points| points.to_string())),
            Change::Parent { to, .. } => ("part-of", to.clone().unwrap_or_else(none)),
            Change::Private { to, .. } => {
                ("clash-privacy", reader.say(if *to { "issue-private" } else { "clash-is-open" }))
            }
            Change::Title { to, .. } => ("field-title", to.clone()),
            Change::Description { .. } => ("field-text", String::new()),
            Change::Labels { .. } => ("keys-labels", String::new()),
        };
        Ok((reader.say(key), to))
    }

    fn status(&self, status: Status) -> Verbs<String> {
        let project = project::find_row(self.db, self.actor, self.issue.project_id)?;
        let known = project::status_names(self.db, &project)?.into_iter().find(|name| name.status == status);
        Ok(known.map_or_else(|| status.label().to_owned(), |name| name.name))
    }

    fn name(&self, id: Option<UserId>) -> Verbs<String> {
        match id {
            Some(id) => Ok(user::find(self.db, id)?.map(|user| user.full_name()).unwrap_or_default()),
            None => Ok(self.reader.say("nobody")),
        }
    }
}

#[derive(Template)]
#[template(path = "web/clash/page.html")]
struct Clashes {
    page: Page,
    clashes: Vec<Told>,
    /// Where the form leads, and where it was.
    action: String,
    back: String,
    fields: Typed,
}

impl Clashes {
    fn title(&self) -> String {
        match self.clashes.as_slice() {
            [one] => self.page.tell("clash-one").text("who", &one.who).text("key", &one.key).plain(),
            _ => self.page.say("clash-many"),
        }
    }

    fn offer(&self) -> String {
        match self.clashes.as_slice() {
            [one] => one.offer(&self.page.reader),
            _ => self.page.say("clash-offer-many"),
        }
    }
}

/// The page; `fields` are sent to `action` by whoever decides to do it all the same, `back` is where the form was.
pub(in crate::web) fn show(
    page: Page,
    clashes: Vec<Told>,
    (action, back): (&str, &str),
    fields: Typed,
) -> Result<Response, Refusal> {
    let page = page.at(Section::Issues);
    let shown = Clashes { page, clashes, action: action.to_owned(), back: back.to_owned(), fields };
    answer::with_status(StatusCode::CONFLICT, &shown)
}
