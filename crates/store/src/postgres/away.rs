//! A database that cannot be reached: how long to leave it alone, and what to say.

use std::error::Error as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::Error;

/// The shortest and the longest wait before the next try to connect.
const WAIT: std::ops::RangeInclusive<Duration> = Duration::from_millis(50)..=Duration::from_secs(2);

/// What all threads know of the way to the database.
#[derive(Default)]
pub(super) struct Away {
    since: Mutex<Option<Since>>,
    /// It is away, and not just without room for one more connection: so far as the last try to connect has shown.
    is_away: AtomicBool,
}

struct Since {
    why: Error,
    again_at: Instant,
    tries: u32,
}

impl Away {
    /// Whether it is worth trying to connect; if not, why.
    pub fn may_try(&self, now: Instant) -> Result<(), Error> {
        match &*self.since.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(since) if now < since.again_at => Err(since.why.clone()),
            Some(_) | None => Ok(()),
        }
    }

    /// It could not be reached: left alone for twice as long as after the last try.
    pub fn failed(&self, why: Error, now: Instant) {
        let mut away = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = away.as_ref().map_or(0, |since| since.tries.saturating_add(1));
        if tries == 0 {
            tracing::error!(error = %why, "no connection to the database was had; tried again until one is");
        }
        let wait = WAIT.start().saturating_mul(2u32.saturating_pow(tries)).min(*WAIT.end());
        self.is_away.store(!matches!(why, Error::Busy(_)), Ordering::Release);
        *away = Some(Since { why, again_at: now + wait, tries });
    }

    /// It was reached.
    pub fn reached(&self) {
        let mut since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_away.store(false, Ordering::Release);
        if since.take().is_some() {
            tracing::info!("a connection to the database is had again");
        }
    }

    /// Something was done over a connection, so that it cannot be away.
    pub fn answered(&self) {
        if self.is_away.load(Ordering::Acquire) {
            self.reached();
        }
    }

    /// Why it cannot be reached, if so.
    pub fn why(&self) -> Option<Error> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|since| since.why.clone())
    }
}

/// An error with what caused it: the library tells only the outermost.
pub(super) fn in_full(error: &postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_left_alone_longer_each_time_and_at_once_free_when_reached() {
        let (away, start) = (Away::default(), Instant::now());
        assert!(away.may_try(start).is_ok());
        away.failed(Error::Away("gone".to_owned()), start);
        assert!(away.may_try(start + Duration::from_millis(49)).is_err());
        assert!(away.may_try(start + Duration::from_millis(50)).is_ok());
        for _ in 0..20 {
            away.failed(Error::Away("gone".to_owned()), start);
        }
        assert!(away.may_try(start + Duration::from_millis(1_999)).is_err());
        assert!(away.may_try(start + Duration::from_secs(2)).is_ok());
        away.reached();
        assert_eq!((away.may_try(start), away.why()), (Ok(()), None));
    }

    #[test]
    fn an_answer_shows_that_it_is_not_away_and_not_that_it_has_room() {
        let (away, start) = (Away::default(), Instant::now());
        away.failed(Error::Away("gone".to_owned()), start);
        away.answered();
        assert_eq!(away.why(), None);
        let full = Error::Busy("full".to_owned());
        away.failed(full.clone(), start);
        away.answered();
        assert_eq!(away.why(), Some(full));
    }
}
