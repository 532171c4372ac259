//! Opening a project.

use store::{Tx, params};

use super::{Project, ProjectKey, ProjectName, Role, Visibility, find};
use crate::auth::{Actor, permission};
use crate::error::{Conflict, Error, Result};

/// A project that is to be opened.
#[derive(Clone, Debug)]
pub struct NewProject {
    /// What its issues are called by.
    pub key: ProjectKey,
    /// What people call it.
    pub name: ProjectName,
    /// Markdown; may be empty.
    pub description: String,
    /// Who may look at it without being in it.
    pub visibility: Visibility,
}

/// Opens a project, of which the actor is the first maintainer.
///
/// # Errors
/// [`Error::Forbidden`], or [`Conflict::KeyTaken`] if another project has or had this key.
pub fn open(tx: &Tx<'_>, actor: &Actor, new: &NewProject) -> Result<Project> {
    if !permission::may_open_project(tx, actor)? {
        return Err(Error::Forbidden);
    }
    super::rename::check_free(tx, &new.key, None)?;
    let id: super::ProjectId = tx
        .one(
            "INSERT INTO projects (key, name, description, visibility, created_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
            &params![new.key.as_str(), new.name.as_str(), &new.description, new.visibility, tx.now()],
            |row| row.get("id"),
        )
        .map_err(key_taken)?;
    tx.run("INSERT INTO issue_counters (project_id) VALUES ($1)", &params![id])?;
    super::rename::keep(tx, id, &new.key)?;
    super::member::insert(tx, id, actor.user_id, Role::Maintainer)?;
    find(tx, actor, new.key.as_str())
}

/// Two who take the same key at the same moment: one of them is told so.
pub(super) fn key_taken(error: store::Error) -> Error {
    match error {
        store::Error::Unique(what) if what.ends_with("key") => Conflict::KeyTaken.into(),
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::{World, new_project};

    #[test]
    fn who_opens_a_project_maintains_it_and_its_issues_count_from_one() {
        let world = World::new();
        let admin = world.admin("ada");
        let project = world.write(move |tx| open(tx, &admin, &new_project("MOB"))).unwrap();
        assert_eq!((project.key.as_str(), project.role), ("MOB", Role::Maintainer));
        let again = world.write(move |tx| open(tx, &admin, &new_project("MOB")));
        assert!(matches!(again, Err(Error::Conflict(Conflict::KeyTaken))));
        let id = project.id;
        assert_eq!(world.write(move |tx| super::super::next_number(tx, id)).unwrap(), 1);
    }

    #[test]
    fn admins_and_maintainers_open_projects_and_nobody_else() {
        let world = World::new();
        let ben = World::act(world.register("ben")).actor;
        assert!(matches!(world.write(move |tx| open(tx, &ben, &new_project("BEN"))), Err(Error::Forbidden)));
        let admin = world.admin("ada");
        world.write(move |tx| open(tx, &admin, &new_project("MOB"))).unwrap();
        world.join("MOB", ben.user_id, Role::Member);
        assert!(matches!(world.write(move |tx| open(tx, &ben, &new_project("BEN"))), Err(Error::Forbidden)));
        world.join("MOB", ben.user_id, Role::Maintainer);
        assert!(world.write(move |tx| open(tx, &ben, &new_project("BEN"))).is_ok());
    }
}
