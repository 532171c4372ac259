//! Stopping mail, by the link that every mail carries (RFC 8058), without logging in.
//!
//! A link holds a token: whose mail, of which kind, about what, and an HMAC of these under a secret of that person
//! (`users.link_key`). It is good for nothing else, works for as long as the account exists, and using it twice changes
//! nothing more. A link in a mail about an issue stops every mail about that issue; one in a digest stops the digests.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use outbox::{Kind, Recall};
use ring::hmac;
use store::{Db, Tx, params};

use super::UserId;
use crate::error::Result;

/// What is signed begins with this, so that no other signature under the same key is good here.
const PURPOSE: &[u8] = b"belfry stop 1";
/// Person, kind and topic.
const PAYLOAD_BYTES: usize = 17;
const MAC_BYTES: usize = 32;

/// What somebody asks to be stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Whose mail.
    pub user_id: UserId,
    /// The kind of the mail that the link was in.
    pub kind: Kind,
    /// The issue it was about, or 0.
    pub topic_id: i64,
}

impl Stop {
    /// The kinds that stop: both kinds of mail about an issue, whichever of the two the link was in.
    pub(super) fn kinds(&self) -> &'static [Kind] {
        match self.kind {
            Kind::Assigned | Kind::Updated => &[Kind::Assigned, Kind::Updated],
            Kind::Digest => &[Kind::Digest],
            // Nobody stops these, and none carries such a link.
            Kind::Account => &[],
        }
    }

    fn payload(&self) -> [u8; PAYLOAD_BYTES] {
        let mut bytes = [0; PAYLOAD_BYTES];
        bytes[..8].copy_from_slice(&self.user_id.raw().to_be_bytes());
        bytes[8] = byte_of(self.kind);
        bytes[9..].copy_from_slice(&self.topic_id.to_be_bytes());
        bytes
    }

    fn read(bytes: &[u8; PAYLOAD_BYTES]) -> Option<Stop> {
        let (user, rest) = bytes.split_first_chunk::<8>()?;
        let (kind, topic) = rest.split_first()?;
        Some(Stop {
            user_id: UserId(i64::from_be_bytes(*user)),
            kind: Kind::ALL.into_iter().find(|known| byte_of(*known) == *kind)?,
            topic_id: i64::from_be_bytes(topic.try_into().ok()?),
        })
    }
}

/// Fixed for ever: the links are in people's mailboxes.
fn byte_of(kind: Kind) -> u8 {
    match kind {
        Kind::Assigned => 1,
        Kind::Updated => 2,
        Kind::Digest => 3,
        Kind::Account => 4,
    }
}

/// The token of a link that stops mail of this kind about this topic (0: none in particular). Safe in a URL.
pub fn stop_token(link_key: &[u8], user_id: UserId, kind: Kind, topic_id: i64) -> String {
    let payload = Stop { user_id, kind, topic_id }.payload();
    let mac = hmac::sign(&key(link_key), &signed(&payload));
    URL_SAFE_NO_PAD.encode([&payload[..], mac.as_ref()].concat())
}

/// What a token asks for; `None` if we did not make it.
pub fn read_token(db: &Db<'_>, token: &str) -> Result<Option<Stop>> {
    let Some((payload, mac)) = split(token) else { return Ok(None) };
    let Some(stop) = Stop::read(&payload) else { return Ok(None) };
    let sql = "SELECT link_key FROM users WHERE id = $1";
    let link_key: Option<Vec<u8>> = db.maybe(sql, &params![stop.user_id], |row| row.get("link_key"))?;
    let is_ours = link_key.is_some_and(|secret| hmac::verify(&key(&secret), &signed(&payload), &mac).is_ok());
    Ok(is_ours.then_some(stop))
}

/// Stops that mail from now on and takes the waiting one back.
pub fn stop(tx: &Tx<'_>, stop: &Stop) -> Result<()> {
    let user = stop.user_id;
    for kind in stop.kinds() {
        tx.run(
            "INSERT INTO mutes (user_id, kind, topic_id, muted_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (user_id, kind, topic_id) DO NOTHING",
            &params![user, *kind, stop.topic_id, tx.now()],
        )?;
    }
    let (kinds, reason) = (stop.kinds(), "its recipient stopped such mail");
    if stop.topic_id == 0 {
        outbox::cancel_for(tx, user.raw(), kinds, reason)?;
    } else {
        let (topic_id, recipient_id) = (stop.topic_id, Some(user.raw()));
        outbox::cancel(tx, &Recall { topic_id, recipient_id, kinds, reason, reason_if_overdue: None })?;
    }
    Ok(())
}

