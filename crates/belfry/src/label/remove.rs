//! Removing a label from a project and from its issues.

use store::{Tx, params};

use super::find;
use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::{issue, project};

/// Removes the label of this name; the issues that have it lose it without a new version.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn remove(tx: &Tx<'_>, actor: &Actor, project: &str, label: &str) -> Result<()> {
    let project = project::find(tx, actor, project)?;
    if !permission::may_label(&project) {
        return Err(Error::Forbidden);
    }
    let label = find(tx, project.id, label)?;
    issue::unlabel_all(tx, label.id)?;
    tx.run("DELETE FROM labels WHERE id = $1", &params![label.id])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::Edit;
    use crate::label::{LabelName, make, of_issues};
    use crate::world::World;

    #[test]
    fn a_removed_label_goes_from_every_issue() {
        let world = World::new();
        let admin = world.admin("ada");
        let issue = world.open(admin.user_id, admin.user_id).id;
        let name = LabelName::parse("bug").unwrap();
        let bug = world.write(move |tx| make(tx, &admin, "BEL", (&name, 1))).unwrap();
        world.edit(admin.user_id, 1, Edit { labels_added: vec![bug.id], ..Edit::default() }).unwrap();
        assert_eq!(world.read(move |db| of_issues(db, &[issue])).unwrap()[&issue], [bug]);
        world.write(move |tx| remove(tx, &admin, "BEL", "Bug")).unwrap();
        assert!(world.read(move |db| of_issues(db, &[issue])).unwrap().is_empty());
        assert!(matches!(world.write(move |tx| remove(tx, &admin, "BEL", "Bug")), Err(Error::NotFound("label"))));
    }
}
