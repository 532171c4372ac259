//! Wrong passwords in a row: after so many, nobody signs in to that account for a while.
//!
//! Counted in the database, for every node alike, in a transaction of its own, which what fails around it does not undo.
//! Names that nobody has are counted like others, so that being locked out says nothing. Whoever is signed in stays so.

use std::time::Duration;

use store::{Db, Timestamp, Tx, params};

use super::secret;
use crate::error::{Error, Result};
use crate::user::UserId;

/// So many wrong passwords in this time …
const MOST: i64 = 10;
const WITHIN: Duration = Duration::from_secs(15 * 60);
/// … keep everybody out for so long.
const LOCKED_FOR: Duration = Duration::from_secs(15 * 60);

/// What is counted: the attempts on one account, or on a name that nobody has.
#[derive(Clone, Debug)]
pub(super) struct Count(String);

impl Count {
    /// Attempts to sign in: to this account, or else by this name.
    pub fn of_signing_in(user: Option<UserId>, name: &str) -> Count {
        Count(secret::hash(&match user {
            Some(user) => format!("user {user}"),
            None => format!("name {name}"),
        }))
    }

    /// Attempts of somebody who is signed in to show that they know the password. Apart from the others: whoever is locked
    /// out elsewhere by a stranger can still change their password here.
    pub fn of_present(user: UserId) -> Count {
        Count(secret::hash(&format!("present {user}")))
    }

    /// Refuses another attempt while the account is locked.
    ///
    /// # Errors
    /// [`Error::LockedOut`].
    pub fn check(&self, db: &Db<'_>, now: Timestamp) -> Result<()> {
        let sql = "SELECT locked_until FROM sign_in_failures WHERE key = $1";
        let until: Option<Timestamp> = db.maybe(sql, &params![&self.0], |row| row.get("locked_until"))?;
        match until {
            Some(until) if until > now => Err(Error::LockedOut { retry_after: until.since(now).min(LOCKED_FOR) }),
            Some(_) | None => Ok(()),
        }
    }

    /// Another attempt failed. Returns whether the account is locked by it.
    pub fn failed(&self, tx: &Tx<'_>) -> Result<bool, store::Error> {
        let now = tx.now();
        tx.run(
            "DELETE FROM sign_in_failures WHERE key <> $1 AND since <= $2 AND locked_until <= $3",
            &params![&self.0, now - 2 * WITHIN, now],
        )?;
        let failures: i64 = tx.one(
            "INSERT INTO sign_in_failures (key, failures, since) VALUES ($1, 1, $2)
             ON CONFLICT (key) DO UPDATE SET
                failures = CASE WHEN sign_in_failures.since <= $3 THEN 1 ELSE sign_in_failures.failures + 1 END,
                since = CASE WHEN sign_in_failures.since <= $3 THEN excluded.since ELSE sign_in_failures.since END
             RETURNING failures",
            &params![&self.0, now, now - WITHIN],
            |row| row.get("failures"),
        )?;
        if failures >= MOST {
            let sql = "UPDATE sign_in_failures SET locked_until = $2, failures = 0, since = $3 WHERE key = $1";
            tx.run(sql, &params![&self.0, now + LOCKED_FOR, now])?;
        }
        Ok(failures >= MOST)
    }

    /// The password was right: it begins anew.
    pub fn forget(&self, tx: &Tx<'_>) -> Result<(), store::Error> {
        tx.run("DELETE FROM sign_in_failures WHERE key = $1", &params![&self.0])?;
        Ok(())
    }
}

/// Wrong passwords so far do not count any more: the owner has another way in.
pub fn forget_failures(tx: &Tx<'_>, user: UserId) -> Result<(), store::Error> {
    Count::of_signing_in(Some(user), "").forget(tx)?;
    Count::of_present(user).forget(tx)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    fn fails(world: &World, count: &Count, times: usize) {
        for _ in 0..times {
            let count = count.clone();
            world.write(move |tx| Ok(count.failed(tx)?)).unwrap();
        }
    }

    fn waits(world: &World, count: &Count) -> Option<Duration> {
        let (count, now) = (count.clone(), world.now());
        match world.read(move |db| count.check(db, now)) {
            Ok(()) => None,
            Err(Error::LockedOut { retry_after }) => Some(retry_after),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn ten_wrong_passwords_in_a_quarter_of_an_hour_lock_for_another() {
        let world = World::new();
        let (ada, ben) = (Count::of_signing_in(Some(UserId(1)), "ada"), Count::of_signing_in(None, "ben"));
        fails(&world, &ada, 9);
        assert_eq!(waits(&world, &ada), None);
        fails(&world, &ada, 1);
        assert_eq!(waits(&world, &ada), Some(LOCKED_FOR));
        assert_eq!((waits(&world, &ben), waits(&world, &Count::of_present(UserId(1)))), (None, None));
        world.advance(LOCKED_FOR);
        assert_eq!(waits(&world, &ada), None);
        fails(&world, &ada, 9);
        assert_eq!(waits(&world, &ada), None);
    }

    #[test]
    fn wrong_passwords_far_apart_and_before_a_right_one_do_not_count() {
        let world = World::new();
        let ada = Count::of_signing_in(None, "ada");
        for _ in 0..4 {
            fails(&world, &ada, 4);
            world.advance(WITHIN);
        }
        fails(&world, &ada, 9);
        let right = ada.clone();
        world.write(move |tx| Ok(right.forget(tx)?)).unwrap();
        fails(&world, &ada, 9);
        assert_eq!(waits(&world, &ada), None);
    }
}
