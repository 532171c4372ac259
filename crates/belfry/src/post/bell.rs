//! The mails about an issue, for those who have a hand in it: who will be mailed and when, what became of the others, and
//! sending them now, taking them back, holding and releasing them.

use outbox::admin::{self, Done};
use outbox::{Mail, MailId};
use store::{Db, Tx};

use crate::auth::{Actor, permission};
use crate::error::{Error, Result};
use crate::event::Act;
use crate::issue::{self, Issue, IssueKey};
use crate::mail_setting;
use crate::user::{self, UserId};

/// What somebody wants done to a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// It is to ring now. Quiet hours of its recipient are kept all the same.
    SendNow,
    /// It is to be taken back, for this reason.
    Cancel(String),
    /// It is to be kept back until it is released, for this reason.
    Hold(String),
    /// It may go again.
    Release,
}

/// Every mail about the issue that the actor may see, oldest first.
pub fn bell(db: &Db<'_>, actor: &Actor, issue: &Issue) -> Result<Vec<Mail>> {
    let only = if permission::may_steer_mail(actor, issue) { None } else { Some(actor.user_id.raw()) };
    Ok(admin::about(db, issue.id.raw(), only)?)
}

/// Does to a mail about an issue what its actor wants. Returns what came of it, and the mail as it is now.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn steer(tx: &Tx<'_>, act: &Act, (key, id): (&IssueKey, MailId), wish: &Wish) -> Result<(Done, Mail)> {
    let issue = issue::find(tx, &act.actor, key)?;
    let mail = admin::find(tx, id)?.filter(|mail| mail.topic_id == Some(issue.id.raw()));
    let mail = mail.filter(|mail| permission::may_see_mail(&act.actor, &issue, UserId(mail.recipient_id)));
    if mail.is_none() {
        return Err(Error::NotFound("mail"));
    }
    if !permission::may_steer_mail(&act.actor, &issue) {
        return Err(Error::Forbidden);
    }
    done(tx, act, id, wish)
}

/// Does to any mail what somebody who runs the instance wants.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn steer_any(tx: &Tx<'_>, act: &Act, id: MailId, wish: &Wish) -> Result<(Done, Mail)> {
    if !permission::may_run_instance(&act.actor) {
        return Err(Error::Forbidden);
    }
    done(tx, act, id, wish)
}

fn done(tx: &Tx<'_>, act: &Act, id: MailId, wish: &Wish) -> Result<(Done, Mail)> {
    let by = user::find(tx, act.actor.user_id)?.map_or_else(|| "somebody".to_owned(), |user| user.full_name());
    let because = |reason: &str| match reason {
        "" => format!("by {by}"),
        reason => format!("by {by}: {reason}"),
    };
    let done = match wish {
        Wish::SendNow => admin::send_now(tx, id, &format!("sent now by {by}"))?,
        Wish::Cancel(reason) => admin::cancel(tx, id, &format!("cancelled {}", because(reason)))?,
        Wish::Hold(reason) => admin::hold(tx, id, &format!("held {}", because(reason)))?,
        Wish::Release => admin::release(tx, id)?,
    };
    let mail = admin::find(tx, id)?.ok_or(Error::NotFound("mail"))?;
    if matches!(wish, Wish::SendNow | Wish::Release) && done == Done::Yes {
        let settings = mail_setting::load(tx, UserId(mail.recipient_id))?;
        mail_setting::keep_quiet(tx, id, mail.next_at, &settings)?;
    }
    Ok((done, admin::find(tx, id)?.unwrap_or(mail)))
}
