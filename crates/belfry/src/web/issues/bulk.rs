//! `POST /issues/bulk`: the same change of whatever is selected, all of it or none.

use std::collections::HashMap;

use axum::extract::State;
use axum::response::Response;
use store::Tx;

use super::undo::{self, Was};
use crate::app::App;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::event::Act;
use crate::issue::{self, DueDate, Edit, Issue, IssueKey, Priority, Status};
use crate::label;
use crate::user::{self, Username};
use crate::watch;
use crate::web::clash::{self, Told};
use crate::web::{Flash, Reader, Refusal, Typed, Visitor, answer, way};

/// What is said where nothing is selected.
const NONE: &str = "Select at least one issue.";
/// Watching so many can be undone: their keys travel in a cookie.
const UNDONE_MOST: usize = 100;

/// What is to be changed about each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web) enum Change {
    Status(Status),
    /// By their username; nobody, if there is none.
    Assignee(Option<String>),
    Priority(Priority),
    /// By its name: what it gets.
    Label(String),
    /// By its name: what it loses.
    Unlabel(String),
    Due(Option<DueDate>),
    /// Whether whoever asks hears of it.
    Watch(bool),
}

impl Change {
    /// What was pressed.
    fn parse(typed: &Typed) -> Verbs<Change> {
        let wrong = |field, says: &str| Error::from(FieldErrors::one(field, says));
        if let Some(word) = typed.maybe("status") {
            return Status::parse(word).map(Change::Status).ok_or_else(|| wrong("status", "There is no such status."));
        }
        if typed.maybe("close").is_some() {
            return Ok(Change::Status(Status::Done));
        }
        if let Some(name) = typed.maybe("assignee") {
            return Ok(Change::Assignee(Some(name.trim().to_owned()).filter(|name| !name.is_empty())));
        }
        if let Some(word) = typed.maybe("priority") {
            let known = Priority::parse(word).map(Change::Priority);
            return known.ok_or_else(|| wrong("priority", "There is no such priority."));
        }
        if let Some(name) = typed.maybe("label") {
            return Ok(Change::Label(name.to_owned()));
        }
        if let Some(name) = typed.maybe("unlabel") {
            return Ok(Change::Unlabel(name.to_owned()));
        }
        if let Some(word) = typed.maybe("watch") {
            return Ok(Change::Watch(word == "1"));
        }
        match typed.get("due") {
            "set" => Ok(Change::Due(Some(DueDate::parse(typed.get("due_on")).map_err(|says| wrong("due_on", &says))?))),
            "clear" => Ok(Change::Due(None)),
            _ => Err(wrong("issues", "Choose what is to be changed.")),
        }
    }

    /// The edit that does it to issues of one project, of which this is one.
    fn edit(&self, tx: &Tx<'_>, first: &Issue) -> Verbs<Edit> {
        let none = Edit::default();
        Ok(match self {
            Change::Status(status) => Edit { status: Some(*status), ..none },
            Change::Priority(priority) => Edit { priority: Some(*priority), ..none },
            Change::Due(due) => Edit { due_on: Some(*due), ..none },
            Change::Label(name) => Edit { labels_added: vec![label::find(tx, first.project_id, name)?.id], ..none },
            Change::Unlabel(name) => Edit { labels_removed: vec![label::find(tx, first.project_id, name)?.id], ..none },
            // Watching is no change of an issue.
            Change::Watch(_) => none,
            Change::Assignee(None) => Edit { assignee: Some(None), ..none },
            Change::Assignee(Some(name)) => {
                let no_one = || FieldErrors::one("assignee", format!("Nobody is called {name}."));
                let name = Username::parse(name).map_err(|_| no_one())?;
                let user = user::find_by_username(tx, &name)?.ok_or_else(no_one)?;
                Edit { assignee: Some(Some(user.id)), ..none }
            }
        })
    }
}

/// Changes what is selected. `key` is each, `back` where the page was.
pub(in crate::web) async fn bulk(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let keys: Vec<IssueKey> = typed.all("key").filter_map(IssueKey::parse).collect();
    let change = Change::parse(&typed)?;
    if let Change::Watch(is_on) = change {
        return watch(&app, &visitor, keys, (is_on, &typed)).await;
    }
    let back = way::or_home(typed.get("back"));
    let changed = match changed(&app, &visitor, (keys, change), &typed).await? {
        Ok(changed) => changed,
        Err(clashes) => return clashed(&app, &visitor, clashes, (("/issues/bulk", back), &typed)).await,
    };
    let about = match changed.as_slice() {
        [one] => one.key.clone(),
        several => several.len().to_string(),
    };
    let flash = match changed.len() {
        0 => Flash::new("flash-issues-same", ""),
        1 => Flash::new("flash-issue-changed", about),
        _ => Flash::new("flash-issues-changed", about),
    };
    Ok(answer::go_saying(&visitor.ask, back, &undo::undone(flash, &changed, back)))
}