/// Why this person gets no mail of this kind about this topic, if they asked for none.
pub fn mute_reason(
    db: &Db<'_>,
    user: UserId,
    kind: Kind,
    topic_id: Option<i64>,
) -> Result<Option<String>, store::Error> {
    let topic: Option<i64> = db.maybe(
        "SELECT topic_id FROM mutes WHERE user_id = $1 AND kind = $2 AND topic_id IN (0, $3) ORDER BY topic_id LIMIT 1",
        &params![user, kind, topic_id.unwrap_or(0)],
        |row| row.get("topic_id"),
    )?;
    Ok(topic.map(|topic| match topic {
        0 => format!("its recipient stopped all {kind} mail"),
        _ => "its recipient stopped mail about this issue".to_owned(),
    }))
}

fn key(link_key: &[u8]) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, link_key)
}

fn signed(payload: &[u8; PAYLOAD_BYTES]) -> Vec<u8> {
    [PURPOSE, payload].concat()
}

fn split(token: &str) -> Option<([u8; PAYLOAD_BYTES], [u8; MAC_BYTES])> {
    if token.len() > 100 {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (payload, mac) = bytes.split_first_chunk()?;
    Some((*payload, mac.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use outbox::State;

    use super::super::stop;
    use super::*;
    use crate::world::World;

    fn token(world: &World, of: UserId, kind: Kind, topic_id: i64) -> String {
        let link_key: Vec<u8> = world
            .read(move |db| {
                Ok(db.one("SELECT link_key FROM users WHERE id = $1", &params![of], |row| row.get("link_key"))?)
            })
            .unwrap();
        stop_token(&link_key, of, kind, topic_id)
    }

    fn read(world: &World, token: &str) -> Option<Stop> {
        let token = token.to_owned();
        world.read(move |db| read_token(db, &token)).unwrap()
    }

    #[test]
    fn a_token_says_what_to_stop_and_only_ours_is_read() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let bens = token(&world, ben, Kind::Updated, 42);
        assert_eq!(read(&world, &bens), Some(Stop { user_id: ben, kind: Kind::Updated, topic_id: 42 }));
        assert!(bens.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'), "{bens}");
        assert_ne!(bens, token(&world, ben, Kind::Updated, 43));
        let raw = URL_SAFE_NO_PAD.decode(&bens).unwrap();
        for index in 0..raw.len() {
            let mut forged = raw.clone();
            forged[index] ^= 1;
            assert_eq!(read(&world, &URL_SAFE_NO_PAD.encode(forged)), None, "byte {index}");
        }
        let mut adas = URL_SAFE_NO_PAD.decode(token(&world, ada, Kind::Updated, 42)).unwrap();
        adas[..8].copy_from_slice(&ben.raw().to_be_bytes());
        for garbage in ["", "x", "é", &bens[1..], &format!("{bens}A"), &"A".repeat(1 << 20)] {
            assert_eq!(read(&world, garbage), None);
        }
        assert_eq!(read(&world, &URL_SAFE_NO_PAD.encode(adas)), None);
    }

    #[test]
    fn stopping_takes_waiting_mail_about_the_issue_back_and_lasts() {
        let world = World::new();
        let (ada, ben) = (world.register("ada"), world.register("ben"));
        let (issue, other) = (world.open(ada, ben), world.open(ada, ben));
        let wish = Stop { user_id: ben, kind: Kind::Updated, topic_id: issue.id.raw() };
        for _ in 0..2 {
            world.write(move |tx| stop(tx, &wish)).unwrap();
        }
        let states = world.mails().iter().map(|mail| mail.state).collect::<Vec<_>>();
        assert_eq!(states, [State::Cancelled, State::Pending]);
        let (topic, other) = (Some(issue.id.raw()), Some(other.id.raw()));
        let mut muted = Vec::new();
        for (kind, topic) in
            [(Kind::Assigned, topic), (Kind::Updated, topic), (Kind::Updated, other), (Kind::Digest, None)]
        {
            muted.push(world.read(move |db| Ok(mute_reason(db, ben, kind, topic)?)).unwrap().is_some());
        }
        assert_eq!(muted, [true, true, false, false]);
    }

    #[test]
    fn stopping_digests_stops_nothing_else() {
        let world = World::new();
        let ada = world.register("ada");
        world.open(ada, ada);
        let wish = Stop { user_id: ada, kind: Kind::Digest, topic_id: 0 };
        world.write(move |tx| stop(tx, &wish)).unwrap();
        let reason = world.read(move |db| Ok(mute_reason(db, ada, Kind::Digest, None)?)).unwrap();
        assert_eq!(reason.as_deref(), Some("its recipient stopped all digest mail"));
        assert_eq!(world.mails()[0].state, State::Pending);
    }
}
