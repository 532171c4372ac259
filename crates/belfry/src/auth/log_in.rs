//! From a username and a password to a person.

use store::{Db, Store, params};

use super::password::Hasher;
use crate::error::{Error, Result};
use crate::user::{self, Password, User, Username};

const REFUSED: Error = Error::Unauthenticated("Invalid credentials");

/// The person of that username, if the password is theirs. An unknown or disabled person, a wrong password and one that
/// nobody can have are told apart neither by the answer nor by the time it takes.
///
/// # Errors
/// [`Error::Unauthenticated`]; [`Error::TooMany`] if too many wait to log in.
pub async fn log_in(store: &Store, hasher: &Hasher, username: &str, password: &str) -> Result<User> {
    let username = Username::parse(username).ok();
    let found = store.read_short(move |db| match &username {
        Some(username) => find(db, username),
        None => Ok(None),
    });
    let (user, hash) = found.await?.unzip();
    let is_theirs = match Password::parse(password) {
        Ok(password) => hasher.verify(password, hash).await?,
        // What nobody can have as a password is checked all the same, against nobody's.
        Err(_) => hasher.verify(Password::parse("-").map_err(anyhow::Error::msg)?, None).await?,
    };
    user.filter(|_| is_theirs).ok_or(REFUSED)
}

/// An active person and their stored hash.
fn find(db: &Db<'_>, username: &Username) -> Result<Option<(User, String)>> {
    let Some(user) = user::find_by_username(db, username)?.filter(User::is_active) else { return Ok(None) };
    let sql = "SELECT password_hash FROM users WHERE id = $1";
    let hash = db.one(sql, &params![user.id], |row| row.get("password_hash"))?;
    Ok(Some((user, hash)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::password::Effort;
    use crate::user::UserId;
    use crate::world::World;

    fn setting() -> (World, Hasher, UserId) {
        let effort = Effort { memory_kib: 64, passes: 1, at_once: 1, waiting_max: 4 };
        let (world, hasher) = (World::new(), Hasher::new(&effort).unwrap());
        let ada = world.register("ada");
        let hash = world.block_on(hasher.hash(Password::parse("secret").unwrap())).unwrap();
        world.write(move |tx| user::set_password(tx, ada, &hash)).unwrap();
        (world, hasher, ada)
    }

    #[test]
    fn the_right_password_lets_its_owner_in() {
        let (world, hasher, ada) = setting();
        for username in ["ada", " ADA "] {
            assert_eq!(world.block_on(log_in(&world.store, &hasher, username, "secret")).unwrap().id, ada);
        }
    }

    #[test]
    fn every_refusal_is_the_same() {
        let (world, hasher, ada) = setting();
        let huge = "x".repeat(2000);
        let refused = |username: &str, password: &str| {
            let refusal = world.block_on(log_in(&world.store, &hasher, username, password)).unwrap_err();
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
