//! Telling whoever looks at a mail that something became of it: on every node, once it is committed, and only then.
//!
//! What is told is whose mail about what it was, so that it can be kept from those who may not see it. A mail about nothing is
//! not told of.

use store::{Error, Row, Tx};

use crate::mail::Mail;

/// What it is announced as. The application announces under it what happens to its own, so that both are heard in the order
/// of their commits.
pub const TOPIC: &str = "live";
/// What the line of a mail begins with.
const WORD: &str = "mail";

/// Something became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What the mail is about.
    pub topic_id: i64,
    /// Whom it is for.
    pub recipient_id: i64,
}

impl Changed {
    /// Read from a line that was announced. `None` if it is of something else.
    pub fn decode(line: &str) -> Option<Changed> {
        let mut parts = line.strip_prefix(WORD)?.strip_prefix(' ')?.split(' ');
        let mut number = || parts.next()?.parse().ok();
        let changed = Changed { topic_id: number()?, recipient_id: number()? };
        parts.next().is_none().then_some(changed)
    }

    fn encode(self) -> String {
        format!("{WORD} {} {}", self.topic_id, self.recipient_id)
    }
}

/// Once this transaction is committed, tells that something became of this mail.
pub(crate) fn tell(tx: &Tx<'_>, mail: &Mail) {
    tell_of(tx, (mail.topic_id, mail.recipient_id));
}

/// The same of a mail about this, for this person.
pub(crate) fn tell_of(tx: &Tx<'_>, (topic_id, recipient_id): (Option<i64>, i64)) {
    if let Some(topic_id) = topic_id {
        tx.announce(TOPIC, &Changed { topic_id, recipient_id }.encode());
    }
}

/// What a mail is about and whom it is for, of a row that holds `topic_id` and `recipient_id`.
pub(crate) fn whose(row: &Row<'_>) -> Result<(Option<i64>, i64), Error> {
    Ok((row.get("topic_id")?, row.get("recipient_id")?))
}

/// The same of any number of mails, whosever they are.
pub(crate) fn tell_of_all(tx: &Tx<'_>) {
    tx.announce(TOPIC, "");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_back_and_nothing_else_does() {
        let changed = Changed { topic_id: 12, recipient_id: 5 };
        assert_eq!(changed.encode(), "mail 12 5");
        assert_eq!(Changed::decode(&changed.encode()), Some(changed));
        for wrong in ["", "mail", "mail 12", "mail 12 x", "mail 12 5 6", "mailed 12 5", "3 2 1 issue_opened"] {
            assert_eq!(Changed::decode(wrong), None, "{wrong:?}");
        }
    }
}
