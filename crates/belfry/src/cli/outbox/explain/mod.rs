//! `belfry outbox explain`: in sentences, from the events of an issue, its mails and their logs.
//!
//! First what happened, and what each event did about mail; then for each person what became of it. Read-only: it tells
//! what was recorded, and works nothing out anew.

mod decision;
mod event;
mod person;

use std::collections::BTreeSet;

use outbox::{Mail, admin, mail_log};
use store::{Db, Store};

use super::super::failure::Failure;
use super::super::say;
use super::super::table::one_line;
use super::super::user::named;
use super::super::when;
use super::names::Names;
use crate::Error;
use crate::event::{self as events, Change, Event, Recorded};
use crate::issue::{self, IssueKey, Trace};
use crate::post::{self, Explained};
use crate::user::User;

/// All that was recorded about one issue.
struct Story {
    issue: Trace,
    events: Vec<Recorded>,
    mails: Vec<(Mail, Vec<mail_log::Line>)>,
    explained: Vec<Explained>,
}

pub(super) async fn run(store: &Store, key: IssueKey, who: Option<String>, is_json: bool) -> Result<(), Failure> {
    let (shown, asked) = (key.to_string(), who.clone().unwrap_or_default());
    let told = store.read(move |db| tell(db, &key, who.as_deref(), is_json)).await.map_err(|error| match error {
        Error::NotFound("issue") => Failure::Failed(format!("there is no issue {shown}, and never was")),
        Error::NotFound("user") => Failure::Failed(format!("there is nobody called {asked:?}: see `belfry user list`")),
        other => other.into(),
    })?;
    say::write(&told);
    Ok(())
}

fn tell(db: &Db<'_>, key: &IssueKey, who: Option<&str>, is_json: bool) -> Result<String, Error> {
    let only = match who {
        Some(who) => Some(named(db, who)?.ok_or(Error::NotFound("user"))?),
        None => None,
    };
    let story = gather(db, key, only.as_ref())?;
    let names = &mut Names::default();
    if is_json {
        return Ok(format!("{:#}\n", decision::as_json(db, names, &story.explained)?));
    }
    let mut text = heading(&story.issue);
    for event in &story.events {
        text.push_str(&event::tell(db, names, &story, event)?);
    }
    for id in people(&story, only.as_ref()) {
        text.push_str(&person::tell(db, names, &story, id)?);
    }
    Ok(text)
}

fn gather(db: &Db<'_>, key: &IssueKey, only: Option<&User>) -> Result<Story, Error> {
    let issue = issue::trace(db, key)?.ok_or(Error::NotFound("issue"))?;
    let events = events::history(db, issue.id)?;
    let mut mails = Vec::new();
    for mail in admin::about(db, issue.id.raw(), None)? {
        let log = admin::log(db, mail.id)?;
        mails.push((mail, log));
    }
    let explained = post::why(db, issue.id, only.map(|user| user.id))?;
    Ok(Story { issue, events, mails, explained })
}

fn heading(issue: &Trace) -> String {
    let deleted = issue.deleted_at.map(|at| format!(" (deleted {})", when::second(at))).unwrap_or_default();
    format!("{}  {}{deleted}\n\n", issue.key, one_line(&issue.title))
}

/// Everybody who had to do with the issue, or the one who was asked for.
fn people(story: &Story, only: Option<&User>) -> Vec<i64> {
    if let Some(user) = only {
        return vec![user.id.raw()];
    }
    let mut people: BTreeSet<i64> = story.mails.iter().map(|(mail, _)| mail.recipient_id).collect();
    people.extend(story.explained.iter().map(|one| one.decision.user_id.raw()));
    for recorded in &story.events {
        people.extend(recorded.actor_id.map(|id| id.raw()));
        people.extend(assignees(&recorded.event));
    }
    people.into_iter().collect()
}

/// Whom an event gives the issue to or takes it from.
fn assignees(event: &Event) -> Vec<i64> {
    let ids = match event {
        Event::IssueOpened { assignee } => vec![*assignee],
        Event::IssueDeleted { .. }
        | Event::IssueRestored
        | Event::CommentAdded { .. }
        | Event::CommentEdited { .. }
        | Event::CommentDeleted { .. }
        | Event::CommentRestored { .. }
        | Event::Related { .. } => Vec::new(),
        Event::IssueChanged { changes, .. } => changes
            .iter()
            .filter_map(|change| match change {
                Change::Assignee { from, to } => Some([*from, *to]),
                Change::Title { .. }
                | Change::Description { .. }
                | Change::Status { .. }
                | Change::Priority { .. }
                | Change::Due { .. }
                | Change::Estimate { .. }
                | Change::Parent { .. }
                | Change::Labels { .. }
                | Change::Private { .. } => None,
            })
            .flatten()
            .collect(),
    };
    ids.into_iter().flatten().map(|id| id.raw()).collect()
}

/// Who had the issue after an event.
fn assignee_after(story: &Story, recorded: &Recorded) -> Option<i64> {
    let mut assignee = None;
    for event in story.events.iter().take_while(|event| event.id <= recorded.id) {
        match &event.event {
            Event::IssueOpened { assignee: first } => assignee = *first,
            Event::IssueDeleted { .. }
            | Event::IssueRestored
            | Event::CommentAdded { .. }
            | Event::CommentEdited { .. }
            | Event::CommentDeleted { .. }
            | Event::CommentRestored { .. }
            | Event::Related { .. } => {}
            Event::IssueChanged { changes, .. } => {
                for change in changes {
                    if let Change::Assignee { to, .. } = change {
                        assignee = *to;
                    }
                }
            }
        }
    }
    assignee.map(|id| id.raw())
}
