//! Keeping quiet hours: what is due in them rests until they end.

use outbox::MailId;
use store::{Db, Timestamp, Tx};

use super::{MailSettings, load};
use crate::user::UserId;

/// Why a mail rests.
const QUIET: &str = "quiet hours of its recipient";

/// Until when what is due at `at` rests for this person, if it does, and why.
///
/// # Errors
/// As the database fails.
pub fn rest(db: &Db<'_>, user: UserId, at: Timestamp) -> Result<Option<(Timestamp, String)>, store::Error> {
    Ok(until(&load(db, user)?, at).map(|until| (until, QUIET.to_owned())))
}

fn until(settings: &MailSettings, at: Timestamp) -> Option<Timestamp> {
    settings.quiet_hours().map(|quiet| quiet.release_at(at)).filter(|until| *until > at)
}

/// Lets a mail that waits for its first attempt rest, if it is due in quiet hours of its recipient.
///
/// # Errors
/// As the database fails.
pub fn keep_quiet(tx: &Tx<'_>, id: MailId, due_at: Timestamp, settings: &MailSettings) -> Result<(), store::Error> {
    match until(settings, due_at.max(tx.now())) {
        Some(until) => outbox::rest(tx, id, until, QUIET),
        None => Ok(()),
    }
}

/// Has all that waits for this person rest, or no longer, as they now want it.
pub(super) fn arrange(tx: &Tx<'_>, user: UserId, settings: &MailSettings) -> Result<(), store::Error> {
    for mail in outbox::waiting_for(tx, user.raw())? {
        let until = until(settings, mail.due_at.max(tx.now()));
        if until == mail.rests_until {
            continue;
        }
        outbox::wake(tx, mail.id, "its recipient set their quiet hours otherwise")?;
        if let Some(until) = until {
            outbox::rest(tx, mail.id, until, QUIET)?;
        }
    }
    Ok(())
}
