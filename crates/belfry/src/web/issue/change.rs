//! `POST /BEL-142`: one property at a time, as the menus beside the issue send them; and its text, from the form.

use axum::extract::State;
use axum::response::Response;
use store::Tx;

use super::named::{self, Key};
use super::parts::{self, Part};
use super::{conflict, edit};
use crate::app::App;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::event::Act;
use crate::issue::{self, DueDate, Edit, Issue, IssueKey, Priority, Status};
use crate::label;
use crate::watch;
use crate::web::typed::Typed;
use crate::web::{Flash, Refusal, Visitor, answer};

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
    let (named, sent) = (key.clone(), typed.clone());
    let was = visitor.change(&app, move |tx, act| apply(tx, act, &named, &sent)).await?;
    if visitor.ask.is_swap {
        return parts::show(&app, &visitor, &key, (&[Part::Props, Part::Bells, Part::Log], None)).await;
    }
    let flash = Flash::new("flash-saved", &key);
    let flash = match &was {
        Some((name, value)) => flash.undone_by(format!("/{key}"), &[(*name, value.as_str())]),
        None => flash,
    };
    Ok(answer::go_saying(&visitor.ask, &format!("/{key}"), &flash))
}

/// Does it; answers with what was before, by which it is undone.
fn apply(tx: &Tx<'_>, act: &Act, key: &IssueKey, typed: &Typed) -> Verbs<Option<(&'static str, String)>> {
    if let Some(watch) = typed.maybe("watch") {
        match watch {
            "1" => watch::watch(tx, &act.actor, key)?,
            _ => watch::unwatch(tx, &act.actor, key)?,
        }
        return Ok(Some(("watch", if watch == "1" { "0" } else { "1" }.to_owned())));
    }
    let issue = issue::find(tx, &act.actor, key)?;
    let (edit, was) = read(tx, act, &issue, typed)?;
    issue::edit(tx, act, issue.id, &edit)?;
    Ok(was)
}

/// What is to be changed, and what it was.
fn read(tx: &Tx<'_>, act: &Act, issue: &Issue, typed: &Typed) -> Verbs<(Edit, Option<(&'static str, String)>)> {
    let wrong = |field: &'static str, text: String| Error::from(FieldErrors::one(field, text));
    let mut edit = Edit::default();
    let was = if let Some(word) = typed.maybe("status") {
        edit.status = Some(Status::parse(word).ok_or_else(|| wrong("status", "There is no such status.".to_owned()))?);
        Some(("status", issue.status.as_str().to_owned()))
    } else if let Some(word) = typed.maybe("priority") {
        let priority =
            Priority::parse(word).ok_or_else(|| wrong("priority", "There is no such priority.".to_owned()))?;
        edit.priority = Some(priority);
        Some(("priority", issue.priority.as_str().to_owned()))
    } else if let Some(name) = typed.maybe("assignee") {
        edit.assignee = Some(named::person(tx, "assignee", name)?);
        Some(("assignee", issue.assignee.as_ref().map(|person| person.username.clone()).unwrap_or_default()))
    } else if let Some(day) = typed.maybe("due") {
        edit.due_on = Some(maybe(day, DueDate::parse).map_err(|text| wrong("due", text))?);
        Some(("due", issue.due_on.map(|due| due.to_string()).unwrap_or_default()))
    } else if let Some(points) = typed.maybe("estimate") {
        edit.estimate = Some(maybe(points, estimate).map_err(|text| wrong("estimate", text))?);
        Some(("estimate", issue.estimate.map(|points| points.to_string()).unwrap_or_default()))
    } else if let Some(word) = typed.maybe("private") {
        edit.is_private = Some(word == "1");
        Some(("private", if issue.is_private { "1" } else { "0" }.to_owned()))
    } else if let Some(parent) = typed.maybe("parent") {
        let parent =
            maybe(parent, |text| IssueKey::parse(text).ok_or_else(|| "Write a key, such as BEL-7.".to_owned()));
        let parent = parent.map_err(|text| wrong("parent", text))?;
        edit.parent = Some(parent.map(|key| issue::find(tx, &act.actor, &key)).transpose()?.map(|found| found.id));
        None
    } else if typed.maybe("labels").is_some() {
        relabel(tx, issue, typed, &mut edit)?;
        None
    } else {
        return Err(Error::NotFound("page"));
    };
    Ok((edit, was))
}

/// It gets the labels whose boxes were sent, and loses the others.
fn relabel(tx: &Tx<'_>, issue: &Issue, typed: &Typed, edit: &mut Edit) -> Verbs<()> {
    let names: Vec<String> = typed.all("label").map(str::to_owned).collect();
    edit.labels_added = named::labels(tx, issue.project_id, &names)?;
    let has = label::of_issues(tx, &[issue.id])?.remove(&issue.id).unwrap_or_default();
    let loses = has.into_iter().map(|label| label.id).filter(|id| !edit.labels_added.contains(id));
    edit.labels_removed = loses.collect();
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
