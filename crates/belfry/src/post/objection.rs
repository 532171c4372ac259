//! Whether a mail may still go: asked inside the point of no return, of the database as it then is.

use outbox::{Kind, Mail, Objection, State};
use store::{Error, Tx, params};

use super::{account, digest};
use crate::auth::permission;
use crate::issue::IssueId;
use crate::{user, watch};

/// The issue a mail is about, as far as this question goes.
struct Standing {
    /// Whether the recipient has it, or hears of it for another reason.
    is_theirs: bool,
    is_open: bool,
    is_deleted: bool,
}

/// Why this mail must not go now, if so.
pub(super) fn find(tx: &Tx<'_>, mail: &Mail) -> Result<Option<Objection>, Error> {
    if !is_active(tx, mail.recipient_id)? {
        return Ok(cancelled("the account is disabled"));
    }
    if let Some(reason) = user::mute_reason(tx, user::UserId(mail.recipient_id), mail.kind, mail.topic_id)? {
        return Ok(Some(Objection { end: State::Suppressed, reason }));
    }
    if mail.kind == Kind::Account {
        return account::objection(tx, mail);
    }
    let recipient = user::UserId(mail.recipient_id);
    if let (Kind::Assigned | Kind::Updated, Some(issue)) = (mail.kind, mail.topic_id)
        && let Some(objection) = of_issue(&standing(tx, mail, issue)?, mail.kind == Kind::Assigned)
    {
        return Ok(Some(objection));
    }
    match mail.topic_id {
        Some(issue) if !permission::is_seen_by(tx, recipient, IssueId(issue))? => {
            Ok(cancelled("its recipient may not see the issue any more"))
        }
        None if mail.kind == Kind::Digest && mail.is_frozen() => digest::objection(tx, mail),
        Some(_) | None => Ok(None),
    }
}

/// The rule: the recipient still has, or else hears of, an issue that still exists and, to be told of the assignment, is open.
fn of_issue(standing: &Option<Standing>, must_be_open: bool) -> Option<Objection> {
    let Some(standing) = standing else { return cancelled("the issue is gone") };
    if standing.is_deleted {
        cancelled("the issue was deleted before it was sent")
    } else if !standing.is_theirs {
        cancelled("relieved before it was sent")
    } else if must_be_open && !standing.is_open {
        cancelled("closed before it was sent")
    } else {
        None
    }
}

fn cancelled(reason: &str) -> Option<Objection> {
    Some(Objection { end: State::Cancelled, reason: reason.to_owned() })
}

fn is_active(tx: &Tx<'_>, user: i64) -> Result<bool, Error> {
    tx.maybe("SELECT id FROM users WHERE id = $1 AND disabled_at IS NULL", &params![user], |_| Ok(()))
        .map(|found| found.is_some())
}

fn standing(tx: &Tx<'_>, mail: &Mail, issue: i64) -> Result<Option<Standing>, Error> {
    let sql = "SELECT assignee_id, is_open, deleted_at FROM issues WHERE id = $1";
    let found = tx.maybe(sql, &params![issue], |row| {
        Ok(Standing {
            is_theirs: row.get::<Option<i64>>("assignee_id")? == Some(mail.recipient_id),
            is_open: row.get("is_open")?,
            is_deleted: row.get::<Option<i64>>("deleted_at")?.is_some(),
        })
    })?;
    let Some(mut standing) = found else { return Ok(None) };
    if !standing.is_theirs && mail.kind == Kind::Updated {
        standing.is_theirs = watch::is_watching(tx, user::UserId(mail.recipient_id), IssueId(issue))?;
    }
    Ok(Some(standing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(is_theirs: bool, is_open: bool, is_deleted: bool) -> Option<Standing> {
        Some(Standing { is_theirs, is_open, is_deleted })
    }

    #[test]
    fn only_who_has_or_watches_an_issue_that_exists_is_mailed() {
        assert_eq!(of_issue(&standing(true, true, false), true), None);
        assert!(of_issue(&standing(false, true, false), true).is_some());
        assert!(of_issue(&standing(true, true, true), false).is_some());
        assert!(of_issue(&None, false).is_some());
    }

    #[test]
    fn a_closed_issue_is_still_told_of_as_updated_but_not_as_assigned() {
        assert!(of_issue(&standing(true, false, false), true).is_some());
        assert_eq!(of_issue(&standing(true, false, false), false), None);
    }
}
