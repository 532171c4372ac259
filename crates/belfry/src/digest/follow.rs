//! Digests as somebody wants them, from now on.

use outbox::Kind;
use store::{Db, Timestamp, Tx, params};

use super::Rhythm;
use super::rhythm::minutes_of;
use crate::user::UserId;

/// From now on this person's digests come so; `None`: as the instance has it. One that was planned already is taken back.
///
/// # Errors
/// As the database fails.
pub fn follow(tx: &Tx<'_>, user: UserId, rhythm: Option<&Rhythm>) -> Result<(), store::Error> {
    let now = tx.now();
    // As for somebody who registers at this moment, if the instance's.
    let (every_us, next_at) = rhythm.map_or((0, now), |rhythm| (rhythm.every_us(), rhythm.first(now)));
    let calendar = match rhythm {
        Some(Rhythm::Calendar { zone, at, days }) => Some((zone.as_str(), minutes_of(*at), days.bits())),
        Some(Rhythm::Off | Rhythm::Every(_)) | None => None,
    };
    tx.run(
        "UPDATE digest_schedules SET is_own = $2, every_us = $3, next_at = $4, zone = $5, at_minute = $6, days = $7
          WHERE user_id = $1",
        &params![
            user,
            rhythm.is_some(),
            every_us,
            next_at,
            calendar.map(|(zone, ..)| zone),
            calendar.map(|(_, at, _)| at),
            calendar.map(|(.., days)| days)
        ],
    )?;
    outbox::cancel_for(tx, user.raw(), &[Kind::Digest], "its recipient wants digests at other times")?;
    Ok(())
}

/// When this person's next digest is due, if something is open for them then and digests are not off.
///
/// # Errors
/// As the database fails.
pub fn next(db: &Db<'_>, user: UserId) -> Result<Option<Timestamp>, store::Error> {
    let sql = "SELECT next_at FROM digest_schedules WHERE user_id = $1 AND every_us > 0";
    db.maybe(sql, &params![user], |row| row.get("next_at"))
}
