//! Giving a project another key. The old one still leads to it, for ever.

use store::{Db, Tx, params};

use super::{Project, ProjectId, ProjectKey, find, find_to_maintain};
use crate::auth::Actor;
use crate::error::{Conflict, Result};

/// Gives the project of this key another one. A key it had before may be taken up again.
///
/// # Errors
/// [`crate::Error::NotFound`], [`crate::Error::Forbidden`], or [`Conflict::KeyTaken`] if another project has or had it.
pub fn rename(tx: &Tx<'_>, actor: &Actor, key: &str, to: &ProjectKey) -> Result<Project> {
    let project = find_to_maintain(tx, actor, key)?;
    if project.key == to.as_str() {
        return Ok(project);
    }
    check_free(tx, to, Some(project.id))?;
    let sql = "UPDATE projects SET key = $2 WHERE id = $1";
    tx.run(sql, &params![project.id, to.as_str()]).map_err(super::open::key_taken)?;
    keep(tx, project.id, to)?;
    find(tx, actor, to.as_str())
}

/// Makes sure that no other project has or had this key.
pub(super) fn check_free(db: &Db<'_>, key: &ProjectKey, but_for: Option<ProjectId>) -> Result<()> {
    let sql = "SELECT project_id FROM project_keys WHERE key = $1";
    let owner: Option<ProjectId> = db.maybe(sql, &params![key.as_str()], |row| row.get("project_id"))?;
    if owner.is_some() && owner != but_for { Err(Conflict::KeyTaken.into()) } else { Ok(()) }
}

/// Remembers that this key leads to the project.
pub(super) fn keep(tx: &Tx<'_>, project: ProjectId, key: &ProjectKey) -> Result<()> {
    tx.run(
        "INSERT INTO project_keys (key, project_id, since) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING",
        &params![key.as_str(), project, tx.now()],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;
    use crate::issue::{self, IssueKey};
    use crate::project::open;
    use crate::world::{World, new_project};

    fn key(text: &str) -> ProjectKey {
        ProjectKey::parse(text).unwrap()
    }

    #[test]
    fn the_old_key_still_leads_to_the_project_and_its_issues() {
        let world = World::new();
        let admin = world.admin("ada");
        let opened = world.open(admin.user_id, admin.user_id);
        let renamed = world.write(move |tx| rename(tx, &admin, "bel", &key("TOWER"))).unwrap();
        assert_eq!(renamed.key, "TOWER");
        assert_eq!(world.read(move |db| find(db, &admin, "BEL")).unwrap(), renamed);
        for text in ["BEL-1", "tower-1"] {
            let named = IssueKey::parse(text).unwrap();
            let found = world.read(move |db| issue::find(db, &admin, &named)).unwrap();
            assert_eq!((found.id, found.key.to_string().as_str()), (opened.id, "TOWER-1"));
        }
        let taken = world.write(move |tx| open(tx, &admin, &new_project("BEL")));
        assert!(matches!(taken, Err(Error::Conflict(Conflict::KeyTaken))));
        assert_eq!(world.write(move |tx| rename(tx, &admin, "TOWER", &key("BEL"))).unwrap().key, "BEL");
    }

    #[test]
    fn only_a_maintainer_renames() {
        let world = World::new();
        let ben = World::act(world.register("ben")).actor;
        assert!(matches!(world.write(move |tx| rename(tx, &ben, "BEL", &key("MINE"))), Err(Error::Forbidden)));
    }
}
