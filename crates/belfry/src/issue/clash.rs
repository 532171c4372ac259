//! Two who change the same thing, one of them without having seen what the other did.

use store::{Db, Timestamp};

use super::edit::changes;
use super::{Edit, Issue, trace_row};
use crate::auth::Actor;
use crate::error::Result;
use crate::event::{self, Change, Event, Recorded};
use crate::user::UserId;

/// What somebody else changed, which an edit would undo unseen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Who did.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// What, from what the actor saw to what it is.
    pub change: Change,
    /// What the edit would make of it.
    pub wanted: Change,
}

/// The first thing that the edit would change and that somebody else changed since the actor saw the issue at this version.
/// Other things that were changed meanwhile are no hindrance; nor are labels, which are given and taken one by one; nor is
/// what the actor did themselves, or what is again as they saw it.
pub fn clash(db: &Db<'_>, actor: &Actor, issue: &Issue, (edit, seen): (&Edit, i64)) -> Result<Option<Clash>> {
    if seen >= issue.version {
        return Ok(None);
    }
    let mut wanted = changes(issue, edit);
    if let Some(parent) = edit.parent.filter(|parent| *parent != issue.parent_id) {
        let to = parent.map(|parent| trace_row(db, parent)).transpose()?.flatten();
        wanted.push(Change::Parent { from: None, to: to.map(|to| to.key.to_string()) });
    }
    if wanted.is_empty() {
        return Ok(None);
    }
    let since = event::since(db, issue, seen)?;
    let found = wanted.iter().find_map(|change| latest(&since, change));
    Ok(found.filter(|clash| clash.by != Some(actor.user_id) && !clash.change.is_nothing()))
}

/// What became of the same thing in these events, and who did the last of it.
fn latest(since: &[Recorded], wanted: &Change) -> Option<Clash> {
    let mut found: Option<Clash> = None;
    for recorded in since {
        let Event::IssueChanged { changes, .. } = &recorded.event else { continue };
        let Some(change) = changes.iter().find(|change| change.is_same_thing(wanted)) else { continue };
        let change = match found {
            Some(before) => before.change.followed_by(change.clone()),
            None => change.clone(),
        };
        found = Some(Clash { by: recorded.actor_id, at: recorded.at, change, wanted: wanted.clone() });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::{Priority, Status, find};
    use crate::world::World;

    fn moved(status: Status) -> Edit {
        Edit { status: Some(status), ..Edit::default() }
    }

    fn raised(priority: Priority) -> Edit {
        Edit { priority: Some(priority), ..Edit::default() }
    }

    #[test]
    fn only_what_somebody_else_changed_of_the_same_thing_is_a_clash() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        world.open(ada, ben);
        let clashes = |who, edit: Edit, seen| {
            let actor = World::act(who).actor;
            world.read(move |db| clash(db, &actor, &find(db, &actor, 1)?, (&edit, seen))).unwrap()
        };
        world.edit(ben, 1, moved(Status::Done)).unwrap();
        world.edit(ada, 1, raised(Priority::High)).unwrap();
        let found = clashes(ada, moved(Status::InProgress), 1).unwrap();
        assert_eq!((found.by, found.change), (Some(ben), Change::Status { from: Status::Todo, to: Status::Done }));
        // Whoever saw it, wants the same, did it themselves, or changes something else.
        assert_eq!(clashes(ada, moved(Status::InProgress), 2), None);
        assert_eq!(clashes(ada, moved(Status::Done), 1), None);
        assert_eq!(clashes(ben, moved(Status::InProgress), 1), None);
        assert_eq!(clashes(ada, raised(Priority::Low), 1), None);
        assert!(clashes(ben, raised(Priority::Low), 2).is_some());
        // Back to what they saw.
        world.edit(ben, 1, moved(Status::Todo)).unwrap();
        assert_eq!(clashes(ada, moved(Status::InProgress), 1), None);
    }

    #[test]
    fn a_parent_is_one_thing_and_labels_are_many() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let ids: Vec<_> = (0..3).map(|_| world.open(ada, ben).id).collect();
        world.edit(ben, 1, Edit { parent: Some(Some(ids[1])), ..Edit::default() }).unwrap();
        let actor = World::act(ada).actor;
        let found =
            |edit: Edit| world.read(move |db| clash(db, &actor, &find(db, &actor, 1)?, (&edit, 1))).unwrap().is_some();
        assert!(found(Edit { parent: Some(Some(ids[2])), ..Edit::default() }));
        assert!(!found(Edit { parent: Some(Some(ids[1])), ..Edit::default() }));
        assert!(!found(Edit { labels_added: vec![crate::label::LabelId(1)], ..Edit::default() }));
    }
}
