//! Changing a project.

use store::{Tx, params};

use super::{Project, ProjectKey, ProjectName, Visibility, find_row, find_to_maintain, rename};
use crate::audit::{self, Entry, Kind};
use crate::error::Result;
use crate::event::Act;

/// What is to be different; what is `None` stays as it is.
#[derive(Clone, Debug, Default)]
pub struct ProjectChange {
    /// Another key; the old one still leads to it.
    pub key: Option<ProjectKey>,
    /// Another name.
    pub name: Option<ProjectName>,
    /// Another description.
    pub description: Option<String>,
    /// Another visibility.
    pub visibility: Option<Visibility>,
    /// Whether nothing in it may be changed.
    pub is_archived: Option<bool>,
}

/// Changes the project of this key.
///
/// # Errors
/// [`crate::Error::NotFound`], [`crate::Error::Forbidden`], [`crate::error::Conflict::KeyTaken`].
pub fn change(tx: &Tx<'_>, act: &Act, key: &str, change: &ProjectChange) -> Result<Project> {
    let actor = &act.actor;
    let project = find_to_maintain(tx, actor, key)?;
    if let Some(to) = &change.key {
        rename(tx, actor, key, to)?;
    }
    let archived_at = match change.is_archived {
        Some(true) => Some(project.archived_at.unwrap_or(tx.now())),
        Some(false) => None,
        None => project.archived_at,
    };
    tx.run(
        "UPDATE projects SET name = $2, description = $3, visibility = $4, archived_at = $5 WHERE id = $1",
        &params![
            project.id,
            change.name.as_ref().map_or(project.name.as_str(), ProjectName::as_str),
            change.description.as_ref().unwrap_or(&project.description),
            change.visibility.unwrap_or(project.visibility),
            archived_at
        ],
    )?;
    if let Some(to) = change.visibility.filter(|to| *to != project.visibility) {
        let entry = Entry::of(Kind::VisibilityChanged, None, act.from).within(project.id).with(to.as_str());
        audit::record(tx, &Entry { actor: Some(actor.user_id), ..entry })?;
    }
    find_row(tx, actor, project.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::issue;
    use crate::world::{World, new_issue};

    #[test]
    fn what_is_named_is_changed_and_the_rest_stays() {
        let world = World::new();
        let admin = world.admin("ada");
        let wish = ProjectChange { visibility: Some(Visibility::Internal), ..ProjectChange::default() };
        let changed = world.write(move |tx| change(tx, &World::acting(admin), "BEL", &wish)).unwrap();
        assert_eq!((changed.name.as_str(), changed.visibility), ("Belfry", Visibility::Internal));
        let wish = ProjectChange {
            key: ProjectKey::parse("TOW").ok(),
            name: ProjectName::parse("Tower").ok(),
            ..ProjectChange::default()
        };
        let changed = world.write(move |tx| change(tx, &World::acting(admin), "BEL", &wish)).unwrap();
        assert_eq!(
            (changed.key.as_str(), changed.name.as_str(), changed.visibility),
            ("TOW", "Tower", Visibility::Internal)
        );
        let ben = World::act(world.register("ben")).actor;
        assert!(matches!(
            world.write(move |tx| change(tx, &World::acting(ben), "TOW", &ProjectChange::default())),
            Err(Error::Forbidden)
        ));
    }

    #[test]
    fn nothing_is_opened_in_an_archived_project_until_it_is_none_any_more() {
        let world = World::new();
        let admin = world.admin("ada");
        let archive = |is_archived| {
            let wish = ProjectChange { is_archived: Some(is_archived), ..ProjectChange::default() };
            world.write(move |tx| change(tx, &World::acting(admin), "BEL", &wish)).unwrap().archived_at
        };
        let open = || world.write(move |tx| issue::open(tx, &World::act(admin.user_id), &new_issue(admin.user_id)));
        assert_eq!(archive(true), Some(world.now()));
        assert!(matches!(open(), Err(Error::Forbidden)));
        assert_eq!(archive(false), None);
        assert!(open().is_ok());
    }
}
