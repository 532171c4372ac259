//! The keys of access tokens where several processes share the database: rows in it, so that a token that one process
//! issued is good with all of them, at once and with nothing copied.
//!
//! Each process keeps them in memory, and reads them again once a second at the most, or when it meets a key that it does
//! not know.

use std::path::Path;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use anyhow::Result;
use ring::hmac;
use store::{Db, Error, Store, Timestamp, Tx, params};

use super::key_bundle::KeyBundle;
use super::key_file::{self, KEPT_MOST};

/// How often they are read again.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The keys of a database, as they were when they were last looked at.
pub(super) struct KeyTable(RwLock<Known>);

struct Known {
    /// The newest first; never empty.
    keys: Vec<(String, hmac::Key)>,
    looked_at: Timestamp,
}

impl KeyTable {
    /// The keys in this database. Where there are none yet, those of the file are taken in, so that a database that was
    /// moved here signs nobody out; where there is no file either, one key is made.
    pub async fn open(store: &Store, file: &Path) -> Result<KeyTable> {
        let of_file = KeyBundle::from_file(file)?;
        let first = if of_file.is_empty() { KeyBundle::new_one()? } else { of_file };
        let begin = move |tx: &Tx<'_>| {
            let is_empty = tx.maybe("SELECT id FROM token_keys LIMIT 1", &params![], |_| Ok(()))?.is_none();
            if is_empty {
                first.put_in_table(tx)?;
            }
            Ok::<_, Error>((read(tx)?, tx.now()))
        };
        let (keys, looked_at) = store.write(begin).await?;
        Ok(KeyTable(RwLock::new(Known { keys, looked_at })))
    }

    /// Reads them again, if it is time or this one is not known. An empty table changes nothing.
    pub fn look(&self, db: &Db<'_>, id: Option<&str>) -> Result<(), Error> {
        let now = db.now();
        let is_fresh = {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            let is_recent = now >= known.looked_at && now.since(known.looked_at) < LOOK_EVERY;
            is_recent && id.is_none_or(|id| known.keys.iter().any(|(known, _)| known == id))
        };
        if !is_fresh {
            let keys = read(db)?;
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            known.looked_at = now;
            if !keys.is_empty() {
                known.keys = keys;
            }
        }
        Ok(())
    }

    /// What `with` makes of the id and the key that sign.
    pub fn newest<T>(&self, with: impl FnOnce(&str, &hmac::Key) -> T) -> T {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (id, key) = &known.keys[0];
        with(id, key)
    }

    /// What `with` makes of the key with this id, if there is one.
    pub fn with_key<T>(&self, id: &str, with: impl FnOnce(&hmac::Key) -> T) -> Option<T> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (_, key) = known.keys.iter().find(|(known, _)| known == id)?;
        Some(with(key))
    }
}

/// Puts a new key first. Of the old ones those stay that signed within the last `keep_for`: that were not replaced before.
pub(super) fn rotate(tx: &Tx<'_>, (id, secret): (&str, &str), keep_for: Duration) -> Result<(), Error> {
    let newest = tx.maybe("SELECT made_at FROM token_keys ORDER BY made_at DESC LIMIT 1", &params![], |row| {
        row.get::<Timestamp>("made_at")
    })?;
    let most = if keep_for.is_zero() { 0 } else { KEPT_MOST };
    tx.run(
        "DELETE FROM token_keys WHERE EXISTS
         (SELECT 1 FROM token_keys AS newer WHERE newer.made_at > token_keys.made_at AND newer.made_at <= $1)",
        &params![tx.now() - keep_for],
    )?;
    tx.run(
        "DELETE FROM token_keys WHERE id NOT IN (SELECT id FROM token_keys ORDER BY made_at DESC, id LIMIT $1)",
        &params![i64::try_from(most).unwrap_or(i64::MAX)],
    )?;
    let at = newest.map_or(tx.now(), |newest| tx.now().max(newest + Duration::from_micros(1)));
    put(tx, (id, secret), at)
}

