//! Changing an issue.

use store::{Tx, params};

use super::find::find_to_change;
use super::open::check_assignee;
use super::{Act, Description, DueDate, Issue, IssueId, Priority, Status, Title, Which, find};
use super::{label, parent, trace_row};
use crate::auth::permission;
use crate::error::{Conflict, Error, Result};
use crate::event::{self, Change, Event};
use crate::label::LabelId;
use crate::user::UserId;

/// What is to be changed; what is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// Another title.
    pub title: Option<Title>,
    /// Another description.
    pub description: Option<Description>,
    /// Somebody else, or nobody.
    pub assignee: Option<Option<UserId>>,
    /// Another status.
    pub status: Option<Status>,
    /// Another priority.
    pub priority: Option<Priority>,
    /// Another day by which it is to be done, or none.
    pub due_on: Option<Option<DueDate>>,
    /// Another estimate in points, or none.
    pub estimate: Option<Option<i64>>,
    /// Whether only its author, its assignee and the project's members see it.
    pub is_private: Option<bool>,
    /// The issue it is a part of, or none.
    pub parent: Option<Option<IssueId>>,
    /// Labels it gets.
    pub labels_added: Vec<LabelId>,
    /// Labels it loses.
    pub labels_removed: Vec<LabelId>,
    /// Only if this is still its version.
    pub if_version: Option<i64>,
}

/// Changes an issue and answers with what it then is. An edit after which everything is as it was
/// does nothing: no new version, no event, no mail.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Conflict::Stale`], or as [`super::open()`] about the assignee.
pub fn edit(tx: &Tx<'_>, act: &Act, which: impl Into<Which>, edit: &Edit) -> Result<Issue> {
    let issue = find_to_change(tx, &act.actor, which)?;
    if !permission::may_edit(&act.actor, &issue) {
        return Err(Error::Forbidden);
    }
    if edit.if_version.is_some_and(|wanted| wanted != issue.version) {
        return Err(Conflict::Stale { current: issue.version }.into());
    }
    let mut changes = changes(&issue, edit);
    changes.extend(reparent(tx, act, &issue, edit.parent)?);
    changes.extend(relabel(tx, &issue, edit)?);
    if changes.is_empty() {
        return Ok(issue);
    }
    write(tx, &issue, &changes)?;
    let issue = find(tx, &act.actor, issue.id)?;
    event::record(tx, act, &issue, Event::IssueChanged { changes, mails_too_late: 0 })?;
    Ok(issue)
}

/// What the edit makes different.
pub(super) fn changes(issue: &Issue, edit: &Edit) -> Vec<Change> {
    let from = issue.clone();
    let mut changes = Vec::new();
    if let Some(to) = &edit.title {
        changes.push(Change::Title { from: from.title, to: to.as_str().to_owned() });
    }
    if let Some(to) = &edit.description {
        changes.push(Change::Description { from: from.description, to: to.as_str().to_owned() });
    }
    if let Some(to) = edit.status {
        changes.push(Change::Status { from: from.status, to });
    }
    if let Some(to) = edit.assignee {
        changes.push(Change::Assignee { from: from.assignee.map(|person| person.id), to });
    }
    changes.extend(edit.priority.map(|to| Change::Priority { from: from.priority, to }));
    changes.extend(edit.due_on.map(|to| Change::Due { from: from.due_on, to }));
    changes.extend(edit.estimate.map(|to| Change::Estimate { from: from.estimate, to }));
    changes.extend(edit.is_private.map(|to| Change::Private { from: from.is_private, to }));
    changes.retain(|change| !change.is_nothing());
    changes
}

/// Makes the issue a part of another one, or of none.
fn reparent(tx: &Tx<'_>, act: &Act, issue: &Issue, parent: Option<Option<IssueId>>) -> Result<Option<Change>> {
    let Some(parent) = parent.filter(|parent| *parent != issue.parent_id) else { return Ok(None) };
    let to = parent.map(|parent| parent::check(tx, &act.actor, issue, parent)).transpose()?;
    let from = issue.parent_id.map(|parent| trace_row(tx, parent)).transpose()?.flatten();
    tx.run("UPDATE issues SET parent_id = $2 WHERE id = $1", &params![issue.id, parent])?;
    let (from, to) = (from.map(|issue| issue.key.to_string()), to.map(|issue| issue.key.to_string()));
    Ok(Some(Change::Parent { from, to }))
}

/// Gives the issue labels and takes others.
fn relabel(tx: &Tx<'_>, issue: &Issue, edit: &Edit) -> Result<Option<Change>> {
    if edit.labels_added.is_empty() && edit.labels_removed.is_empty() {
        return Ok(None);
    }
    let (gets, loses) = label::differences(tx, issue, (&edit.labels_added, &edit.labels_removed))?;
    let added = label::names(tx, issue.project_id, &gets)?;
    let removed = label::names(tx, issue.project_id, &loses)?;
    label::put(tx, issue.id, (&gets, &loses))?;
    let change = Change::Labels { added, removed };
    Ok(Some(change).filter(|change| !change.is_nothing()))
}

