//! Access tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA256 (RFC 7515, RFC 7518 section 3.2).
//!
//! Written out over `ring` and `serde_json` instead of taken from a library: what is wanted is one algorithm, one shape of
//! header, four claims that are all required, and times compared with a clock that is passed in. A library reads its own
//! clock, takes the algorithm from a list, and installs its cryptography for the whole process. Here, whatever the header
//! says, nothing but HMAC-SHA256 is ever computed.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::hmac;
use serde::{Deserialize, Serialize};
use store::{Db, Store, Timestamp};

use super::key_file::{self, KeyFile};
use super::key_place::Place;
use super::key_table::{self, KeyTable};
use crate::error::{Error, Result};
use crate::user::UserId;

/// No token of ours is nearly as long; a longer one is not even looked at.
const MOST_BYTES: usize = 4096;
/// How far ahead another node's clock may be.
const AHEAD: i64 = 5;

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claims {
    /// Whose it is.
    pub user_id: UserId,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

/// The claims on the wire, times in whole seconds. Each is required; further ones are ignored.
#[derive(Serialize, Deserialize)]
struct Payload {
    identity: i64,
    iat: i64,
    nbf: i64,
    exp: i64,
    /// `iat` to the microsecond, for what happens twice in a second: log in, withdraw.
    #[serde(skip_serializing_if = "Option::is_none")]
    iat_us: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: String,
    /// Extensions that must be understood (RFC 7515 section 4.1.11). We understand none.
    #[serde(skip_serializing_if = "Option::is_none")]
    crit: Option<serde_json::Value>,
}

/// The keys that tokens are signed with. Clones share them.
#[derive(Clone)]
pub struct Keys(Arc<Place>);

impl Keys {
    /// The keys in this file, which is made with one new key if it is not there. The newest signs, all of them verify. A
    /// file that changes later is read again by itself.
    ///
    /// # Errors
    /// If the file can be read by others, holds no key, or cannot be read or made: with what to do about it.
    pub fn open(path: &Path) -> Result<Keys> {
        Ok(Keys(Arc::new(Place::File(KeyFile::open(path)?))))
    }

    /// The keys that this store goes with: in the database where several processes share it, else in the file.
    ///
    /// # Errors
    /// As [`Keys::open`], or as the database fails.
    pub async fn of(store: &Store, file: &Path) -> anyhow::Result<Keys> {
        if store.is_shared() { Keys::shared(store, file).await } else { Ok(Keys::open(file)?) }
    }

    /// The keys in this database. Where there are none yet, those of the file are taken in; without a file one is made.
    ///
    /// # Errors
    /// As [`Keys::open`], or as the database fails.
    pub async fn shared(store: &Store, file: &Path) -> anyhow::Result<Keys> {
        Ok(Keys(Arc::new(Place::Table(KeyTable::open(store, file).await?))))
    }

    /// Puts a new key first in the database. Tokens signed within the last `keep_for` still verify.
    ///
    /// # Errors
    /// As the database fails.
    pub async fn rotate_shared(store: &Store, keep_for: Duration) -> Result<()> {
        let (id, secret) = key_file::new_pair()?;
        Ok(store.write(move |tx| key_table::rotate(tx, (&id, &secret), keep_for)).await?)
    }

    /// Makes sure that what another process changed is known, before a token is issued.
    ///
    /// # Errors
    /// As the database fails.
    pub async fn refresh(&self, store: &Store) -> Result<()> {
        let keys = self.clone();
        if self.0.is_table() {
            store.read_short(move |db| keys.0.look(db, None)).await?;
        }
        Ok(())
    }

    /// Makes sure that the key of this token is known, if there is such a key.
    ///
    /// # Errors
    /// As the database fails.
    pub fn meet(&self, db: &Db<'_>, token: &str) -> Result<()> {
        if !self.0.is_table() {
            return Ok(());
        }
        let header = token.get(..token.find('.').unwrap_or(0)).filter(|_| token.len() <= MOST_BYTES);
        let id = header.and_then(decode::<Header>).map(|header| header.kid);
        Ok(self.0.look(db, id.as_deref())?)
    }

    /// Puts a new key at the head of the file, made if it is not there. Tokens signed within the last
    /// `keep_for` still verify.
    ///
    /// # Errors
    /// As [`Keys::open`].
    pub fn rotate(path: &Path, keep_for: Duration, now: Timestamp) -> Result<()> {
        Ok(KeyFile::rotate(path, keep_for, now)?)
    }

    /// A token of this person, good from `now` for `ttl`.
    pub fn issue(&self, user_id: UserId, now: Timestamp, ttl: Duration) -> String {
        let iat = now.as_seconds();
        let exp = iat.saturating_add(i64::try_from(ttl.as_secs()).unwrap_or(i64::MAX));
        let payload = Payload { identity: user_id.raw(), iat, nbf: iat, exp, iat_us: Some(now.as_micros()) };
        self.0.newest(now, |id, key| {
            let header =
                Header { alg: "HS256".to_owned(), typ: Some("JWT".to_owned()), kid: id.to_owned(), crit: None };
            let signed = format!("{}.{}", encode(&header), encode(&payload));
            let signature = BASE64.encode(hmac::sign(key, signed.as_bytes()));
            format!("{signed}.{signature}")
        })
    }

    /// What a token of ours says that is good at `now`.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] with the reason.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Claims> {
        let payload = self.verified(token, now).ok_or(Error::Unauthenticated("The token is not one of ours"))?;
        let seconds = now.as_seconds();
        if payload.exp <= seconds {
            return Err(Error::Unauthenticated("The token has expired"));
        }
        if payload.nbf > seconds + AHEAD || payload.iat > seconds + AHEAD {
            return Err(Error::Unauthenticated("The token is not valid yet"));
        }
        let issued_us = payload.iat_us.unwrap_or_else(|| micros(payload.iat));
        Ok(Claims {
            user_id: UserId(payload.identity),
            issued_at: Timestamp(issued_us),
            expires_at: Timestamp(micros(payload.exp)),
        })
    }

    /// The payload, if the signature is ours.
    fn verified(&self, token: &str, now: Timestamp) -> Option<Payload> {
        if token.len() > MOST_BYTES {
            return None;
        }
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let signature = BASE64.decode(signature).ok()?;
        let header: Header = decode(header)?;
        let is_plain = header.alg == "HS256" && header.crit.is_none();
        let is_typed = header.typ.is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
        let is_ours = is_plain
            && is_typed
            && self.0.with_key(&header.kid, now, |key| hmac::verify(key, signed.as_bytes(), &signature).is_ok())?;
        if is_ours { decode(payload) } else { None }
    }
}

