//! Opening an issue.

use store::{Tx, params};

use super::{Act, Description, DueDate, Issue, IssueId, Priority, Status, Title, Which, find};
use super::{label, parent};
use crate::auth::permission;
use crate::error::{Error, FieldErrors, Result};
use crate::event::{self, Event};
use crate::label::LabelId;
use crate::project::{self, ProjectId};
use crate::user::UserId;

/// An issue that is to be opened.
#[derive(Clone, Debug)]
pub struct NewIssue {
    /// What is to be done, in short.
    pub title: Title,
    /// What is to be done.
    pub description: Description,
    /// Who is to do it.
    pub assignee: Option<UserId>,
    /// The rest.
    pub details: Details,
}

/// What need not be said of a new issue.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// The project to open it in; otherwise the default one.
    pub project: Option<ProjectId>,
    /// How far it has come; otherwise it is to be done.
    pub status: Option<Status>,
    /// How much it matters.
    pub priority: Priority,
    /// The day by which it is to be done.
    pub due_on: Option<DueDate>,
    /// In points.
    pub estimate: Option<i64>,
    /// The issue it is a part of.
    pub parent: Option<IssueId>,
    /// Its labels.
    pub labels: Vec<LabelId>,
    /// Whether only its author, its assignee and the project's members see it.
    pub is_private: bool,
}

/// Opens an issue and gives it to its assignee.
///
/// # Errors
/// [`Error::NotFound`] if the actor may not see the project or there is no such assignee, [`Error::Forbidden`] if they may
/// not open issues there, [`Error::Invalid`] (`assignee`) if the assignee's account is disabled or may not see the issue.
pub fn open(tx: &Tx<'_>, act: &Act, new: &NewIssue) -> Result<Issue> {
    let details = &new.details;
    let project = match details.project {
        Some(project) => project::find_row(tx, &act.actor, project)?,
        None => project::find_default(tx, &act.actor)?,
    };
    if !permission::may_open_issue(&project) {
        return Err(Error::Forbidden);
    }
    if let Some(assignee) = new.assignee {
        check_assignee(tx, project.id, assignee)?;
    }
    let number = project::next_number(tx, project.id)?;
    let status = details.status.unwrap_or(Status::Todo);
    // Sent along with the look at what it became.
    tx.run_along(
        "INSERT INTO issues (project_id, number, title, description, status, is_open, created_by, assignee_id, priority,
                             due_on, estimate, is_private, parent_id, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
        &params![
            project.id,
            number,
            new.title.as_str(),
            new.description.as_str(),
            status,
            status.is_open(),
            act.actor.user_id,
            new.assignee,
            details.priority,
            details.due_on,
            details.estimate,
            details.is_private,
            details.parent,
            tx.now()
        ],
    )?;
    let issue = find(tx, &act.actor, Which::Numbered(project.id, number))?;
    label::names(tx, project.id, &details.labels)?;
    label::put(tx, issue.id, (&details.labels, &[]))?;
    if let Some(parent) = details.parent {
        parent::check(tx, &act.actor, &issue, parent)?;
    }
    event::record(tx, act, &issue, Event::IssueOpened { assignee: new.assignee })?;
    Ok(issue)
}

/// An issue is given to somebody who can do something about it: whoever has it sees it, if they may look at its project.
pub(super) fn check_assignee(tx: &Tx<'_>, project: ProjectId, assignee: UserId) -> Result<()> {
    let reach = permission::reach(tx, assignee, project)?.ok_or(Error::NotFound("user"))?;
    if !reach.is_active {
        return Err(FieldErrors::one("assignee", "This account is disabled: give the issue to somebody else.").into());
    }
    if !reach.is_in_reach {
        let text = "This person may not see the project: take them into it first, or give the issue to somebody else.";
        return Err(FieldErrors::one("assignee", text).into());
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
