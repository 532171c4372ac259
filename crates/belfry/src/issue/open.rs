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