fn write(tx: &Tx<'_>, issue: &Issue, changes: &[Change]) -> Result<()> {
    for change in changes {
        match change {
            Change::Title { to, .. } => {
                tx.run_along("UPDATE issues SET title = $2 WHERE id = $1", &params![issue.id, to])?
            }
            Change::Description { to, .. } => {
                tx.run_along("UPDATE issues SET description = $2 WHERE id = $1", &params![issue.id, to])?
            }
            Change::Status { to, .. } => {
                let sql = "UPDATE issues SET status = $2, is_open = $3 WHERE id = $1";
                tx.run_along(sql, &params![issue.id, *to, to.is_open()])?
            }
            Change::Assignee { to, .. } => {
                to.map(|assignee| check_assignee(tx, issue.project_id, assignee)).transpose()?;
                tx.run_along("UPDATE issues SET assignee_id = $2 WHERE id = $1", &params![issue.id, *to])?
            }
            Change::Priority { to, .. } => {
                tx.run_along("UPDATE issues SET priority = $2 WHERE id = $1", &params![issue.id, *to])?
            }
            Change::Due { to, .. } => {
                tx.run_along("UPDATE issues SET due_on = $2 WHERE id = $1", &params![issue.id, *to])?
            }
            Change::Estimate { to, .. } => {
                tx.run_along("UPDATE issues SET estimate = $2 WHERE id = $1", &params![issue.id, *to])?
            }
            // Done where they are worked out.
            Change::Parent { .. } | Change::Labels { .. } => {}
            Change::Private { to, .. } => {
                tx.run_along("UPDATE issues SET is_private = $2 WHERE id = $1", &params![issue.id, *to])?
            }
        }
    }
    let sql = "UPDATE issues SET version = version + 1, updated_at = $2 WHERE id = $1";
    tx.run_along(sql, &params![issue.id, tx.now()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::world::World;

    fn title(text: &str) -> Edit {
        Edit { title: Some(Title::parse(text).unwrap()), ..Edit::default() }
    }

    #[test]
    fn an_edit_changes_what_it_names_in_one_version_and_one_event() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let before = world.open(ada, ada);
        world.advance(Duration::from_secs(1));
        let edit = Edit {
            description: Some(Description::parse("Now and then.").unwrap()),
            status: Some(Status::InProgress),
            assignee: Some(Some(ben)),
            if_version: Some(1),
            ..title("Mail goes out once")
        };
        let after = world.edit(ada, 1, edit).unwrap();
        assert_eq!((after.title.as_str(), after.description.as_str()), ("Mail goes out once", "Now and then."));
        assert_eq!((after.status, after.version, after.updated_at), (Status::InProgress, 2, world.now()));
        assert_eq!((after.assignee.as_ref().map(|ben| ben.id), after.created_at), (Some(ben), before.created_at));
        let events = world.events(&after);
        assert_eq!(events.len(), 2);
        assert!(matches!(&events[1], Event::IssueChanged { changes, mails_too_late: 0 } if changes.len() == 4));
    }

    #[test]
    fn an_edit_that_changes_nothing_leaves_no_trace() {
        let world = World::new();
        let ada = world.register("ada");
        let issue = world.open(ada, ada);
        world.advance(Duration::from_secs(1));
        let same = Edit { assignee: Some(Some(ada)), status: Some(Status::Todo), ..title(&issue.title) };
        assert_eq!(world.edit(ada, 1, same).unwrap(), issue);
        assert_eq!(world.edit(ada, 1, Edit::default()).unwrap(), issue);
        assert_eq!((world.events(&issue).len(), world.mails()[0].revision), (1, 1));
    }

    #[test]
    fn who_edits_an_older_version_is_told_so() {
        let world = World::new();
        let ada = world.register("ada");
        world.open(ada, ada);
        world.edit(ada, 1, title("First")).unwrap();
        let second = world.edit(ada, 1, Edit { if_version: Some(1), ..title("Second") });
        assert!(matches!(second, Err(Error::Conflict(Conflict::Stale { current: 2 }))));
        assert!(world.edit(ada, 1, Edit { if_version: Some(2), ..title("Second") }).is_ok());
    }

    #[test]
    fn a_stranger_does_not_edit_it_and_a_missing_one_is_missing() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let issue = world.open(ada, ada);
        assert!(matches!(world.edit(ben, 1, title("Mine")), Err(Error::Forbidden)));
        assert!(matches!(world.edit(ada, 2, title("Where")), Err(Error::NotFound("issue"))));
        let nobody = Edit { assignee: Some(Some(UserId(99))), ..title("Whose") };
        assert!(matches!(world.edit(ada, 1, nobody), Err(Error::NotFound("user"))));
        assert_eq!(world.read(move |db| find(db, &World::act(ben).actor, 1)).unwrap(), issue);
    }
}