/// What each was, once they are changed; or what somebody else did to them that whoever sent the form had not seen.
pub(in crate::web) async fn changed(
    app: &App,
    visitor: &Visitor,
    (keys, change): (Vec<IssueKey>, Change),
    typed: &Typed,
) -> Result<Result<Vec<Was>, Vec<Told>>, Refusal> {
    let (seen, reader) = (seen(typed), visitor.ask.reader.clone());
    let changing = visitor.change(app, move |tx, act| {
        let clashes = clashes(tx, act, (&keys, &seen), (&change, &reader))?;
        if clashes.is_empty() { run(tx, act, &keys, &change).map(Ok) } else { Ok(Err(clashes)) }
    });
    changing.await
}

/// Says so, and offers to do it all the same.
pub(in crate::web) async fn clashed(
    app: &App,
    visitor: &Visitor,
    clashes: Vec<Told>,
    (places, typed): ((&str, &str), &Typed),
) -> Result<Response, Refusal> {
    let (page, ()) = visitor.read(app, |_, _| Ok(())).await?;
    clash::show(page, clashes, places, typed.without("base"))
}

/// Whoever asks hears of all of them, or of none.
async fn watch(
    app: &App,
    visitor: &Visitor,
    keys: Vec<IssueKey>,
    (is_on, typed): (bool, &Typed),
) -> Result<Response, Refusal> {
    let back = way::or_home(typed.get("back"));
    let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
    let watched = visitor.change(app, move |tx, act| {
        keys.iter().try_for_each(|key| match is_on {
            true => watch::watch(tx, &act.actor, key),
            false => watch::unwatch(tx, &act.actor, key),
        })
    });
    watched.await?;
    let about = match names.as_slice() {
        [] => return Err(Error::from(FieldErrors::one("issues", NONE)).into()),
        [one] => one.clone(),
        [first, ..] => format!("{first} + {}", names.len() - 1),
    };
    let flash = Flash::new(if is_on { "flash-watching" } else { "flash-not-watching" }, about);
    let mut fields = vec![("watch", if is_on { "0" } else { "1" }), ("back", back)];
    fields.extend(names.iter().map(|name| ("key", name.as_str())));
    let flash = if names.len() > UNDONE_MOST { flash } else { flash.undone_by("/issues/bulk", &fields) };
    Ok(answer::go_saying(&visitor.ask, back, &flash))
}

/// Which version of each was shown: `BEL-142.7`.
fn seen(typed: &Typed) -> HashMap<IssueKey, i64> {
    let read = |text: &str| {
        let (key, version) = text.rsplit_once('.')?;
        Some((IssueKey::parse(key)?, version.parse().ok()?))
    };
    typed.all("base").filter_map(read).collect()
}

/// What somebody else did to these since, that the change would undo unseen.
fn clashes(
    tx: &Tx<'_>,
    act: &Act,
    (keys, seen): (&[IssueKey], &HashMap<IssueKey, i64>),
    (change, reader): (&Change, &Reader),
) -> Verbs<Vec<Told>> {
    let mut told = Vec::new();
    for (key, version) in keys.iter().filter_map(|key| Some((key, *seen.get(key)?))) {
        let Ok(issue) = issue::find(tx, &act.actor, key) else { continue };
        if issue.version > version
            && let Some(clash) = issue::clash(tx, &act.actor, &issue, (&change.edit(tx, &issue)?, version))?
        {
            told.push(clash::tell(tx, &act.actor, &issue, (clash, reader))?);
        }
    }
    Ok(told)
}

/// Changes them, and says what each was.
fn run(tx: &Tx<'_>, act: &Act, keys: &[IssueKey], change: &Change) -> Verbs<Vec<Was>> {
    if keys.is_empty() {
        return Err(FieldErrors::one("issues", NONE).into());
    }
    let mut projects: Vec<&String> = keys.iter().map(|key| &key.project).collect();
    projects.sort_unstable();
    projects.dedup();
    let mut changed = Vec::new();
    for project in projects {
        let keys: Vec<IssueKey> = keys.iter().filter(|key| key.project == *project).cloned().collect();
        let mut before = Vec::new();
        for key in &keys {
            before.push(issue::find(tx, &act.actor, key)?);
        }
        let labels = label::of_issues(tx, &before.iter().map(|issue| issue.id).collect::<Vec<_>>())?;
        let Some(first) = before.first() else { continue };
        let after = issue::bulk(tx, act, &keys, &change.edit(tx, first)?)?;
        let pairs = before.iter().zip(&after).filter(|(before, after)| before.version != after.version);
        changed.extend(pairs.map(|(before, after)| {
            Was::of(before, after, labels.get(&before.id).map_or(&[][..], Vec::as_slice), change)
        }));
    }
    Ok(changed)
}
