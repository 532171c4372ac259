//! What happened to a mail, line by line: attempts, replies, and what admins did. Written, never edited.

use std::fmt;

use store::{Db, Error, Timestamp, Tx, params};

use crate::mail::MailId;

/// What a line of the log says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A further change joined it while it waited.
    Merged,
    /// It was due, or was to be, when its recipient wants no mail.
    Rested,
    /// The point of no return of an attempt.
    Rang,
    /// The relay's answer, or the lack of one.
    Replied,
    /// The attempt's outcome is unknown.
    Lost,
    /// Its recipient was relieved while an attempt was under way.
    TooLate,
    /// It could not be written.
    Broke,
    /// An admin, or a replacement, did something to it.
    Handled,
}

impl Action {
    /// The word in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Merged => "merged",
            Action::Rested => "rests",
            Action::Rang => "rang",
            Action::Replied => "replied",
            Action::Lost => "lost",
            Action::TooLate => "too late",
            Action::Broke => "broke",
            Action::Handled => "handled",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One line of a mail's log.
#[derive(Clone, Debug)]
pub struct Line {
    /// When it happened.
    pub at: Timestamp,
    /// What happened; one of [`Action`]'s words.
    pub action: String,
    /// The particulars, for a person to read.
    pub detail: String,
}

pub(crate) fn add(tx: &Tx<'_>, id: MailId, action: Action, detail: &str) -> Result<(), Error> {
    tx.run_along(
        "INSERT INTO mail_log (mail_id, at, action, detail) VALUES ($1, $2, $3, $4)",
        &params![id, tx.now(), action.as_str(), detail],
    )?;
    Ok(())
}

/// The whole log of one mail, oldest first.
pub fn of(db: &Db<'_>, id: MailId) -> Result<Vec<Line>, Error> {
    db.all("SELECT at, action, detail FROM mail_log WHERE mail_id = $1 ORDER BY id", &params![id], |row| {
        Ok(Line { at: row.get("at")?, action: row.get("action")?, detail: row.get("detail")? })
    })
}
