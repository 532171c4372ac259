//! An invite: a code that lets somebody register once, where registration is not open to all.
//!
//! The code is shown when it is made; what is kept is its hash. It may be for one address only, and it runs out.

use std::time::Duration;

use anyhow::Context;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::digest::{SHA256, digest};
use store::{Db, Tx, params};

use super::{Email, NewUser, UserId, register};
use crate::error::{FieldErrors, Result};

const NO_GOOD: &str =
    "This invite is not good: it was used, it has run out, or it is for another address. Ask for a new one.";

/// Makes an invite, good for `ttl`: for this address, or for any. Returns the code, which is kept nowhere.
///
/// # Errors
/// If the system has no randomness to give.
pub fn invite(tx: &Tx<'_>, email: Option<&Email>, ttl: Duration) -> Result<String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).context("drawing the code of an invite")?;
    let code = BASE64.encode(random);
    let now = tx.now();
    tx.run("DELETE FROM invites WHERE used_by IS NULL AND expires_at <= $1", &params![now])?;
    tx.run(
        "INSERT INTO invites (code_hash, email_key, created_at, expires_at) VALUES ($1, $2, $3, $4)",
        &params![&hash(&code), email.map(Email::key).as_ref(), now, now + ttl],
    )?;
    Ok(code)
}

/// Makes sure that an invite is good for this address, before a password is hashed for it.
///
/// # Errors
/// [`crate::Error::Invalid`] if it is not.
pub fn check_invite(db: &Db<'_>, code: &str, email: &Email) -> Result<()> {
    let found = db.maybe(
        "SELECT code_hash FROM invites
         WHERE code_hash = $1 AND used_by IS NULL AND expires_at > $2 AND (email_key IS NULL OR email_key = $3)",
        &params![&hash(code), db.now(), &email.key()],
        |_| Ok(()),
    )?;
    found.ok_or_else(no_good)
}

/// Registers somebody who was invited, and uses the invite up.
///
/// # Errors
/// As [`register()`]; [`crate::Error::Invalid`] if the invite is not good.
pub fn register_invited(tx: &Tx<'_>, new: &NewUser, code: &str) -> Result<UserId> {
    let id = register(tx, new)?;
    let used = tx.run(
        "UPDATE invites SET used_by = $1
         WHERE code_hash = $2 AND used_by IS NULL AND expires_at > $3 AND (email_key IS NULL OR email_key = $4)",
        &params![id, &hash(code), tx.now(), &new.email.key()],
    )?;
    if used == 1 { Ok(id) } else { Err(no_good()) }
}

fn no_good() -> crate::Error {
    FieldErrors::one("invite", NO_GOOD).into()
}

fn hash(code: &str) -> String {
    BASE64.encode(digest(&SHA256, code.trim().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::user;
    use crate::world::{World, new_user};

    const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

    fn joins(world: &World, email: &str, name: &str, code: &str) -> Result<UserId> {
        let (new, code) = (new_user(email, name), code.to_owned());
        world.write(move |tx| register_invited(tx, &new, &code))
    }

    #[test]
    fn an_invite_lets_one_person_in() {
        let world = World::new();
        let code = world.write(|tx| invite(tx, None, WEEK)).unwrap();
        joins(&world, "ada@belfry.example", "ada", &code).unwrap();
        assert!(matches!(joins(&world, "ben@belfry.example", "ben", &code), Err(Error::Invalid(_))));
        assert_eq!(world.read(user::list).unwrap().len(), 1);
    }

    #[test]
    fn an_invite_for_an_address_is_good_for_no_other() {
        let world = World::new();
        let ada = Email::parse("ada@belfry.example").unwrap();
        let code = world.write(move |tx| invite(tx, Some(&ada), WEEK)).unwrap();
        assert!(matches!(joins(&world, "ben@belfry.example", "ben", &code), Err(Error::Invalid(_))));
        let (eve, seen) = (Email::parse("eve@belfry.example").unwrap(), code.clone());
        assert!(world.read(move |db| check_invite(db, &seen, &eve)).is_err());
        joins(&world, "ADA@belfry.example", "ada", &code).unwrap();
    }

    #[test]
    fn an_invite_runs_out_and_its_code_is_kept_nowhere() {
        let world = World::new();
        let code = world.write(|tx| invite(tx, None, Duration::ZERO)).unwrap();
        let kept =
            world.read(|db| Ok(db.all("SELECT code_hash FROM invites", &[], |row| row.get::<String>("code_hash"))?));
        assert!(!kept.unwrap().contains(&code));
        assert!(matches!(joins(&world, "ada@belfry.example", "ada", &code), Err(Error::Invalid(_))));
        world.write(|tx| invite(tx, None, WEEK)).unwrap();
        let left = world.read(|db| Ok(db.all("SELECT code_hash FROM invites", &[], |_| Ok(()))?));
        assert_eq!(left.unwrap().len(), 1);
    }
}
