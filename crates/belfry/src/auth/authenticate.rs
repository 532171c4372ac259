//! From a token to an actor.

use store::{Db, Timestamp, params};

use super::Actor;
use super::token::{Claims, Keys};
use crate::error::{Error, Result};

/// Who shows this token: an active account, with no other password since.
///
/// # Errors
/// [`Error::Unauthenticated`] with the reason.
pub fn authenticate(db: &Db<'_>, keys: &Keys, token: &str, now: Timestamp) -> Result<Actor> {
    actor(db, &claims(db, keys, token, now)?)
}

/// What this token says, if it is one of ours and good at `now`. The costly part of [`authenticate`].
///
/// # Errors
/// [`Error::Unauthenticated`] with the reason.
pub fn claims(db: &Db<'_>, keys: &Keys, token: &str, now: Timestamp) -> Result<Claims> {
    keys.meet(db, token)?;
    keys.verify(token, now)
}

/// Who claims this, as the database is now. The part of [`authenticate`] that is asked again in each transaction.
///
/// # Errors
/// [`Error::Unauthenticated`] with the reason.
pub fn actor(db: &Db<'_>, claims: &Claims) -> Result<Actor> {
    let found = db.maybe(
        "SELECT is_admin, tokens_valid_from FROM users WHERE id = $1 AND disabled_at IS NULL",
        &params![claims.user_id],
        |row| Ok((row.get("is_admin")?, row.get::<Timestamp>("tokens_valid_from")?)),
    )?;
    let Some((is_admin, valid_from)) = found else {
        return Err(Error::Unauthenticated("There is no such active account"));
    };
    if claims.issued_at < valid_from {
        return Err(Error::Unauthenticated("The token was withdrawn"));
    }
    Ok(Actor { user_id: claims.user_id, is_admin })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::user;
    use crate::world::World;

    const HOUR: Duration = Duration::from_secs(3600);

    fn reason(result: Result<Actor>) -> &'static str {
        match result {
            Err(Error::Unauthenticated(reason)) => reason,
            other => panic!("{other:?}"),
        }
    }

    fn show(world: &World, keys: &Keys, token: &str) -> Result<Actor> {
        let (keys, token, now) = (keys.clone(), token.to_owned(), world.now());
        world.read(move |db| authenticate(db, &keys, &token, now))
    }

    #[test]
    fn a_token_stands_for_its_owner_until_the_account_is_disabled() {
        let world = World::new();
        let keys = Keys::open(&world.path("token.key")).unwrap();
        let ada = world.register("ada");
        let token = keys.issue(ada, world.now(), HOUR);
        assert_eq!(show(&world, &keys, &token).unwrap(), Actor { user_id: ada, is_admin: false });
        world.advance(Duration::from_millis(1));
        world.write(move |tx| user::disable(tx, ada)).unwrap();
        assert_eq!(reason(show(&world, &keys, &token)), "There is no such active account");
        world.write(move |tx| user::enable(tx, ada)).unwrap();
        assert_eq!(reason(show(&world, &keys, &token)), "The token was withdrawn");
        assert!(show(&world, &keys, &keys.issue(ada, world.now(), HOUR)).is_ok());
    }

    #[test]
    fn another_password_withdraws_the_tokens_of_the_same_second_and_not_those_after_it() {
        let world = World::new();
        let keys = Keys::open(&world.path("token.key")).unwrap();
        let ada = world.register("ada");
        let before = keys.issue(ada, world.now(), HOUR);
        world.advance(Duration::from_millis(1));
        world.write(move |tx| user::set_password(tx, ada, "other")).unwrap();
        let after = keys.issue(ada, world.now(), HOUR);
        assert_eq!(reason(show(&world, &keys, &before)), "The token was withdrawn");
        assert!(show(&world, &keys, &after).is_ok());
    }

    #[test]
    fn a_token_of_nobody_is_refused() {
        let world = World::new();
        let keys = Keys::open(&world.path("token.key")).unwrap();
        let token = keys.issue(user::UserId(7), world.now(), HOUR);
        assert_eq!(reason(show(&world, &keys, &token)), "There is no such active account");
    }
}
