//! Taking back what one change did.

use store::Tx;

use super::{Act, Description, Edit, Issue, IssueKey, Title, Which, edit, find, find_to_change, trace_row};
use crate::error::{Conflict, Error, Result};
use crate::event::Change;
use crate::label::{self, LabelId};

/// Makes of the issue what it was before these changes. What is no longer as they left it was changed since, and then nothing
/// is done at all; of labels only those are put back that nobody else did.
///
/// # Errors
/// [`Conflict::Stale`] where something was changed since; else as [`super::edit()`].
pub fn take_back(tx: &Tx<'_>, act: &Act, which: impl Into<Which>, changes: &[Change]) -> Result<Issue> {
    let issue = find_to_change(tx, &act.actor, which)?;
    let mut back = Edit::default();
    for change in changes {
        if !stands(tx, &issue, change)? {
            return Err(Conflict::Stale { current: issue.version }.into());
        }
        undo(tx, act, &issue, (change, &mut back))?;
    }
    edit(tx, act, issue.id, &back)
}

/// Whether the issue is still what the change made of it.
fn stands(tx: &Tx<'_>, issue: &Issue, change: &Change) -> Result<bool> {
    Ok(match change {
        Change::Title { to, .. } => issue.title == *to,
        Change::Description { to, .. } => issue.description == *to,
        Change::Status { to, .. } => issue.status == *to,
        Change::Assignee { to, .. } => issue.assignee.as_ref().map(|person| person.id) == *to,
        Change::Priority { to, .. } => issue.priority == *to,
        Change::Due { to, .. } => issue.due_on == *to,
        Change::Estimate { to, .. } => issue.estimate == *to,
        Change::Parent { to, .. } => {
            let parent = issue.parent_id.map(|parent| trace_row(tx, parent)).transpose()?.flatten();
            parent.map(|parent| parent.key.to_string()) == *to
        }
        Change::Labels { .. } => true,
        Change::Private { to, .. } => issue.is_private == *to,
    })
}

/// Puts what was there before into an edit.
fn undo(tx: &Tx<'_>, act: &Act, issue: &Issue, (change, back): (&Change, &mut Edit)) -> Result<()> {
    match change {
        Change::Title { from, .. } => back.title = Some(Title::parse(from).map_err(anyhow::Error::msg)?),
        Change::Description { from, .. } => {
            let was = if from.is_empty() { Ok(Description::none()) } else { Description::parse(from) };
            back.description = Some(was.map_err(anyhow::Error::msg)?);
        }
        Change::Status { from, .. } => back.status = Some(*from),
        Change::Assignee { from, .. } => back.assignee = Some(*from),
        Change::Priority { from, .. } => back.priority = Some(*from),
        Change::Due { from, .. } => back.due_on = Some(*from),
        Change::Estimate { from, .. } => back.estimate = Some(*from),
        Change::Parent { from, .. } => {
            let was = from.as_deref().and_then(IssueKey::parse).map(|key| find(tx, &act.actor, &key)).transpose()?;
            back.parent = Some(was.map(|parent| parent.id));
        }
        Change::Labels { added, removed } => {
            back.labels_removed = known(tx, issue, added)?;
            back.labels_added = known(tx, issue, removed)?;
        }
        Change::Private { from, .. } => back.is_private = Some(*from),
    }
    Ok(())
}

/// The labels of these names that the project still has.
fn known(tx: &Tx<'_>, issue: &Issue, names: &[String]) -> Result<Vec<LabelId>> {
    let mut ids = Vec::new();
    for name in names {
        match label::find(tx, issue.project_id, name) {
            Ok(label) => ids.push(label.id),
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Event;
    use crate::issue::{Priority, Status};
    use crate::world::World;

    fn last(world: &World, issue: &Issue) -> Vec<Change> {
        match world.events(issue).pop() {
            Some(Event::IssueChanged { changes, .. }) => changes,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn everything_that_a_change_did_is_taken_back_at_once() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let (before, whole) = (world.open(ada, ben), world.open(ada, ada));
        let edit = Edit {
            title: Some(Title::parse("Other").unwrap()),
            description: Some(Description::none()),
            status: Some(Status::Done),
            assignee: Some(None),
            priority: Some(Priority::High),
            estimate: Some(Some(3)),
            is_private: Some(true),
            parent: Some(Some(whole.id)),
            ..Edit::default()
        };
        world.edit(ada, 1, edit).unwrap();
        let changes = last(&world, &before);
        assert_eq!(changes.len(), 8);
        let after = world.write(move |tx| take_back(tx, &World::act(ada), 1, &changes)).unwrap();
        assert_eq!(after, Issue { version: 3, updated_at: after.updated_at, ..before });
    }

    #[test]
    fn what_was_changed_since_stays_as_it_is() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let issue = world.open(ada, ben);
        world.edit(ada, 1, Edit { status: Some(Status::Done), ..Edit::default() }).unwrap();
        let changes = last(&world, &issue);
        world.edit(ben, 1, Edit { status: Some(Status::InProgress), ..Edit::default() }).unwrap();
        let refused = world.write(move |tx| take_back(tx, &World::act(ada), 1, &changes));
        assert!(matches!(refused, Err(Error::Conflict(Conflict::Stale { current: 3 }))));
        let actor = World::act(ada).actor;
        assert_eq!(world.read(move |db| find(db, &actor, 1)).unwrap().status, Status::InProgress);
    }
}
