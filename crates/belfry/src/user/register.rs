//! A new person.

use anyhow::Context;
use store::{Db, Error as StoreError, Tx, params};

use super::{Email, Name, UserId, Username};
use crate::error::{Conflict, Result};

/// Somebody who is to be registered.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Where they are mailed.
    pub email: Email,
    /// What they log in with.
    pub username: Username,
    /// From [`crate::auth::password::Hasher::hash`].
    pub password_hash: String,
    /// What they are called.
    pub first_name: Name,
    /// May be missing.
    pub last_name: Option<Name>,
    /// Whether they may run the instance.
    pub is_admin: bool,
}

/// Registers somebody; their first digest counts from now.
///
/// # Errors
/// [`Conflict::EmailTaken`] or [`Conflict::UsernameTaken`].
pub fn register(tx: &Tx<'_>, new: &NewUser) -> Result<UserId> {
    if is_taken(tx, "SELECT id FROM users WHERE email_key = $1", &new.email.key())? {
        return Err(Conflict::EmailTaken.into());
    }
    if is_taken(tx, "SELECT id FROM users WHERE username_key = $1", &new.username.key())? {
        return Err(Conflict::UsernameTaken.into());
    }
    let id = insert(tx, new)?;
    tx.run("INSERT INTO digest_schedules (user_id, every_us, next_at) VALUES ($1, 0, $2)", &params![id, tx.now()])?;
    Ok(id)
}

fn is_taken(db: &Db<'_>, sql: &str, key: &str) -> Result<bool> {
    Ok(db.maybe(sql, &params![key], |_| Ok(()))?.is_some())
}

fn insert(tx: &Tx<'_>, new: &NewUser) -> Result<UserId> {
    let mut link_key = [0; 32];
    getrandom::fill(&mut link_key).context("drawing the key of a person's links")?;
    tx.one(
        "INSERT INTO users (email, email_key, username, username_key, first_name, last_name, password_hash, is_admin,
                            link_key, tokens_valid_from, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10) RETURNING id",
        &params![
            new.email.as_str(),
            &new.email.key(),
            new.username.as_str(),
            &new.username.key(),
            new.first_name.as_str(),
            new.last_name.as_ref().map_or("", Name::as_str),
            &new.password_hash,
            new.is_admin,
            link_key.as_slice(),
            tx.now()
        ],
        |row| row.get("id"),
    )
    .map_err(taken_meanwhile)
}

/// Where two may write at once, the other may have come first after all.
fn taken_meanwhile(error: StoreError) -> crate::Error {
    if error.is_unique_on("users.email_key") {
        Conflict::EmailTaken.into()
    } else if error.is_unique_on("users.username_key") {
        Conflict::UsernameTaken.into()
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::user::{self, UserId};
    use crate::world::{World, new_user};

    #[test]
    fn somebody_new_can_be_found_in_any_letter_case() {
        let world = World::new();
        let ada = world.write(|tx| register(tx, &new_user("Ada@Belfry.example", "Ada"))).unwrap();
        let by_email = world.read(|db| user::find_by_email(db, &Email::parse("aDA@belfry.EXAMPLE").unwrap())).unwrap();
        let by_username = world.read(|db| user::find_by_username(db, &Username::parse("ADA").unwrap())).unwrap();
        assert_eq!(by_email, by_username);
        let user = by_email.unwrap();
        assert_eq!((user.id, user.email.as_str(), user.is_admin), (ada, "Ada@Belfry.example", false));
        assert!(user.is_active() && user.mails_own_assignments);
        assert_eq!(world.read(|db| user::find(db, UserId(99))).unwrap(), None);
    }

    #[test]
    fn an_address_and_a_username_belong_to_one_person() {
        let world = World::new();
        world.write(|tx| register(tx, &new_user("ada@belfry.example", "ada"))).unwrap();
        let same_email = world.write(|tx| register(tx, &new_user("ADA@belfry.example", "ben"))).unwrap_err();
        let same_name = world.write(|tx| register(tx, &new_user("ben@belfry.example", "ADA"))).unwrap_err();
        assert!(matches!(same_email, Error::Conflict(Conflict::EmailTaken)));
        assert!(matches!(same_name, Error::Conflict(Conflict::UsernameTaken)));
        assert_eq!(world.read(user::list).unwrap().len(), 1);
    }

    #[test]
    fn the_digest_of_somebody_new_counts_from_registering() {
        let world = World::new();
        let ada = world.write(|tx| register(tx, &new_user("ada@belfry.example", "ada"))).unwrap();
        let row = world.read(move |db| {
            let sql = "SELECT every_us, next_at FROM digest_schedules WHERE user_id = $1";
            Ok(db.one(sql, &params![ada], |row| Ok((row.get::<i64>("every_us")?, row.get("next_at")?)))?)
        });
        assert_eq!(row.unwrap(), (0, world.now()));
    }
}
