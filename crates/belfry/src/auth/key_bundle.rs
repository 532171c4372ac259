//! The keys of access tokens on their way: out of a file or a database, into another, so that tokens stay good when
//! everything moves.

use std::path::Path;

use anyhow::{Context, Result, bail};
use store::{Db, Error, Timestamp, Tx};

use super::{key_file, key_table};

const SECOND: i64 = 1_000_000;

/// Some keys, the newest first.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct KeyBundle(Vec<Carried>);

#[derive(PartialEq, Eq)]
struct Carried {
    id: String,
    /// As it is written down.
    secret: String,
    /// The second in which it took the place of another, if that is known.
    made_at: Option<i64>,
}

/// Never shows the secret.
impl std::fmt::Debug for Carried {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.id)
    }
}

impl KeyBundle {
    /// One new key.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn new_one() -> Result<KeyBundle> {
        let (id, secret) = key_file::new_pair()?;
        Ok(KeyBundle(vec![Carried { id, secret, made_at: None }]))
    }

    /// Those in this file; none if there is no file.
    ///
    /// # Errors
    /// If it cannot be read, or is not as it should be.
    pub fn from_file(path: &Path) -> Result<KeyBundle> {
        let is_there = path.try_exists().with_context(|| format!("looking for the key file {}", path.display()))?;
        let lines = if is_there { key_file::lines(path)? } else { Vec::new() };
        Ok(KeyBundle(lines.into_iter().map(|(id, secret, made_at)| Carried { id, secret, made_at }).collect()))
    }

    /// Those in this database.
    ///
    /// # Errors
    /// As the database fails.
    pub fn from_table(db: &Db<'_>) -> Result<KeyBundle, Error> {
        let rows = key_table::rows(db)?;
        let carried = rows.into_iter().map(|(id, secret, made_at)| Carried {
            id,
            secret,
            made_at: Some(made_at.as_micros().div_euclid(SECOND)),
        });
        Ok(KeyBundle(carried.collect()))
    }

    /// Makes a file with these keys. One that is there already must hold the same. Without keys, no file is made.
    ///
    /// # Errors
    /// If there is a file with other keys, or it cannot be written.
    pub fn put_in_file(&self, path: &Path) -> Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        self.refuse_others(path)?;
        let line = |key: &Carried| match key.made_at {
            Some(at) => format!("{} {} {at}\n", key.id, key.secret),
            None => format!("{} {}\n", key.id, key.secret),
        };
        key_file::make_of(path, &self.0.iter().map(line).collect::<String>())
    }

    /// Refuses a file with other keys than these.
    ///
    /// # Errors
    /// If there is one.
    pub fn refuse_others(&self, path: &Path) -> Result<()> {
        let there = KeyBundle::from_file(path)?;
        if there.is_empty() || there.ids() == self.ids() {
            return Ok(());
        }
        bail!(
            "there is a key file {} with other keys, which would make every access token worthless: put it away first",
            path.display()
        )
    }

    /// Puts these keys into a database that has none.
    ///
    /// # Errors
    /// As the database fails.
    pub fn put_in_table(&self, tx: &Tx<'_>) -> Result<(), Error> {
        let mut before = i64::MAX;
        for key in &self.0 {
            let made_at = key.made_at.map_or(tx.now().as_micros(), |at| at.saturating_mul(SECOND));
            // Each is older than the one before it, whatever the file says.
            before = made_at.min(before - 1);
            key_table::put(tx, (&key.id, &key.secret), Timestamp(before))?;
        }
        Ok(())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn ids(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|key| (key.id.as_str(), key.secret.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::auth::token::Keys;
    use crate::world::World;

    const HOUR: Duration = Duration::from_secs(3600);

    fn in_table(world: &World) -> KeyBundle {
        world.read(|db| Ok(KeyBundle::from_table(db)?)).unwrap()
    }

    #[test]
    fn keys_keep_their_order_and_their_age_from_a_file_to_a_table_and_back() {
        let world = World::new();
        let (old, new) = (world.path("old.key"), world.path("new.key"));
        Keys::open(&old).unwrap();
        for minutes in [1, 1, 50] {
            world.advance(Duration::from_secs(60 * minutes));
            Keys::rotate(&old, 2 * HOUR, world.now()).unwrap();
        }
        // Twice in one second.
        Keys::rotate(&old, 2 * HOUR, world.now()).unwrap();
        let of_file = KeyBundle::from_file(&old).unwrap();
        let bundle = KeyBundle::from_file(&old).unwrap();
        world.write(move |tx| Ok(bundle.put_in_table(tx)?)).unwrap();
        let of_table = in_table(&world);
        assert_eq!(of_table.ids(), of_file.ids());
        assert_eq!(of_table.0.len(), 5);
        of_table.put_in_file(&new).unwrap();
        assert_eq!(KeyBundle::from_file(&new).unwrap().ids(), of_file.ids());
        // What was replaced more than an hour ago goes, in the file and in the table.
        world.advance(Duration::from_secs(55 * 60));
        Keys::rotate(&new, HOUR, world.now()).unwrap();
        world.block_on(Keys::rotate_shared(&world.store, HOUR)).unwrap();
        let [file, table] = [KeyBundle::from_file(&new).unwrap(), in_table(&world)];
        assert_eq!((file.0.len(), &file.ids()[1..]), (table.0.len(), &table.ids()[1..]));
    }

    #[test]
    fn a_file_with_other_keys_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token.key");
        KeyBundle::default().put_in_file(&path).unwrap();
        assert!(!path.exists());
        let keys = KeyBundle::new_one().unwrap();
        keys.put_in_file(&path).unwrap();
        keys.put_in_file(&path).unwrap();
        let why = KeyBundle::new_one().unwrap().put_in_file(&path).unwrap_err().to_string();
        assert!(why.contains("with other keys"), "{why}");
        assert_eq!(KeyBundle::from_file(&path).unwrap(), keys);
    }
}
