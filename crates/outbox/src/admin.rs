//! What people do to mails: look, cancel, retry, hold, release. Each act is written into the mail's log.

use store::{Db, Error, Param, Timestamp, Tx, params};

use crate::cancel::end_waiting;
use crate::changed;
use crate::enqueue::{TOPIC, takes_changes};
use crate::letters::{self, Letter};
use crate::mail::{Mail, MailId, State};
use crate::mail_log::{self, Action};

/// What became of an act on one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// Done.
    Yes,
    /// There is no such mail.
    NoSuchMail,
    /// Its state does not allow it.
    NotIn(State),
    /// Another mail waits that says the same to the same person.
    AnotherWaits,
    /// It would come to its end again at once, for this reason.
    InVain(String),
}

/// The latest mails first, of one state or of all, `most` at the most.
pub fn list(db: &Db<'_>, state: Option<State>, most: i64) -> Result<Vec<Mail>, Error> {
    list_before(db, state, MailId(i64::MAX), most)
}

/// The same, of those that were ordered before this one.
pub fn list_before(db: &Db<'_>, state: Option<State>, before: MailId, most: i64) -> Result<Vec<Mail>, Error> {
    let columns = Mail::COLUMNS;
    match state {
        Some(state) => db.all(
            &format!("SELECT {columns} FROM mails WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3"),
            &params![state, before, most],
            Mail::read,
        ),
        None => db.all(
            &format!("SELECT {columns} FROM mails WHERE id < $1 ORDER BY id DESC LIMIT $2"),
            &params![before, most],
            Mail::read,
        ),
    }
}

/// Every mail about one topic, of one recipient or of all, oldest first.
pub fn about(db: &Db<'_>, topic_id: i64, recipient_id: Option<i64>) -> Result<Vec<Mail>, Error> {
    let columns = Mail::COLUMNS;
    db.all(
        &format!(
            "SELECT {columns} FROM mails WHERE topic_id = $1 AND recipient_id = COALESCE($2, recipient_id) ORDER BY id"
        ),
        &params![topic_id, recipient_id],
        Mail::read,
    )
}

/// How many mails wait, and the next of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Depth {
    /// So many; a thousand at the most.
    pub count: i64,
    /// When the next to ring was ordered, and when it is due.
    pub next: Option<(Timestamp, Timestamp)>,
}

/// How many mails wait for one recipient, or for all.
pub fn depth(db: &Db<'_>, recipient_id: Option<i64>) -> Result<Depth, Error> {
    // Those of one person are few, and found by the person; those of all are found by their time.
    let (which, params) = match recipient_id {
        Some(id) => {
            ("recipient_id = $1 AND ended_at IS NULL AND state IN ('pending', 'leased')", vec![Param::from(id)])
        }
        None => ("state = 'pending'", Vec::new()),
    };
    let count = db.one(
        &format!("SELECT COUNT(*) AS count FROM (SELECT id FROM mails WHERE {which} LIMIT 1000) AS waiting"),
        &params,
        |row| row.get("count"),
    )?;
    let sql = format!("SELECT enqueued_at, next_at FROM mails WHERE {which} ORDER BY next_at, id LIMIT 1");
    let next = db.maybe(&sql, &params, |row| Ok((row.get("enqueued_at")?, row.get("next_at")?)))?;
    Ok(Depth { count, next })
}

/// One mail.
pub fn find(db: &Db<'_>, id: MailId) -> Result<Option<Mail>, Error> {
    db.maybe(&format!("SELECT {} FROM mails WHERE id = $1", Mail::COLUMNS), &params![id], Mail::read)
}

/// Its frozen letter, once an attempt was made.
pub fn letter(db: &Db<'_>, id: MailId) -> Result<Option<Letter>, Error> {
    letters::frozen(db, id)
}

/// Its log, oldest line first.
pub fn log(db: &Db<'_>, id: MailId) -> Result<Vec<mail_log::Line>, Error> {
    mail_log::of(db, id)
}

/// Takes a waiting mail back.
pub fn cancel(tx: &Tx<'_>, id: MailId, reason: &str) -> Result<Done, Error> {
    act(tx, id, &[State::Pending, State::Leased, State::Held], &format!("cancelled: {reason}"), |tx| {
        end_waiting(tx, id, reason)
    })
}

/// Keeps a waiting mail back until it is released.
pub fn hold(tx: &Tx<'_>, id: MailId, reason: &str) -> Result<Done, Error> {
    act(tx, id, &[State::Pending, State::Leased], &format!("held: {reason}"), |tx| {
        set(
            tx,
            "UPDATE mails SET state = 'held', reason = $2, leased_by = NULL, leased_until = NULL WHERE id = $1",
            &params![id, reason],
        )
    })
}

/// Lets a held mail go: at its time, or at once if that has passed.
pub fn release(tx: &Tx<'_>, id: MailId) -> Result<Done, Error> {
    act(tx, id, &[State::Held], "released", |tx| {
        set(
            tx,
            "UPDATE mails SET state = 'pending', reason = NULL, rests_until = NULL, next_at = CASE WHEN due_at > $2 THEN due_at ELSE $2 END WHERE id = $1",
            &params![id, tx.now()],
        )
    })
}

