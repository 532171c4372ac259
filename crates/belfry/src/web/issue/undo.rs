//! `/BEL-142/undo`: taking back what somebody just did, by the events that it made. Whatever was changed since stays.

use axum::extract::State;
use axum::response::Response;
use store::{Db, Tx};

use super::named::Key;
use super::parts::{self, Part};
use crate::app::App;
use crate::auth::Actor;
use crate::comment::{self, CommentText};
use crate::error::{Conflict, Error, Result as Verbs};
use crate::event::{self, Act, Event, EventId};
use crate::issue::{self, Issue, IssueId, IssueKey};
use crate::web::typed::Typed;
use crate::web::{Flash, Refusal, Visitor, answer};

/// The flash, with the way to take these events back.
pub(in crate::web) fn undone(flash: Flash, key: &IssueKey, events: &[EventId]) -> Flash {
    let ids: Vec<String> = events.iter().map(ToString::to_string).collect();
    let fields: Vec<(&str, &str)> = ids.iter().map(|id| ("event", id.as_str())).collect();
    if fields.is_empty() { flash } else { flash.undone_by(format!("/{key}/undo"), &fields) }
}

/// What the actor just did to the issue.
pub(in crate::web) fn just_done(db: &Db<'_>, actor: &Actor, issue: IssueId) -> Verbs<Vec<EventId>> {
    Ok(event::latest_own(db, actor, issue)?.into_iter().collect())
}

/// The same, unless the issue is as it was.
pub(in crate::web) fn just_changed(db: &Db<'_>, actor: &Actor, [was, is]: [&Issue; 2]) -> Verbs<Vec<EventId>> {
    if was.version == is.version { Ok(Vec::new()) } else { just_done(db, actor, is.id) }
}

/// Takes the events back, the last one first: all of them or none.
pub(super) async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    typed: Typed,
) -> Result<Response, Refusal> {
    let named = key.clone();
    let ids: Vec<EventId> = typed.all("event").filter_map(|id| id.parse().ok()).map(EventId).collect();
    let undone = visitor.change(&app, move |tx, act| {
        let issue = issue::find(tx, &act.actor, &named)?.id;
        if ids.is_empty() {
            return Err(Error::NotFound("event"));
        }
        ids.iter().rev().try_for_each(|id| take_back(tx, act, (issue, *id)))
    });
    let flash = match undone.await {
        Ok(()) => Flash::new("flash-undone", ""),
        Err(Refusal { error: Error::NotFound("issue"), .. }) => return Err(Error::NotFound("issue").into()),
        Err(Refusal { error: Error::Conflict(Conflict::Stale { .. }) | Error::NotFound(_), .. }) => {
            Flash::new("flash-undo-late", &key)
        }
        Err(refusal) => return Err(refusal),
    };
    if visitor.ask.is_swap {
        let all = &[Part::Bells, Part::NewText, Part::Log, Part::Props];
        return parts::saying(&app, &visitor, &key, (all, None, flash)).await;
    }
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash))
}

fn take_back(tx: &Tx<'_>, act: &Act, (issue, id): (IssueId, EventId)) -> Verbs<()> {
    match event::find_own(tx, &act.actor, (issue, id))?.event {
        Event::IssueChanged { changes, .. } => issue::take_back(tx, act, issue, &changes).map(drop),
        Event::CommentAdded { number } | Event::CommentRestored { number } => comment::delete(tx, act, issue, number),
        Event::CommentDeleted { number } => comment::restore(tx, act, issue, number).map(drop),
        Event::CommentEdited { number, from, to } => {
            let (_, said) = comment::find(tx, &act.actor, issue, number)?;
            if said.text != to {
                return Err(Conflict::Stale { current: said.version }.into());
            }
            let text = CommentText::parse(&from).map_err(anyhow::Error::msg)?;
            comment::edit(tx, act, (issue, number), (&text, Some(said.version))).map(drop)
        }
        Event::Related { relation, other, is_over: false } => issue::unrelate(tx, act, issue, (relation, other)),
        Event::Related { relation, other, is_over: true } => issue::relate(tx, act, issue, (relation, other)),
        // These have ways of their own: an issue is deleted, and brought back.
        Event::IssueOpened { .. } | Event::IssueRestored | Event::IssueDeleted { .. } => Err(Error::NotFound("event")),
    }
}
