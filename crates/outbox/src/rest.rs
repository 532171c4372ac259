//! Resting: a mail that is due when its recipient wants none waits until they do. Its due time stays what it is.

use store::{Error, Timestamp, Tx, params};

use crate::changed;
use crate::enqueue::TOPIC;
use crate::mail::{Mail, MailId};
use crate::mail_log::{self, Action};

/// Lets a waiting mail rest until this moment, for this reason.
pub fn rest(tx: &Tx<'_>, id: MailId, until: Timestamp, reason: &str) -> Result<(), Error> {
    let rested = tx.maybe(
        "UPDATE mails SET state = 'pending', next_at = $2, reason = $3, leased_by = NULL, leased_until = NULL,
                rests_until = CASE WHEN rung_at IS NULL THEN $2 ELSE rests_until END
          WHERE id = $1 AND state IN ('pending', 'leased') RETURNING topic_id, recipient_id",
        &params![id, until, reason],
        changed::whose,
    )?;
    if let Some(whose) = rested {
        changed::tell_of(tx, whose);
        mail_log::add(tx, id, Action::Rested, &format!("until {until}: {reason}"))?;
    }
    Ok(())
}

/// Ends the rest of a waiting mail: it rings when it is due, or now if that has passed.
pub fn wake(tx: &Tx<'_>, id: MailId, reason: &str) -> Result<(), Error> {
    let woken = tx.maybe(
        "UPDATE mails SET state = 'pending', rests_until = NULL, reason = NULL, leased_by = NULL, leased_until = NULL,
                next_at = CASE WHEN due_at > $2 THEN due_at ELSE $2 END
          WHERE id = $1 AND state IN ('pending', 'leased') AND rests_until IS NOT NULL
          RETURNING topic_id, recipient_id",
        &params![id, tx.now()],
        changed::whose,
    )?;
    if let Some(whose) = woken {
        changed::tell_of(tx, whose);
        mail_log::add(tx, id, Action::Rested, &format!("no longer: {reason}"))?;
        tx.announce(TOPIC, "");
    }
    Ok(())
}

/// Every mail for one person that waits for its first attempt.
pub fn waiting_for(tx: &Tx<'_>, recipient_id: i64) -> Result<Vec<Mail>, Error> {
    let sql = format!(
        "SELECT {} FROM mails WHERE recipient_id = $1 AND ended_at IS NULL AND rung_at IS NULL
            AND state IN ('pending', 'leased') ORDER BY id {{for_update}}",
        Mail::COLUMNS
    );
    tx.all(&sql, &params![recipient_id], Mail::read)
}
