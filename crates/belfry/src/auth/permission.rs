//! Who may do what. The only place that decides it.

use super::Actor;
use crate::issue::Issue;

/// Everybody who has logged in sees every issue.
pub fn may_see(_actor: &Actor, _issue: &Issue) -> bool {
    true
}

/// Only who opened an issue changes it.
pub fn may_edit(actor: &Actor, issue: &Issue) -> bool {
    issue.created_by.id == actor.user_id
}

/// Only who opened an issue deletes it.
pub fn may_delete(actor: &Actor, issue: &Issue) -> bool {
    may_edit(actor, issue)
}