fn micros(seconds: i64) -> i64 {
    seconds.saturating_mul(1_000_000)
}

fn encode(part: &impl Serialize) -> String {
    BASE64.encode(serde_json::to_vec(part).expect("a struct of text and numbers is JSON"))
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Option<T> {
    serde_json::from_slice(&BASE64.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_764_000_000_250_000);
    const TTL: Duration = Duration::from_secs(3600);

    struct Bench {
        keys: Keys,
        file: std::path::PathBuf,
        _folder: tempfile::TempDir,
    }

    fn bench() -> Bench {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("token.key");
        Bench { keys: Keys::open(&file).unwrap(), file, _folder: folder }
    }

    impl Bench {
        /// A token of these parts, signed with the key that is newest.
        fn signed(&self, header: &str, payload: &str) -> String {
            let signed = format!("{}.{}", BASE64.encode(header), BASE64.encode(payload));
            let tag = self.keys.0.newest(NOW, |_, key| hmac::sign(key, signed.as_bytes()));
            format!("{signed}.{}", BASE64.encode(tag))
        }

        fn header(&self) -> String {
            let kid = self.keys.0.newest(NOW, |id, _| id.to_owned());
            format!(r#"{{"alg":"HS256","typ":"JWT","kid":"{kid}"}}"#)
        }

        fn refusal(&self, token: &str) -> &'static str {
            match self.keys.verify(token, NOW) {
                Err(Error::Unauthenticated(reason)) => reason,
                other => panic!("{other:?}: {token}"),
            }
        }
    }

    fn payload(iat: i64, nbf: i64, exp: i64) -> String {
        let now = NOW.as_seconds();
        format!(r#"{{"identity":7,"iat":{},"nbf":{},"exp":{}}}"#, now + iat, now + nbf, now + exp)
    }

    #[test]
    fn a_token_says_who_and_until_when() {
        let bench = bench();
        let token = bench.keys.issue(UserId(7), NOW, TTL);
        let claims = bench.keys.verify(&token, NOW).unwrap();
        let expires_at = Timestamp(1_764_003_600_000_000);
        assert_eq!(claims, Claims { user_id: UserId(7), issued_at: NOW, expires_at });
        let plain = bench.signed(&bench.header(), &payload(0, 0, 60));
        assert_eq!(bench.keys.verify(&plain, NOW).unwrap().issued_at.as_micros(), NOW.as_seconds() * 1_000_000);
    }

    #[test]
    fn a_token_is_good_for_its_time_only() {
        let bench = bench();
        let token = bench.keys.issue(UserId(7), NOW, TTL);
        let at = |us| bench.keys.verify(&token, Timestamp(NOW.as_micros() + us)).is_ok();
        assert!(at(3_599_000_000) && !at(3_600_000_000) && !at(i64::MAX / 4));
        assert!(at(-3_000_000) && !at(-7_000_000));
        let refused = |payload: &str| bench.refusal(&bench.signed(&bench.header(), payload));
        assert_eq!(refused(&payload(0, 0, 0)), "The token has expired");
        assert_eq!(refused(&payload(0, 6, 60)), "The token is not valid yet");
        assert_eq!(refused(&payload(6, 0, 60)), "The token is not valid yet");
        assert!(bench.keys.verify(&bench.signed(&bench.header(), &payload(5, 5, 60)), NOW).is_ok());
    }

    #[test]
    fn every_claim_is_required_and_of_its_type() {
        let bench = bench();
        let whole = payload(0, 0, 60);
        assert!(bench.keys.verify(&bench.signed(&bench.header(), &whole), NOW).is_ok());
        for claim in ["identity", "iat", "nbf", "exp"] {
            let missing = whole.replace(&format!("\"{claim}\""), "\"other\"");
            let text = whole.replace(&format!("\"{claim}\":"), &format!("\"{claim}\":\"x\",\"other\":"));
            for payload in [missing, text, "[]".to_owned(), "null".to_owned(), String::new()] {
                assert_eq!(bench.refusal(&bench.signed(&bench.header(), &payload)), "The token is not one of ours");
            }
        }
    }

    #[test]
    fn only_one_algorithm_is_known_whatever_the_header_says() {
        let bench = bench();
        let good = bench.header();
        let none = format!("{}.{}.", BASE64.encode(good.replace("HS256", "none")), BASE64.encode(payload(0, 0, 60)));
        assert_eq!(bench.refusal(&none), "The token is not one of ours");
        for alg in ["none", "None", "", "hs256", "HS384", "HS512", "RS256", "ES256", "EdDSA"] {
            let token = bench.signed(&good.replace("HS256", alg), &payload(0, 0, 60));
            assert_eq!(bench.refusal(&token), "The token is not one of ours", "{alg}");
        }
        for header in [
            good.replace("JWT", "JWE"),
            good.replace("\"typ\":\"JWT\"", "\"crit\":[\"exp\"]"),
            good.replace("kid", "jku"),
            r#"{"alg":"HS256","kid":"0000000000000000"}"#.to_owned(),
            r#"{"alg":"HS256","kid":null}"#.to_owned(),
            "{}".to_owned(),
        ] {
            assert_eq!(bench.refusal(&bench.signed(&header, &payload(0, 0, 60))), "The token is not one of ours");
        }
    }

    #[test]
    fn another_signature_is_refused() {
        let (bench, other) = (bench(), super::tests::bench());
        assert_eq!(bench.refusal(&other.keys.issue(UserId(7), NOW, TTL)), "The token is not one of ours");
        let forged = other.signed(&bench.header(), &payload(0, 0, 60));
        assert_eq!(bench.refusal(&forged), "The token is not one of ours");
        let token = bench.keys.issue(UserId(7), NOW, TTL);
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let mine = BASE64.encode(payload(0, 0, 60).replace('7', "8"));
        let swapped = format!("{}.{mine}.{signature}", signed.split_once('.').unwrap().0);
        let short = &token[..token.len() - 4];
        for token in [&swapped, short, &format!("{signed}."), &format!("{token}="), &format!(" {token}")] {
            assert_eq!(bench.refusal(token), "The token is not one of ours", "{token}");
        }
    }

    #[test]
    fn garbage_is_refused_without_a_panic() {
        let bench = bench();
        let huge = format!("{}.{}.{}", "a".repeat(1 << 20), "b".repeat(1 << 20), "c".repeat(1 << 20));
        let long = bench.signed(&bench.header(), &format!("{}{}", payload(0, 0, 60), " ".repeat(MOST_BYTES)));
        for token in ["", ".", "..", "...", "a.b", "a.b.c.d", "é.ü.ß", "\0.\0.\0", "e30.e30.e30", &huge, &long] {
            assert_eq!(bench.refusal(token), "The token is not one of ours");
        }
    }

    #[test]
    fn after_a_rotation_old_tokens_are_good_until_their_key_is_gone() {
        let bench = bench();
        let later = Timestamp(NOW.as_micros() + 2_000_000);
        let old = bench.keys.issue(UserId(7), NOW, TTL);
        Keys::rotate(&bench.file, TTL, NOW).unwrap();
        let new = bench.keys.issue(UserId(7), later, TTL);
        assert_ne!(old.split('.').next(), new.split('.').next());
        assert!(bench.keys.verify(&old, later).is_ok() && bench.keys.verify(&new, later).is_ok());
        Keys::rotate(&bench.file, Duration::ZERO, later).unwrap();
        let last = Timestamp(later.as_micros() + 2_000_000);
        assert!(bench.keys.verify(&old, last).is_err() && bench.keys.verify(&new, last).is_err());
        assert!(bench.keys.verify(&bench.keys.issue(UserId(7), last, TTL), last).is_ok());
    }
}
