//! One connection of the whole process for what happens apart from transactions, each statement of it a transaction of its
//! own. One is enough: its statements are short, and those of one counter take turns anyway.

use std::sync::{Mutex, PoisonError};

use super::Session;
use super::config::Target;
use super::statement::Remedy;
use crate::Error;

/// The connection, made when it is first needed, and anew after it broke.
pub(crate) struct Beside {
    target: Target,
    session: Mutex<Option<Session>>,
}

impl Beside {
    pub(super) fn new(target: Target) -> Beside {
        Beside { target, session: Mutex::default() }
    }

    /// Does something over it; and again, if it broke while nobody used it. Returns what is to be done about a failure, too.
    /// It need not be on the disk by itself: whatever makes use of it is written to the log after it.
    pub(crate) fn with<T>(&self, work: impl Fn(&Session) -> Result<T, Error>) -> (Result<T, Error>, Remedy) {
        let mut kept = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let is_used = kept.is_some();
            let session = match kept.take().map_or_else(|| self.open(), Ok) {
                Ok(session) => session,
                Err(error) => return (Err(error), Remedy::Reconnect),
            };
            session.refresh();
            let (done, remedy) = (work(&session), session.remedy());
            if remedy != Remedy::Reconnect {
                *kept = Some(session);
            } else if is_used {
                continue;
            }
            return (done, remedy);
        }
    }

    fn open(&self) -> Result<Session, Error> {
        let session = Session::open(&self.target)?;
        session.simple("SET default_transaction_read_only = off; SET synchronous_commit = off")?;
        Ok(session)
    }
}
