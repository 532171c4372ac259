//! Taking mail back, in the transaction that makes it moot.
//!
//! What waits is cancelled, with the reason. What is already being sent cannot be: it is marked as recalled, so that no
//! further attempt is made should this one be refused, and the caller is told that it came too late.

use store::{Error, Timestamp, Tx, params};

use crate::changed;
use crate::mail::{Kind, MailId, State};
use crate::mail_log;

/// Which mail is to be taken back, and why.
#[derive(Clone, Debug)]
pub struct Recall<'a> {
    /// What it is about.
    pub topic_id: i64,
    /// Whom it is for; `None` means everybody.
    pub recipient_id: Option<i64>,
    /// Of which kinds.
    pub kinds: &'a [Kind],
    /// What is recorded as the reason.
    pub reason: &'a str,
    /// The same for a mail whose time had come already (the relay was away, say), if that reads differently.
    pub reason_if_overdue: Option<&'a str>,
}

/// How many mails a recall found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recalled {
    /// Cancelled: nobody will be mailed.
    pub cancelled: u64,
    /// Already past the point of no return.
    pub too_late: u64,
}

/// Cancels every waiting mail that the recall names and marks those being sent.
pub fn cancel(tx: &Tx<'_>, recall: &Recall<'_>) -> Result<Recalled, Error> {
    let mut recalled = Recalled::default();
    for mail in live(tx, recall.topic_id)? {
        let is_named = recall.recipient_id.is_none_or(|wanted| wanted == mail.recipient_id)
            && recall.kinds.iter().any(|wanted| wanted.as_str() == mail.kind);
        let reason = recall.reason_if_overdue.filter(|_| mail.due_at <= tx.now()).unwrap_or(recall.reason);
        if is_named {
            take_back(tx, (mail.id, mail.state), reason, &mut recalled)?;
            changed::tell_of(tx, (Some(recall.topic_id), mail.recipient_id));
        }
    }
    Ok(recalled)
}

/// Takes back all mail of these kinds for one person, whatever it is about: cancels what waits, marks what is being sent.
pub fn cancel_for(tx: &Tx<'_>, recipient_id: i64, kinds: &[Kind], reason: &str) -> Result<Recalled, Error> {
    let mut recalled = Recalled::default();
    for kind in kinds {
        let live = tx.all(
            "SELECT id, state, topic_id, recipient_id FROM mails
             WHERE recipient_id = $1 AND kind = $2 AND ended_at IS NULL ORDER BY id {for_update}",
            &params![recipient_id, *kind],
            |row| Ok((row.get("id")?, row.get("state")?, changed::whose(row)?)),
        )?;
        for (id, state, whose) in live {
            take_back(tx, (id, state), reason, &mut recalled)?;
            changed::tell_of(tx, whose);
        }
    }
    Ok(recalled)
}

fn take_back(tx: &Tx<'_>, (id, state): (MailId, String), reason: &str, recalled: &mut Recalled) -> Result<(), Error> {
    if state == State::Sending.as_str() {
        tx.run("UPDATE mails SET recalled = $2 WHERE id = $1", &params![id, reason])?;
        mail_log::add(tx, id, mail_log::Action::TooLate, reason)?;
        recalled.too_late += 1;
    } else {
        end_waiting(tx, id, reason)?;
        recalled.cancelled += 1;
    }
    Ok(())
}

/// Cancels the waiting digests of one person, or of everybody, that are due after this moment. Returns how many.
pub fn cancel_digests_after(
    tx: &Tx<'_>,
    recipient_id: Option<i64>,
    after: Timestamp,
    reason: &str,
) -> Result<u64, Error> {
    const FAR: &str =
        "SELECT id FROM mails WHERE ended_at IS NULL AND kind = 'digest' AND due_at > $1 AND state <> 'sending'";
    let far: Vec<MailId> = match recipient_id {
        Some(recipient) => {
            let sql = format!("{FAR} AND recipient_id = $2 ORDER BY due_at, id {{for_update}}");
            tx.all(&sql, &params![after, recipient], |row| row.get("id"))?
        }
        None => {
            let sql = format!("{FAR} ORDER BY due_at, id {{for_update}}");
            tx.all(&sql, &params![after], |row| row.get("id"))?
        }
    };
    for id in &far {
        end_waiting(tx, *id, reason)?;
    }
    Ok(far.len() as u64)
}

/// Lets the slots of this person's ended digests that lie after this moment be used again: a clock that was ahead took them.
pub fn free_slots_after(tx: &Tx<'_>, recipient_id: i64, after: Timestamp) -> Result<(), Error> {
    tx.run(
        "UPDATE mails SET slot = NULL WHERE recipient_id = $1 AND slot > $2 AND ended_at IS NOT NULL",
        &params![recipient_id, after],
    )?;
    Ok(())
}

/// Ends a waiting mail as cancelled; or as unknown, if an earlier attempt may have been taken by the relay.
pub(crate) fn end_waiting(tx: &Tx<'_>, id: MailId, reason: &str) -> Result<(), Error> {
    tx.run(
        "UPDATE mails SET state = CASE WHEN unknowns > 0 THEN 'unknown' ELSE 'cancelled' END,
                reason = $2, ended_at = $3, leased_by = NULL, leased_until = NULL
         WHERE id = $1 AND ended_at IS NULL AND state <> 'sending'",
        &params![id, reason, tx.now()],
    )?;
    Ok(())
}

/// What there is to know of a mail that may be taken back.
struct Live {
    id: MailId,
    kind: String,
    state: String,
    recipient_id: i64,
    due_at: Timestamp,
}

fn live(tx: &Tx<'_>, topic_id: i64) -> Result<Vec<Live>, Error> {
    tx.all(
        "SELECT id, kind, state, recipient_id, due_at FROM mails
         WHERE topic_id = $1 AND ended_at IS NULL ORDER BY id {for_update}",
        &params![topic_id],
        |row| {
            Ok(Live {
                id: row.get("id")?,
                kind: row.get("kind")?,
                state: row.get("state")?,
                recipient_id: row.get("recipient_id")?,
                due_at: row.get("due_at")?,
            })
        },
    )
}
