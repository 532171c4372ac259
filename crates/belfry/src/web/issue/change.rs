//! `POST /BEL-142`: one property at a time, as the menus beside the issue send them; and its text, from the form.

use axum::extract::State;
use axum::response::Response;
use store::Tx;

use super::named::{self, Key};
use super::parts::{self, Part};
use super::{conflict, edit, undo};
use crate::app::App;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::event::{Act, EventId};
use crate::issue::{self, DueDate, Edit, Issue, IssueKey, Priority, Status};
use crate::label;
use crate::watch;
use crate::web::clash::{self, Told};
use crate::web::typed::Typed;
use crate::web::{Flash, Reader, Refusal, Visitor, answer};

/// Changes what was sent.
pub(super) async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Key(key): Key,
    typed: Typed,
) -> Result<Response, Refusal> {
    if typed.maybe("keep").is_some() {
        return conflict::keep(&app, &visitor, key, typed).await;
    }
    if typed.maybe("text").is_some() {
        return edit::save(&app, &visitor, key, typed).await;
    }
    let (named, sent, reader) = (key.clone(), typed.clone(), visitor.ask.reader.clone());
    let done = visitor.change(&app, move |tx, act| apply(tx, act, &named, (&sent, &reader))).await?;
    let flash = match done {
        Done::Watched(is_watching) => {
            let back = [("watch", if is_watching { "0" } else { "1" })];
            let flash = Flash::new("flash-saved", &key).undone_by(format!("/{key}"), &back);
            // It is said in several places of the page, which is shown anew.
            return Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash));
        }
        Done::Changed(events) => undo::undone(Flash::new("flash-saved", &key), &key, &events),
        Done::Clashed(told) => return clashed(&app, &visitor, &key, (*told, &typed)).await,
    };
    if visitor.ask.is_swap {
        let changed = &[Part::Props, Part::Bells, Part::Log];
        return parts::saying(&app, &visitor, &key, (changed, None, flash)).await;
    }
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash))
}

/// What became of it.
enum Done {
    /// The actor hears of the issue, or does not.
    Watched(bool),
    /// By these events.
    Changed(Vec<EventId>),
    /// Nothing was changed: somebody else was first, unseen.
    Clashed(Box<Told>),
}

/// Does it, unless somebody else did the same thing since the version that the form was made of.
fn apply(tx: &Tx<'_>, act: &Act, key: &IssueKey, (typed, reader): (&Typed, &Reader)) -> Verbs<Done> {
    if let Some(watch) = typed.maybe("watch") {
        match watch {
            "1" => watch::watch(tx, &act.actor, key)?,
            _ => watch::unwatch(tx, &act.actor, key)?,
        }
        return Ok(Done::Watched(watch == "1"));
    }
    let issue = issue::find_to_change(tx, &act.actor, key)?;
    let edit = read(tx, act, &issue, typed)?;
    let seen = typed.get("base").parse().unwrap_or(issue.version);
    if let Some(clash) = issue::clash(tx, &act.actor, &issue, (&edit, seen))? {
        return clash::tell(tx, &act.actor, &issue, (clash, reader)).map(|told| Done::Clashed(Box::new(told)));
    }
    let after = issue::edit(tx, act, issue.id, &edit)?;
    undo::just_changed(tx, &act.actor, [&issue, &after]).map(Done::Changed)
}

/// Says so, and offers to do it all the same: in the page that is there, or on one of its own.
async fn clashed(
    app: &App,
    visitor: &Visitor,
    key: &IssueKey,
    (told, typed): (Told, &Typed),
) -> Result<Response, Refusal> {
    let fields = typed.with("base", &told.version.to_string());
    let path = format!("/{key}");
    if visitor.ask.is_swap {
        let reader = &visitor.ask.reader;
        let pairs: Vec<(&str, &str)> =
            fields.fields().iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let flash = Flash::new("flash-clash", told.in_words(reader)).undone_by(path, &pairs);
        let changed = &[Part::Props, Part::Bells, Part::Log];
        return parts::saying(app, visitor, key, (changed, None, flash.offering(told.offer(reader)))).await;
    }
    let (page, ()) = visitor.read(app, |_, _| Ok(())).await?;
    clash::show(page, vec![told], (&path, &path), fields)
}

/// What is to be changed.
fn read(tx: &Tx<'_>, act: &Act, issue: &Issue, typed: &Typed) -> Verbs<Edit> {
    let wrong = |field: &'static str, text: String| Error::from(FieldErrors::one(field, text));
    let mut edit = Edit::default();
    if let Some(word) = typed.maybe("status") {
        edit.status = Some(Status::parse(word).ok_or_else(|| wrong("status", "There is no such status.".to_owned()))?);
    } else if let Some(word) = typed.maybe("priority") {
        let priority =
            Priority::parse(word).ok_or_else(|| wrong("priority", "There is no such priority.".to_owned()))?;
        edit.priority = Some(priority);
    } else if let Some(name) = typed.maybe("assignee") {
        edit.assignee = Some(named::person(tx, "assignee", name)?);
    } else if let Some(day) = typed.maybe("due") {
        edit.due_on = Some(maybe(day, DueDate::parse).map_err(|text| wrong("due", text))?);
    } else if let Some(points) = typed.maybe("estimate") {
        edit.estimate = Some(maybe(points, estimate).map_err(|text| wrong("estimate", text))?);
    } else if let Some(word) = typed.maybe("private") {
        edit.is_private = Some(word == "1");
    } else if let Some(parent) = typed.maybe("parent") {
        let parent =
            maybe(parent, |text| IssueKey::parse(text).ok_or_else(|| "Write a key, such as BEL-7.".to_owned()));
        let parent = parent.map_err(|text| wrong("parent", text))?;
        edit.parent = Some(parent.map(|key| issue::find(tx, &act.actor, &key)).transpose()?.map(|found| found.id));
    } else if typed.maybe("labels").is_some() {
        relabel(tx, issue, typed, &mut edit)?;
    } else {
        return Err(Error::NotFound("page"));
    }
    Ok(edit)
}

/// It gets the labels whose boxes were ticked, and loses those whose boxes no longer were. A form says by `had` which were
/// ticked when it was shown, so that what others gave and took meanwhile stays.
fn relabel(tx: &Tx<'_>, issue: &Issue, typed: &Typed, edit: &mut Edit) -> Verbs<()> {
    let is_new = |name: &&str| !typed.all("had").any(|had| had == *name);
    let gets: Vec<String> = typed.all("label").filter(is_new).map(str::to_owned).collect();
    edit.labels_added = named::labels(tx, issue.project_id, &gets)?;
    let has = label::of_issues(tx, &[issue.id])?.remove(&issue.id).unwrap_or_default();
    let is_ticked = |name: &str| typed.all("label").any(|ticked| ticked == name);
    let was_shown = |name: &str| typed.maybe("had").is_none() || typed.all("had").any(|had| had == name);
    let loses = has.iter().filter(|label| was_shown(&label.name) && !is_ticked(&label.name));
    edit.labels_removed = loses.map(|label| label.id).filter(|id| !edit.labels_added.contains(id)).collect();
    Ok(())
}

fn maybe<T>(text: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if text.trim().is_empty() { Ok(None) } else { parse(text).map(Some) }
}

/// Points, as the team counts them.
pub(in crate::web) fn estimate(text: &str) -> Result<i64, String> {
    let points = text.trim().parse().ok().filter(|points| (0..=1000).contains(points));
    points.ok_or_else(|| "An estimate is a number from 0 to 1000.".to_owned())
}
