//! Argon2id over memory that goes back to the system.
//!
//! Left to itself the library allocates some 19 MiB for each hash. That is just little enough for glibc to keep once it was
//! freed, in every thread that ever hashed: a server at which twenty people had logged in held 330 MiB for good.

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::{self, try_generate_salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// From this size on, in KiB, glibc gives an allocation pages of its own, and gives them back as soon as it is freed. What
/// is not touched of it takes no memory.
const OF_ITS_OWN: usize = 33 * 1024;

/// Hashes with these parameters.
#[derive(Clone)]
pub(super) struct Argon(Argon2<'static>);

impl Argon {
    pub fn new(params: Params) -> Argon {
        Argon(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// A PHC string with a new salt.
    pub fn hash(&self, password: &[u8]) -> password_hash::Result<PasswordHash> {
        let salt = Salt::new(&try_generate_salt()?)?;
        Ok(PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(self.0.params())?,
            hash: Some(self.output(password, &salt)?),
            salt: Some(salt),
        })
    }

    fn output(&self, password: &[u8], salt: &[u8]) -> password_hash::Result<Output> {
        let mut out = [0; Output::MAX_LENGTH];
        let length = self.0.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
        let out = out.get_mut(..length).ok_or(password_hash::Error::OutputSize)?;
        self.0.hash_password_into_with_memory(password, salt, out, room(self.0.params().block_count()))?;
        Ok(Output::new(out)?)
    }
}

/// Whether the password is the one of a PHC string, whatever its parameters. Takes the same time wherever they differ.
pub(super) fn is_password_of(password: &[u8], stored: &str) -> password_hash::Result<bool> {
    let stored = PasswordHash::new(stored)?;
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
        return Err(password_hash::Error::EncodingInvalid);
    };
    let algorithm = Algorithm::try_from(stored.algorithm.as_str())?;
    let version = stored.version.map(Version::try_from).transpose()?.unwrap_or_default();
    let argon = Argon(Argon2::new(algorithm, version, Params::try_from(&stored)?));
    Ok(argon.output(password, salt)? == *expected)
}

fn room(blocks: usize) -> Vec<Block> {
    let mut room = Vec::with_capacity(blocks.max(OF_ITS_OWN));
    room.resize(blocks, Block::new());
    room
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

    use super::*;

    #[test]
    fn the_library_and_we_read_each_others_hashes() {
        let params = Params::new(64, 2, 1, None).unwrap();
        let library = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let theirs = library.hash_password(b"horse").unwrap().to_string();
        assert!(is_password_of(b"horse", &theirs).unwrap());
        assert!(!is_password_of(b"mule", &theirs).unwrap());
        let ours = Argon::new(params).hash(b"horse").unwrap();
        assert_eq!(library.verify_password(b"horse", &ours), Ok(()));
    }

    #[test]
    fn what_is_no_hash_is_an_error() {
        for text in
            ["", "plain text", "$argon2id$v=19$m=64,t=1,p=1$", "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA"]
        {
            assert!(is_password_of(b"horse", text).is_err(), "{text:?}");
        }
    }
}
