//! Deleting an issue.

use store::{Tx, params};

use super::find::find_to_change;
use super::{Act, Which};
use crate::auth::permission;
use crate::error::{Error, Result};
use crate::event::{self, Event};

/// Deletes an issue: nobody sees it any more, and mail about it is taken back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn delete(tx: &Tx<'_>, act: &Act, which: impl Into<Which>) -> Result<()> {
    let issue = find_to_change(tx, &act.actor, which)?;
    if !permission::may_delete(&act.actor, &issue) {
        return Err(Error::Forbidden);
    }
    tx.run(
        "UPDATE issues SET deleted_at = $2, deleted_by = $3, updated_at = $2, version = version + 1 WHERE id = $1",
        &params![issue.id, tx.now(), act.actor.user_id],
    )?;
    event::record(tx, act, &issue, Event::IssueDeleted { mails_too_late: 0 })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issue::find;
    use crate::issue::{Edit, Filter, list};
    use crate::world::World;

    #[test]
    fn a_deleted_issue_is_gone_and_its_number_with_it() {
        let world = World::new();
        let ada = world.register("ada");
        let issue = world.open(ada, ada);
        world.delete(ada, 1).unwrap();
        let actor = World::act(ada).actor;
        assert!(matches!(world.read(move |db| find(db, &actor, 1)), Err(Error::NotFound("issue"))));
        assert!(world.read(move |db| list(db, &actor, &Filter::default(), 10)).unwrap().is_empty());
        assert!(matches!(world.delete(ada, 1), Err(Error::NotFound("issue"))));
        assert!(matches!(world.edit(ada, 1, Edit::default()), Err(Error::NotFound("issue"))));
        assert_eq!(world.events(&issue).last(), Some(&Event::IssueDeleted { mails_too_late: 0 }));
        assert_eq!(world.open(ada, ada).number, 2);
    }

    #[test]
    fn only_who_opened_an_issue_deletes_it() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        world.open(ada, ben);
        assert!(matches!(world.delete(ben, 1), Err(Error::Forbidden)));
        assert!(world.delete(ada, 1).is_ok());
    }
}