/// Puts one in, unless it is there.
pub(super) fn put(tx: &Tx<'_>, (id, secret): (&str, &str), at: Timestamp) -> Result<(), Error> {
    tx.run(
        "INSERT INTO token_keys (id, secret, made_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
        &params![id, secret, at],
    )?;
    Ok(())
}

/// The ids and secrets as they are written down, and since when; the newest first.
pub(super) fn rows(db: &Db<'_>) -> Result<Vec<(String, String, Timestamp)>, Error> {
    db.all("SELECT id, secret, made_at FROM token_keys ORDER BY made_at DESC, id", &params![], |row| {
        Ok((row.get("id")?, row.get("secret")?, row.get("made_at")?))
    })
}

fn read(db: &Db<'_>) -> Result<Vec<(String, hmac::Key)>, Error> {
    let parsed = rows(db)?.into_iter().map(|(id, secret, _)| key_file::key(&secret).map(|key| (id, key)));
    parsed.collect::<Option<Vec<_>>>().ok_or_else(|| Error::Database("a key of access tokens is damaged".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::authenticate;
    use super::super::token::Keys;
    use crate::world::World;
    use std::time::Duration;

    const HOUR: Duration = Duration::from_secs(3600);

    fn keys(world: &World) -> Keys {
        world.block_on(Keys::shared(&world.store, &world.path("token.key"))).unwrap()
    }

    fn is_good(world: &World, keys: &Keys, token: &str) -> bool {
        let (keys, token) = (keys.clone(), token.to_owned());
        world.read(move |db| authenticate(db, &keys, &token, db.now())).is_ok()
    }

    #[test]
    fn a_token_of_one_process_is_good_with_another_even_after_a_rotation_just_now() {
        let world = World::new();
        let ada = world.register("ada");
        let (here, there) = (keys(&world), keys(&world));
        let old = here.issue(ada, world.now(), HOUR);
        assert!(is_good(&world, &there, &old));
        world.block_on(Keys::rotate_shared(&world.store, HOUR)).unwrap();
        // One that starts afterwards signs with the new key, which the other has not read yet.
        let new = keys(&world).issue(ada, world.now(), HOUR);
        assert_ne!(old.split('.').next(), new.split('.').next());
        assert!(is_good(&world, &there, &new) && is_good(&world, &there, &old));
    }

    #[test]
    fn a_revoked_key_is_refused_by_every_process_within_a_second_and_none_signs_with_it() {
        let world = World::new();
        let ada = world.register("ada");
        let (here, there) = (keys(&world), keys(&world));
        let old = here.issue(ada, world.now(), HOUR);
        world.block_on(Keys::rotate_shared(&world.store, Duration::ZERO)).unwrap();
        world.advance(Duration::from_secs(1));
        assert!(!is_good(&world, &here, &old) && !is_good(&world, &there, &old));
        world.block_on(there.refresh(&world.store)).unwrap();
        assert!(is_good(&world, &here, &there.issue(ada, world.now(), HOUR)));
    }

    #[test]
    fn a_token_is_good_after_many_rotations_until_its_time_is_over() {
        let world = World::new();
        let ada = world.register("ada");
        let keys = keys(&world);
        let old = keys.issue(ada, world.now(), 3 * HOUR);
        for _ in 0..10 {
            world.advance(HOUR / 10);
            world.block_on(Keys::rotate_shared(&world.store, 2 * HOUR)).unwrap();
        }
        assert!(is_good(&world, &keys, &old));
        world.advance(HOUR + HOUR / 10);
        world.block_on(Keys::rotate_shared(&world.store, 2 * HOUR)).unwrap();
        assert!(!is_good(&world, &keys, &old));
    }

    #[test]
    fn a_database_without_keys_takes_in_those_of_the_file_and_keeps_them() {
        let world = World::new();
        let ada = world.register("ada");
        let of_file = Keys::open(&world.path("token.key")).unwrap();
        Keys::rotate(&world.path("token.key"), HOUR, world.now()).unwrap();
        let token = of_file.issue(ada, world.now(), HOUR);
        assert!(is_good(&world, &keys(&world), &token));
        std::fs::remove_file(world.path("token.key")).unwrap();
        assert!(is_good(&world, &keys(&world), &token));
    }
}
