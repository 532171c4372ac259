//! Opening an issue.

use store::{Tx, params};

use super::{Act, Description, Issue, Status, Title, find};
use crate::error::{Error, FieldErrors, Result};
use crate::event::{self, Event};
use crate::project;
use crate::user::{self, User, UserId};

/// An issue that is to be opened.
#[derive(Clone, Debug)]
pub struct NewIssue {
    /// What is to be done, in short.
    pub title: Title,
    /// What is to be done.
    pub description: Description,
    /// Who is to do it.
    pub assignee: UserId,
}

/// Opens an issue in the default project and gives it to its assignee.
///
/// # Errors
/// [`Error::Invalid`] (`assignee`) if the assignee's account is disabled, [`Error::NotFound`] if there is none.
pub fn open(tx: &Tx<'_>, act: &Act, new: &NewIssue) -> Result<Issue> {
    check_assignee(tx, new.assignee)?;
    let project = project::default(tx)?;
    let number = project::next_number(tx, project)?;
    let status = Status::Todo;
    tx.run(
        "INSERT INTO issues (project_id, number, title, description, status, is_open, created_by, assignee_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        &params![
            project,
            number,
            new.title.as_str(),
            new.description.as_str(),
            status,
            status.is_open(),
            act.actor.user_id,
            new.assignee,
            tx.now()
        ],
    )?;
    let issue = find(tx, &act.actor, number)?;
    event::record(tx, act, &issue, Event::IssueOpened { assignee: Some(new.assignee) })?;
    Ok(issue)
}

/// An issue is given to somebody who can do something about it.
pub(super) fn check_assignee(tx: &Tx<'_>, assignee: UserId) -> Result<()> {
    let user = user::find(tx, assignee)?.ok_or(Error::NotFound("user"))?;
    if !User::is_active(&user) {
        return Err(FieldErrors::one("assignee", "This account is disabled: give the issue to somebody else.").into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::user;
    use crate::world::{World, new_issue};

    #[test]
    fn an_issue_gets_the_next_number_and_is_to_be_done() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let issue = world.open(ada, ben);
        assert_eq!((issue.key.to_string().as_str(), issue.number, issue.version), ("BEL-1", 1, 1));
        assert_eq!((issue.status, issue.created_at, issue.updated_at), (Status::Todo, world.now(), world.now()));
        assert_eq!((issue.created_by.id, issue.created_by.email.as_str()), (ada, "ada@belfry.example"));
        assert_eq!(issue.assignee.as_ref().map(|ben| ben.email.as_str()), Some("ben@belfry.example"));
        assert_eq!(world.events(&issue), [Event::IssueOpened { assignee: Some(ben) }]);
        assert_eq!(world.open(ada, ada).number, 2);
    }

    #[test]
    fn an_issue_is_given_to_an_active_person() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        world.write(move |tx| user::disable(tx, ben)).unwrap();
        let to_ben = world.write(move |tx| open(tx, &World::act(ada), &new_issue(ben)));
        assert!(matches!(to_ben, Err(Error::Invalid(fields)) if fields.iter().any(|(field, _)| field == "assignee")));
        let to_nobody = world.write(move |tx| open(tx, &World::act(ada), &new_issue(UserId(99))));
        assert!(matches!(to_nobody, Err(Error::NotFound("user"))));
        assert!(world.mails().is_empty());
        assert_eq!(world.open(ada, ada).number, 1);
    }
}
