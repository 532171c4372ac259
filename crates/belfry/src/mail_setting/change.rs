//! Setting it otherwise.

use outbox::Kind;
use store::{Tx, params};

use super::settings::{columns, micros};
use super::{DigestWish, MailSettings, load, quiet};
use crate::digest::{self, minutes_of};
use crate::error::Result;
use crate::user::{self, Stop, UserId};

/// From now on it is so for this person: also for the digests that were stopped by a link, if digests are now asked for.
///
/// # Errors
/// As the database fails.
pub fn change(tx: &Tx<'_>, user: UserId, wanted: &MailSettings) -> Result<()> {
    let before = load(tx, user)?;
    write(tx, user, wanted)?;
    user::mail_own_assignments(tx, user, wanted.own_assignments)?;
    if before.rhythm() != wanted.rhythm() {
        digest::follow(tx, user, wanted.rhythm().as_ref())?;
        if matches!(wanted.digest, Some(DigestWish::Every(_) | DigestWish::Calendar(..))) {
            user::start_again(tx, &Stop { user_id: user, kind: Kind::Digest, topic_id: 0 })?;
        }
    }
    if before.quiet_hours() != wanted.quiet_hours() {
        quiet::arrange(tx, user, wanted)?;
    }
    Ok(())
}

fn write(tx: &Tx<'_>, user: UserId, wanted: &MailSettings) -> Result<()> {
    let (digest, [every_us, at, days]) = columns(wanted.digest);
    tx.run(
        "INSERT INTO mail_settings (user_id, assign_delay_us, update_delay_us, zone, quiet_from, quiet_until, digest,
                                    digest_every_us, digest_at, digest_days, mails_own_changes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (user_id) DO UPDATE SET assign_delay_us = excluded.assign_delay_us,
            update_delay_us = excluded.update_delay_us, zone = excluded.zone, quiet_from = excluded.quiet_from,
            quiet_until = excluded.quiet_until, digest = excluded.digest, digest_every_us = excluded.digest_every_us,
            digest_at = excluded.digest_at, digest_days = excluded.digest_days,
            mails_own_changes = excluded.mails_own_changes",
        &params![
            user,
            wanted.assign_delay.map(micros),
            wanted.update_delay.map(micros),
            &wanted.zone,
            wanted.quiet.map(|quiet| minutes_of(quiet.from)),
            wanted.quiet.map(|quiet| minutes_of(quiet.until)),
            digest,
            every_us,
            at,
            days,
            wanted.own_changes
        ],
    )?;
    Ok(())
}
