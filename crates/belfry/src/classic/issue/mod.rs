//! `/issue/`: opening, showing, listing, changing and deleting issues.
//!
//! An issue is known by its number in the default project. Whoever asks is found out first: a stranger gets 401, whatever
//! else is wrong. Only who opened an issue changes it.

mod change;
mod create;
mod delete;
mod list;
mod number;
mod show;
mod view;

pub(super) use change::change;
pub(super) use create::create;
pub(super) use delete::delete;
pub(super) use list::list;
pub(super) use show::show;

use store::Db;

use super::refusal::Refusal;
use crate::user::{self, Email, User, UserId};

const NO_TITLE: &str = "Issue Title cannot be left blank!";
const NO_DESCRIPTION: &str = "Issue Description cannot be left blank!";
const NO_ASSIGNEE: &str = "Issue Assignee email cannot be Blank !";

/// Who has this address, if they can be given an issue.
fn registered(db: &Db<'_>, email: &Email) -> Result<UserId, Refusal> {
    let found = user::find_by_email(db, email)?.filter(User::is_active);
    let user = found.ok_or_else(|| Refusal::bad_request(format!("user : {} is not registered !", email.as_str())))?;
    Ok(user.id)
}
