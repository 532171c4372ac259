//! From a name and a password to a person.

use std::net::IpAddr;

use store::{Db, Store, params};

use super::lockout::Count;
use super::password::Hasher;
use crate::audit::{self, Entry, Kind};
use crate::error::{Error, Result};
use crate::user::{self, Email, Password, User, UserId, Username};

const REFUSED: Error = Error::Unauthenticated("Invalid credentials");

/// Who wants to be let in, as typed.
#[derive(Clone, Debug)]
pub enum Login {
    /// By their username.
    Username(String),
    /// By their username or their address: what holds an @ is an address.
    Either(String),
}

/// What is known of whoever wants to be let in, before their password is looked at.
struct Candidate {
    user: Option<(User, String)>,
    count: Count,
}

/// The person of that name, if the password is theirs. An unknown or disabled person, a wrong password and one that
/// nobody can have are told apart neither by the answer nor by the time it takes.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::LockedOut`]; [`Error::TooMany`] if too many wait to log in.
pub async fn log_in(
    store: &Store,
    hasher: &Hasher,
    (login, from): (Login, Option<IpAddr>),
    password: &str,
) -> Result<User> {
    let candidate = store.read_short(move |db| {
        let candidate = find(db, &login)?;
        candidate.count.check(db, db.now())?;
        Ok::<_, Error>(candidate)
    });
    let Candidate { user, count } = candidate.await?;
    let (user, hash) = user.unzip();
    let is_theirs = match Password::parse(password) {
        Ok(password) => hasher.verify(password, hash).await?,
        // What nobody can have as a password is checked all the same, against nobody's.
        Err(_) => hasher.verify(Password::parse("-").map_err(anyhow::Error::msg)?, None).await?,
    };
    let owner = user.as_ref().map(|user| user.id);
    settle(store, count, (owner, is_theirs), from).await?;
    user.filter(|_| is_theirs).ok_or(REFUSED)
}

/// Makes sure that somebody who is signed in knows their password.
///
/// # Errors
/// As [`log_in()`].
pub async fn check_present(
    store: &Store,
    hasher: &Hasher,
    (user, from): (UserId, Option<IpAddr>),
    password: &str,
) -> Result<bool> {
    let count = Count::of_present(user);
    let looked = count.clone();
    let found = store.read_short(move |db| {
        looked.check(db, db.now())?;
        let sql = "SELECT password_hash FROM users WHERE id = $1";
        Ok::<_, Error>(db.maybe(sql, &params![user], |row| row.get("password_hash"))?)
    });
    let hash: Option<String> = found.await?;
    let is_theirs = match Password::parse(password) {
        Ok(password) => hasher.verify(password, hash).await?,
        Err(_) => false,
    };
    if is_theirs {
        store.write(move |tx| count.forget(tx)).await?;
    } else {
        settle(store, count, (Some(user), false), from).await?;
    }
    Ok(is_theirs)
}

/// Writes down how it went, whatever becomes of it afterwards. While the password was looked at, others may have tried
/// too often: then the right one comes too late.
async fn settle(
    store: &Store,
    count: Count,
    (owner, is_theirs): (Option<UserId>, bool),
    from: Option<IpAddr>,
) -> Result<()> {
    let settled = store.write(move |tx| {
        if is_theirs {
            count.check(tx, tx.now())?;
            count.forget(tx)?;
            audit::record(tx, &Entry::of(Kind::SignedIn, owner, from))?;
            return Ok(());
        }
        // Nobody knows who it was.
        let failed = |kind| Entry { actor: None, ..Entry::of(kind, owner, from) };
        audit::record(tx, &failed(Kind::SignInFailed))?;
        if count.failed(tx)? {
            audit::record(tx, &failed(Kind::LockedOut))?;
        }
        Ok::<_, Error>(())
    });
    settled.await
}

/// An active person and their stored hash, and how their attempts are counted.
fn find(db: &Db<'_>, login: &Login) -> Result<Candidate> {
    let (found, key) = match login {
        Login::Either(typed) if typed.contains('@') => match Email::parse(typed) {
            Ok(email) => (user::find_by_email(db, &email)?, email.key()),
            Err(_) => (None, String::new()),
        },
        Login::Username(typed) | Login::Either(typed) => match Username::parse(typed) {
            Ok(username) => (user::find_by_username(db, &username)?, username.key()),
            Err(_) => (None, String::new()),
        },
    };
    let user = found.filter(User::is_active);
    let count = Count::of_signing_in(user.as_ref().map(|user| user.id), &key);
    let Some(user) = user else { return Ok(Candidate { user: None, count }) };
    let sql = "SELECT password_hash FROM users WHERE id = $1";
    let hash = db.one(sql, &params![user.id], |row| row.get("password_hash"))?;
    Ok(Candidate { user: Some((user, hash)), count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::password::Effort;
    use crate::world::World;

    fn setting() -> (World, Hasher, UserId) {
        let effort = Effort { memory_kib: 64, passes: 1, at_once: 1, waiting_max: 4 };
        let (world, hasher) = (World::new(), Hasher::new(&effort).unwrap());
        let ada = world.register("ada");
        let hash = world.block_on(hasher.hash(Password::parse("secret").unwrap())).unwrap();
        world.write(move |tx| user::set_password(tx, ada, &hash)).unwrap();
        (world, hasher, ada)
    }

    fn tries(world: &World, hasher: &Hasher, name: &str, password: &str) -> Result<User> {
        let login = Login::Either(name.to_owned());
        world.block_on(log_in(&world.store, hasher, (login, None), password))
    }

    #[test]
    fn the_right_password_lets_its_owner_in() {
        let (world, hasher, ada) = setting();
        for name in ["ada", " ADA ", "ADA@belfry.example"] {
            assert_eq!(tries(&world, &hasher, name, "secret").unwrap().id, ada);
        }
    }

    #[test]
    fn every_refusal_is_the_same() {
        let (world, hasher, ada) = setting();
        let huge = "x".repeat(2000);
        let refused = |username: &str, password: &str| {
            let refusal = tries(&world, &hasher, username, password).unwrap_err();
            assert!(matches!(refusal, Error::Unauthenticated("Invalid credentials")), "{username:?}: {refusal:?}");
        };
        for (username, password) in
            [("ada", "Secret"), ("ada", ""), ("ada", &huge), ("eve", "secret"), ("", ""), ("a\0", "-"), (&huge, "-")]
        {
            refused(username, password);
        }
        world.write(move |tx| user::disable(tx, ada)).unwrap();
        refused("ada", "secret");
    }
}
