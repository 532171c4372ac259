//! Taking a change of many issues back: what each was travels with the flash, and is put back only where nobody has changed
//! the issue since.

use axum::extract::State;
use axum::response::Response;
use store::Tx;

use super::bulk::Change;
use crate::app::App;
use crate::error::{Error, FieldErrors, Result as Verbs};
use crate::event::Act;
use crate::issue::{self, DueDate, Edit, Issue, IssueKey, Priority, Status};
use crate::label::{self, Label};
use crate::user::{self, Username};
use crate::web::{Flash, Refusal, Typed, Visitor, answer, way};

/// The longest text that travels with a flash: a cookie has 4 KiB.
const MOST: usize = 2000;

/// What an issue was before a change, and which version it has since: `BEL-142 7 status todo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web) struct Was {
    pub key: String,
    version: i64,
    field: &'static str,
    value: String,
}

impl Was {
    /// What `before` was that this change made `after` of; `labels` are those that it had.
    pub fn of(before: &Issue, after: &Issue, labels: &[Label], change: &Change) -> Was {
        let had = |name: &String| labels.iter().any(|label| label.name.to_lowercase() == name.to_lowercase());
        let (field, value) = match change {
            Change::Status(_) => ("status", before.status.as_str().to_owned()),
            Change::Priority(_) => ("priority", before.priority.as_str().to_owned()),
            Change::Watch(is_on) => ("watch", if *is_on { "0" } else { "1" }.to_owned()),
            Change::Due(_) => ("due", before.due_on.map(|due| due.to_string()).unwrap_or_default()),
            Change::Assignee(_) => {
                ("assignee", before.assignee.as_ref().map(|person| person.username.clone()).unwrap_or_default())
            }
            Change::Label(name) | Change::Unlabel(name) if had(name) => ("label", name.clone()),
            Change::Label(name) | Change::Unlabel(name) => ("unlabel", name.clone()),
        };
        Was { key: before.key.to_string(), version: after.version, field, value }
    }

    fn written(&self) -> String {
        format!("{} {} {} {}", self.key, self.version, self.field, self.value)
    }
}

/// The flash, with a way to put everything back if it is short enough.
pub(in crate::web) fn undone(flash: Flash, changed: &[Was], back: &str) -> Flash {
    let was = changed.iter().map(Was::written).collect::<Vec<_>>().join("\n");
    match changed.is_empty() || was.len() + back.len() > MOST {
        true => flash,
        false => flash.undone_by("/issues/undo", &[("was", &was), ("back", back)]),
    }
}

/// `POST /issues/undo`
pub(in crate::web) async fn undo(State(app): State<App>, visitor: Visitor, typed: Typed) -> Result<Response, Refusal> {
    let was = typed.get("was").to_owned();
    visitor.change(&app, move |tx, act| was.lines().try_for_each(|line| put_back(tx, act, line))).await?;
    let back = way::or_home(typed.get("back"));
    Ok(answer::go_saying(&visitor.ask, back, &Flash::new("flash-undone", "")))
}

fn put_back(tx: &Tx<'_>, act: &Act, line: &str) -> Verbs<()> {
    let unreadable = || Error::from(FieldErrors::one("was", "This cannot be put back."));
    let mut parts = line.splitn(4, ' ');
    let mut part = || parts.next().ok_or_else(unreadable);
    let (key, version, field, value) = (part()?, part()?, part()?, part()?);
    let key = IssueKey::parse(key).ok_or_else(unreadable)?;
    let version = version.parse().map_err(|_| unreadable())?;
    let none = Edit { if_version: Some(version), ..Edit::default() };
    let edit = match field {
        "status" => Edit { status: Some(Status::parse(value).ok_or_else(unreadable)?), ..none },
        "priority" => Edit { priority: Some(Priority::parse(value).ok_or_else(unreadable)?), ..none },
        "due" if value.is_empty() => Edit { due_on: Some(None), ..none },
        "due" => Edit { due_on: Some(Some(DueDate::parse(value).map_err(|_| unreadable())?)), ..none },
        "assignee" if value.is_empty() => Edit { assignee: Some(None), ..none },
        "assignee" => {
            let name = Username::parse(value).map_err(|_| unreadable())?;
            let user = user::find_by_username(tx, &name)?.ok_or_else(unreadable)?;
            Edit { assignee: Some(Some(user.id)), ..none }
        }
        "label" | "unlabel" => {
            let project = issue::find(tx, &act.actor, &key)?.project_id;
            let id = label::find(tx, project, value)?.id;
            let (labels_added, labels_removed) = if field == "label" { (vec![id], vec![]) } else { (vec![], vec![id]) };
            Edit { labels_added, labels_removed, ..none }
        }
        _ => return Err(unreadable()),
    };
    issue::edit(tx, act, &key, &edit).map(drop)
}