/// Lets a waiting or held mail ring now instead of at its time, because somebody says so: nothing else ever moves when a mail
/// is due. `line` says who, in the mail's log.
pub fn send_now(tx: &Tx<'_>, id: MailId, line: &str) -> Result<Done, Error> {
    act(tx, id, &[State::Pending, State::Leased, State::Held], line, |tx| {
        tx.announce(TOPIC, "");
        set(
            tx,
            "UPDATE mails SET state = 'pending', reason = NULL, leased_by = NULL, leased_until = NULL, next_at = $2,
                    rests_until = NULL, due_at = CASE WHEN due_at > $2 THEN $2 ELSE due_at END WHERE id = $1",
            &params![id, tx.now()],
        )
    })
}

/// Tries a failed, unknown or suppressed mail once more, now; or one that waits for its next attempt. The same bytes go out;
/// one that was never rung is written anew, and rings no sooner than it is due. One that was not wanted when it was ordered
/// never was to be sent, and stays so.
pub fn retry(tx: &Tx<'_>, id: MailId) -> Result<Done, Error> {
    if let Some(mail) = find(tx, id)?
        && !mail.is_frozen()
    {
        if mail.state == State::Suppressed && mail.ended_at == Some(mail.enqueued_at) {
            return Ok(Done::InVain(mail.reason.unwrap_or_default()));
        }
        if mail.state == State::Pending {
            return Ok(Done::NotIn(State::Pending));
        }
        if mail.state.is_end() && takes_changes(tx, mail.kind, mail.topic_id, mail.recipient_id)? {
            return Ok(Done::AnotherWaits);
        }
    }
    act(tx, id, &[State::Failed, State::Unknown, State::Suppressed, State::Pending], "retried", |tx| {
        set(
            tx,
            "UPDATE mails SET state = 'pending', ended_at = NULL, recalled = NULL, dismissed_at = NULL,
                    next_at = CASE WHEN due_at > $2 THEN due_at ELSE $2 END WHERE id = $1",
            &params![id, tx.now()],
        )
    })
}

/// Nobody need look at its failure any more; or they need again.
pub fn dismiss(tx: &Tx<'_>, id: MailId, is_dismissed: bool) -> Result<Done, Error> {
    let line = if is_dismissed { "dismissed" } else { "no longer dismissed" };
    act(tx, id, &[State::Failed, State::Unknown], line, |tx| {
        let at = is_dismissed.then(|| tx.now());
        set(tx, "UPDATE mails SET dismissed_at = $2 WHERE id = $1", &params![id, at])
    })
}

/// Stops all mail from leaving until [`release_all`]. Nothing is lost and nothing's time moves.
pub fn hold_all(tx: &Tx<'_>, reason: &str) -> Result<(), Error> {
    changed::tell_of_all(tx);
    // What was leased goes back, so that it is found at once when mail is released, not when its lease has run out.
    set(
        tx,
        "UPDATE mails SET state = 'pending', leased_by = NULL, leased_until = NULL WHERE state = 'leased' AND leased_until IS NOT NULL",
        &[],
    )?;
    set(
        tx,
        "INSERT INTO outbox_switches (name, since, reason) VALUES ('held', $1, $2) ON CONFLICT (name) DO NOTHING",
        &params![tx.now(), reason],
    )
}

/// Lets mail leave again. Returns whether it was held.
pub fn release_all(tx: &Tx<'_>) -> Result<bool, Error> {
    changed::tell_of_all(tx);
    Ok(tx.run("DELETE FROM outbox_switches WHERE name = 'held'", &[])? > 0)
}

/// Whether all mail is held.
pub fn all_held(db: &Db<'_>) -> Result<bool, Error> {
    held_since(db).map(|since| since.is_some())
}

/// Since when all mail is held, if it is.
pub fn held_since(db: &Db<'_>) -> Result<Option<Timestamp>, Error> {
    db.maybe("SELECT since FROM outbox_switches WHERE name = 'held'", &[], |row| row.get("since"))
}

fn act(
    tx: &Tx<'_>,
    id: MailId,
    allowed: &[State],
    line: &str,
    change: impl FnOnce(&Tx<'_>) -> Result<(), Error>,
) -> Result<Done, Error> {
    let sql = format!("SELECT {} FROM mails WHERE id = $1 {{for_update}}", Mail::COLUMNS);
    let Some(mail) = tx.maybe(&sql, &params![id], Mail::read)? else { return Ok(Done::NoSuchMail) };
    if !allowed.contains(&mail.state) {
        return Ok(Done::NotIn(mail.state));
    }
    change(tx)?;
    mail_log::add(tx, id, Action::Handled, line)?;
    changed::tell(tx, &mail);
    Ok(Done::Yes)
}

fn set(tx: &Tx<'_>, sql: &str, params: &[Param<'_>]) -> Result<(), Error> {
    tx.run(sql, params).map(drop)
}
