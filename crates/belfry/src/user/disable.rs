//! Closing an account and opening it again, and giving it another password. The first and the last end every session and
//! make every access token issued so far worthless.

use outbox::Kind;
use store::{Tx, params};

use super::UserId;
use crate::error::{Error, Result};
use crate::session;

/// Closes an account: no logging in, and no mail, the waiting one included. Closing it twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub fn disable(tx: &Tx<'_>, id: UserId) -> Result<()> {
    let rows = tx.run(
        "UPDATE users SET disabled_at = COALESCE(disabled_at, $2), tokens_valid_from = $2 WHERE id = $1",
        &params![id, tx.now()],
    )?;
    found(rows)?;
    session::end_all(tx, id)?;
    outbox::cancel_for(tx, id.raw(), &Kind::ALL, "the account is disabled")?;
    Ok(())
}

/// Opens an account again. Mail that was taken back stays so, and old tokens stay worthless.
///
/// # Errors
/// [`Error::NotFound`].
pub fn enable(tx: &Tx<'_>, id: UserId) -> Result<()> {
    found(tx.run("UPDATE users SET disabled_at = NULL WHERE id = $1", &params![id])?)
}

/// Gives an account another password, as hashed by [`crate::auth::password::Hasher::hash`].
///
/// # Errors
/// [`Error::NotFound`].
pub fn set_password(tx: &Tx<'_>, id: UserId, hash: &str) -> Result<()> {
    session::end_all(tx, id)?;
    found(tx.run(
        "UPDATE users SET password_hash = $2, tokens_valid_from = $3 WHERE id = $1",
        &params![id, hash, tx.now()],
    )?)
}

fn found(rows: u64) -> Result<()> {
    if rows == 0 { Err(Error::NotFound("user")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use outbox::State;

    use super::*;
    use crate::user;
    use crate::world::World;

    #[test]
    fn a_disabled_account_is_mailed_no_more() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        world.open(ada, ben);
        world.open(ada, ada);
        world.write(move |tx| disable(tx, ben)).unwrap();
        let mails = world.mails();
        assert_eq!((mails[0].state, mails[0].reason.as_deref()), (State::Cancelled, Some("the account is disabled")));
        assert_eq!(mails[1].state, State::Pending);
    }

    #[test]
    fn disabling_twice_keeps_the_first_moment_and_enabling_undoes_it() {
        let world = World::new();
        let (ada, first) = (world.register("ada"), world.now());
        for _ in 0..2 {
            world.write(move |tx| disable(tx, ada)).unwrap();
            world.advance(Duration::from_secs(1));
        }
        let user = || world.read(move |db| user::find(db, ada)).unwrap().unwrap();
        assert_eq!(user().disabled_at, Some(first));
        world.write(move |tx| enable(tx, ada)).unwrap();
        assert!(user().is_active());
    }

    #[test]
    fn nobody_is_not_found() {
        let world = World::new();
        let nobody = UserId(7);
        for result in [
            world.write(move |tx| disable(tx, nobody)),
            world.write(move |tx| enable(tx, nobody)),
            world.write(move |tx| set_password(tx, nobody, "x")),
        ] {
            assert!(matches!(result, Err(Error::NotFound("user"))));
        }
    }
}
