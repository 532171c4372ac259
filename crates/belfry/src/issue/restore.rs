//! Bringing a deleted issue back.

use store::{Tx, params};

use super::{Act, Issue, Which, find};
use crate::auth::permission;
use crate::error::{Error, Result};
use crate::event::{self, Event};

/// Brings a deleted issue back as it was. Its assignee is told of it like of a new one.
///
/// # Errors
/// [`Error::NotFound`] where there is no deleted issue that the actor may see, [`Error::Forbidden`].
pub fn restore(tx: &Tx<'_>, act: &Act, which: impl Into<Which>) -> Result<Issue> {
    let (issue, deleted_by) = find::find_deleted(tx, &act.actor, which)?;
    if !permission::may_restore(&act.actor, &issue, deleted_by) {
        return Err(Error::Forbidden);
    }
    tx.run(
        "UPDATE issues SET deleted_at = NULL, deleted_by = NULL, updated_at = $2, version = version + 1 WHERE id = $1",
        &params![issue.id, tx.now()],
    )?;
    let issue = find(tx, &act.actor, issue.id)?;
    event::record(tx, act, &issue, Event::IssueRestored)?;
    Ok(issue)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use outbox::{Kind, State};

    use super::*;
    use crate::project::Role;
    use crate::world::World;

    #[test]
    fn a_deleted_issue_comes_back_and_its_assignee_is_told_anew() {
        let world = World::new();
        let (ada, ben, cleo) = (world.register("ada"), world.register("ben"), world.register("cleo"));
        let before = world.open(ada, ben);
        world.delete(ada, 1).unwrap();
        let by = |who| move |tx: &Tx<'_>| restore(tx, &World::act(who), 1);
        assert!(matches!(world.write(by(cleo)), Err(Error::Forbidden)));
        let back = world.write(by(ada)).unwrap();
        assert_eq!((back.title, back.version), (before.title, 3));
        let mail = world.mails().pop().unwrap();
        assert_eq!(
            (mail.kind, mail.state, mail.due_at),
            (Kind::Assigned, State::Pending, world.now() + Duration::from_secs(720))
        );
        assert!(matches!(world.write(by(ada)), Err(Error::NotFound("issue"))));
        world.delete(ada, 1).unwrap();
        world.join("BEL", cleo, Role::Maintainer);
        assert!(world.write(by(cleo)).is_ok());
    }
}
