//! What the outbox asks of the application: to write a letter, and whether its recipient should still have it.

use std::sync::Arc;

use store::{Db, Error, Timestamp, Tx, params};

use crate::mail::{Mail, MailId, State};

/// The application's side of the outbox.
pub trait Letters: Send + Sync + 'static {
    /// Writes the letter as it should read now. `date` is what its `Date` header says: the moment it rings.
    ///
    /// # Errors
    /// An error (or a panic) counts as one of the three tries that a letter has to be written.
    fn write(&self, db: &Db<'_>, mail: &Mail, date: Timestamp) -> Result<Draft, anyhow::Error>;

    /// Asked inside the point of no return: why this mail must not be sent now, if so.
    ///
    /// # Errors
    /// Only as the database fails; the mail then stays as it is.
    fn objection(&self, tx: &Tx<'_>, mail: &Mail) -> Result<Option<Objection>, Error>;

    /// Asked there as well: until when this mail is to rest because its recipient wants none now, if so, and why.
    ///
    /// # Errors
    /// Only as the database fails; the mail then stays as it is.
    fn rest(&self, _tx: &Tx<'_>, _mail: &Mail) -> Result<Option<(Timestamp, String)>, Error> {
        Ok(None)
    }
}

/// What came of writing a letter.
#[derive(Clone, Debug)]
pub enum Draft {
    /// It is written.
    Letter(Letter),
    /// There is nothing (left) to say.
    Nothing(Objection),
}

/// Why a mail is not sent, and how it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// `Cancelled` or `Suppressed`; or, of a digest that was frozen before, `Merged`: what it lists is no longer so, and a new
    /// one is ordered in its place.
    pub end: State,
    /// For a person to read.
    pub reason: String,
}

/// A letter ready to be sent.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Unique per mail; the same for all its attempts.
    pub message_id: String,
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipient.
    pub to: String,
    /// The message, with CRLF line ends only.
    pub bytes: Arc<[u8]>,
    /// What stands for the list in it, where it holds one: tells later whether that is still true.
    pub lists: Option<String>,
}

/// The frozen letter of a mail, once an attempt was made.
pub(crate) fn frozen(db: &Db<'_>, id: MailId) -> Result<Option<Letter>, Error> {
    let sql = "SELECT message_id, sender, recipient, bytes, lists FROM letters WHERE mail_id = $1";
    db.maybe(sql, &params![id], |row| {
        let bytes: Vec<u8> = row.get("bytes")?;
        Ok(Letter {
            message_id: row.get("message_id")?,
            from: row.get("sender")?,
            to: row.get("recipient")?,
            bytes: bytes.into(),
            lists: row.get("lists")?,
        })
    })
}

/// What stands for the list in the frozen letter of a mail, where it holds one.
pub fn lists(db: &Db<'_>, id: MailId) -> Result<Option<String>, Error> {
    db.maybe("SELECT lists FROM letters WHERE mail_id = $1", &params![id], |row| row.get("lists")).map(Option::flatten)
}

/// Why a letter cannot be told in SMTP, if so.
pub(crate) fn unfit(from: &str, to: &str, bytes: &[u8]) -> Option<&'static str> {
    let is_plain = |address: &str| address.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>');
    if !is_plain(from) || !is_plain(to) || to.is_empty() {
        return Some("an address holds what no address may hold");
    }
    has_bare_line_end(bytes).then_some("the message holds a CR or LF that is not part of a line end")
}

/// Whether these bytes hold a CR or LF that is not part of a CRLF: such a letter could be taken for two (SMTP smuggling).
fn has_bare_line_end(bytes: &[u8]) -> bool {
    let is_bare = |at: usize| match bytes[at] {
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        b'\n' => at == 0 || bytes[at - 1] != b'\r',
        _ => false,
    };
    (0..bytes.len()).any(is_bare)
}
