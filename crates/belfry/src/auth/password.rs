//! Hashing passwords: argon2id, away from the threads that serve requests, a bounded number at once.
//!
//! One hash takes 19 MiB and a core for some ten milliseconds, so a cap protects memory and the other work of the machine.
//! Beyond it a bounded number wait; who comes after those is asked to try again.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use argon2::Params;
use tokio::sync::Semaphore;

use super::argon::{self, Argon};
use crate::error::{Error, Result};
use crate::user::Password;

/// When it is worth trying again after a refusal.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// How much work one hash is, and how much of it is done at once.
#[derive(Clone, Debug)]
pub struct Effort {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// How often the memory is gone through.
    pub passes: u32,
    /// How many hashes are made at once.
    pub at_once: usize,
    /// How many more may wait.
    pub waiting_max: usize,
}

impl Default for Effort {
    /// 19 MiB and 2 passes, as the OWASP cheat sheet on password storage advises; one at once per core.
    fn default() -> Effort {
        let at_once = std::thread::available_parallelism().map_or(2, usize::from);
        Effort { memory_kib: 19 * 1024, passes: 2, at_once, waiting_max: 64 }
    }
}

/// Makes and checks password hashes. Clones share the cap.
#[derive(Clone)]
pub struct Hasher {
    argon: Argon,
    /// A hash that no password has, of the same effort.
    dummy: Arc<str>,
    /// One permit for each that is worked on or waits.
    admitted: Arc<Semaphore>,
    /// One permit for each that is worked on.
    worked_on: Arc<Semaphore>,
}

impl Hasher {
    /// A hasher of this effort.
    ///
    /// # Errors
    /// If argon2 cannot work like that.
    pub fn new(effort: &Effort) -> Result<Hasher> {
        let params = Params::new(effort.memory_kib, effort.passes, 1, None)
            .map_err(|error| anyhow::anyhow!("argon2 cannot work with {effort:?}: {error}"))?;
        let at_once = effort.at_once.max(1);
        Ok(Hasher {
            argon: Argon::new(params),
            dummy: dummy(effort).into(),
            admitted: Arc::new(Semaphore::new(at_once + effort.waiting_max)),
            worked_on: Arc::new(Semaphore::new(at_once)),
        })
    }

    /// The hash to store, as a PHC string with its salt and effort.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub async fn hash(&self, password: Password) -> Result<String> {
        let argon = self.argon.clone();
        let hash = self.work(move || argon.hash(password.as_bytes()).map(|hash| hash.to_string()));
        Ok(hash.await?.context("hashing a password")?)
    }

    /// Whether the password is the one of the stored hash. Without one it takes as long and is never.
    ///
    /// # Errors
    /// [`Error::TooMany`].
    pub async fn verify(&self, password: Password, stored: Option<String>) -> Result<bool> {
        let is_known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.dummy.to_string());
        let verified = self.work(move || argon::is_password_of(password.as_bytes(), &stored));
        Ok(verified.await?.context("reading a stored password hash")? && is_known)
    }

    /// Runs `task` on a thread of its own as soon as the cap allows. The permits go with it, so that a caller who goes away
    /// does not make room that is not there.
    async fn work<T: Send + 'static>(&self, task: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let admitted = Arc::clone(&self.admitted).try_acquire_owned();
        let admitted = admitted.map_err(|_| Error::TooMany { retry_after: RETRY_AFTER })?;
        let working = Arc::clone(&self.worked_on).acquire_owned().await.context("hashing has ended")?;
        let done = tokio::task::spawn_blocking(move || {
            let result = task();
            drop((working, admitted));
            result
        });
        Ok(done.await.context("hashing a password broke off")?)
    }
}

/// A PHC string of this effort with a fixed salt and a hash of zeros: checking a password against it does all the work.
fn dummy(effort: &Effort) -> String {
    format!("$argon2id$v=19$m={},t={},p=1${}${}", effort.memory_kib, effort.passes, "A".repeat(22), "A".repeat(43))
}

#[cfg(test)]
mod tests {
    use argon2::password_hash;

    use super::*;

    fn quick(at_once: usize, waiting_max: usize) -> Hasher {
        Hasher::new(&Effort { memory_kib: 64, passes: 1, at_once, waiting_max }).unwrap()
    }

    fn password(text: &str) -> Password {
        Password::parse(text).unwrap()
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_only() {
        let hasher = quick(1, 8);
        let hash = hasher.hash(password("correct horse")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{hash}");
        assert_ne!(hash, hasher.hash(password("correct horse")).await.unwrap());
        assert!(hasher.verify(password("correct horse"), Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify(password("correct horse "), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_the_dummy_and_a_broken_hash_is_our_fault() {
        let hasher = quick(1, 8);
        assert!(!hasher.verify(password("-"), None).await.unwrap());
        let broken = hasher.verify(password("-"), Some("plain text".to_owned())).await;
        assert!(matches!(broken, Err(Error::Broken(_))));
    }

    #[test]
    fn the_dummy_costs_what_a_stored_hash_costs() {
        let effort = Effort::default();
        let hasher = Hasher::new(&effort).unwrap();
        let real = hasher.argon.hash(b"x").unwrap();
        let dummy = password_hash::phc::PasswordHash::new(&hasher.dummy).unwrap();
        assert_eq!((dummy.algorithm, dummy.version, dummy.params), (real.algorithm, real.version, real.params));
        assert_eq!(dummy.hash.unwrap().len(), real.hash.unwrap().len());
        assert_eq!(dummy.salt.unwrap().len(), real.salt.unwrap().len());
    }

    #[tokio::test]
    async fn beyond_the_queue_people_are_asked_to_try_again() {
        let hasher = quick(1, 1);
        let working = Arc::clone(&hasher.worked_on).acquire_owned().await.unwrap();
        let _admitted = Arc::clone(&hasher.admitted).try_acquire_owned().unwrap();
        let waiting = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.hash(password("x")).await }
        });
        tokio::task::yield_now().await;
        assert!(matches!(hasher.hash(password("x")).await, Err(Error::TooMany { .. })));
        drop(working);
        assert!(waiting.await.unwrap().is_ok());
    }
}
