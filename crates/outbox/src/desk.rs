//! Letters being written, beside the dispatcher's steps: each within a time, so that one that is slow or never comes to its end
//! holds up nobody. How many at once is the [agenda](crate::agenda)'s business.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use store::{Error, Store, Timestamp};
use tokio::task::{self, JoinError, JoinSet};
use tokio::time::timeout;

use crate::letters::{self, Draft, Letters};
use crate::mail::{Mail, MailId};
use crate::ring::Written;

/// How long a letter may take to be written.
pub const WRITE_WITHIN: Duration = Duration::from_secs(60);

/// Why there is no letter.
pub(crate) enum Unwritten {
    /// It cannot be written.
    Failed(String),
    /// It is still being written, and nobody waits for it any longer: nor is it tried again, while that holds up a thread.
    Stuck(String),
    /// The database could not answer, and will: no fault of the letter.
    NotNow(String),
}

type Outcome = Result<Written, Unwritten>;

/// Where letters are written.
pub(crate) struct Desk {
    store: Store,
    letters: Arc<dyn Letters>,
    pub(crate) within: Duration,
    pens: JoinSet<Outcome>,
    /// Which letter each pen writes.
    at_work: HashMap<task::Id, MailId>,
}

impl Desk {
    pub(crate) fn new(store: Store, letters: Arc<dyn Letters>) -> Desk {
        Desk { store, letters, within: WRITE_WITHIN, pens: JoinSet::new(), at_work: HashMap::new() }
    }

    /// Begins to write this letter, to ring at `date`.
    pub(crate) fn begin(&mut self, mail: Mail, date: Timestamp) {
        let id = mail.id;
        let (store, letters, within) = (self.store.clone(), Arc::clone(&self.letters), self.within);
        let pen = self.pens.spawn(async move {
            let reading = store.read(move |db| Ok::<_, Error>(write_guarded(&*letters, db, &mail, date)));
            match timeout(within, reading).await {
                Ok(Ok(outcome)) => outcome,
                Ok(Err(error)) if error.is_temporary() => Err(Unwritten::NotNow(error.to_string())),
                Ok(Err(error)) => Err(Unwritten::Failed(error.to_string())),
                Err(_) => Err(Unwritten::Stuck(format!("writing it took longer than {within:?}"))),
            }
        });
        self.at_work.insert(pen.id(), id);
    }

    /// The next that has come to its end, if one has.
    pub(crate) fn done(&mut self) -> Option<(MailId, Outcome)> {
        let ended = self.pens.try_join_next_with_id()?;
        self.told(ended)
    }

    /// Waits for the next that comes to its end; nothing if none is being written.
    pub(crate) async fn next(&mut self) -> Option<(MailId, Outcome)> {
        let ended = self.pens.join_next_with_id().await?;
        self.told(ended)
    }

    fn told(&mut self, ended: Result<(task::Id, Outcome), JoinError>) -> Option<(MailId, Outcome)> {
        let (pen, outcome) = match ended {
            Ok((pen, outcome)) => (pen, outcome),
            Err(error) => (error.id(), Err(Unwritten::Failed("writing it broke off".to_owned()))),
        };
        self.at_work.remove(&pen).map(|id| (id, outcome))
    }
}

/// Writes a letter; a panic in there is an error of that one letter.
fn write_guarded(letters: &dyn Letters, db: &store::Db<'_>, mail: &Mail, date: Timestamp) -> Outcome {
    match catch_unwind(AssertUnwindSafe(|| letters.write(db, mail, date))) {
        Ok(Ok(Draft::Letter(letter))) if let Some(why) = letters::unfit(&letter.from, &letter.to, &letter.bytes) => {
            Err(Unwritten::Failed(why.to_owned()))
        }
        Ok(Ok(draft)) => Ok(Written { revision: mail.revision, draft }),
        Ok(Err(error)) if is_temporary(&error) => Err(Unwritten::NotNow(format!("{error:#}"))),
        Ok(Err(error)) => Err(Unwritten::Failed(format!("{error:#}"))),
        Err(_) => Err(Unwritten::Failed("writing it panicked".to_owned())),
    }
}

fn is_temporary(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<Error>().is_some_and(Error::is_temporary))
}
