//! The settings of one person, and looking them up.

use std::time::Duration;

use jiff::civil::Time;
use store::{Db, Row, params};

use crate::digest::{Days, QuietHours, Rhythm, minutes_of, parse_zone, time_of};
use crate::user::UserId;

/// What somebody set. `None` is as the instance has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailSettings {
    /// From being given an issue to the mail about it.
    pub assign_delay: Option<Duration>,
    /// From the first change to the mail about it.
    pub update_delay: Option<Duration>,
    /// How digests come.
    pub digest: Option<DigestWish>,
    /// When no mail is wanted; `None` where it always is.
    pub quiet: Option<Quiet>,
    /// The name of the IANA time zone that local times are in.
    pub zone: String,
    /// Whether they are mailed about what they assign to themselves.
    pub own_assignments: bool,
    /// Whether they are mailed about what they change themselves.
    pub own_changes: bool,
}

/// How somebody wants digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestWish {
    /// Never.
    Off,
    /// Every so often.
    Every(Duration),
    /// At a local time on some days.
    Calendar(Time, Days),
}

/// From when until when no mail is wanted, over midnight if the second is the earlier. Never the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// The local time at which it begins.
    pub from: Time,
    /// The local time at which it ends.
    pub until: Time,
}

impl MailSettings {
    /// The times at which no mail is wanted, if there are any.
    pub fn quiet_hours(&self) -> Option<QuietHours> {
        let quiet = self.quiet?;
        QuietHours::new(parse_zone(&self.zone).ok()?, quiet.from, quiet.until)
    }

    /// How digests come, if not as the instance has it.
    pub fn rhythm(&self) -> Option<Rhythm> {
        Some(match self.digest? {
            DigestWish::Off => Rhythm::Off,
            DigestWish::Every(every) => Rhythm::Every(every),
            DigestWish::Calendar(at, days) => Rhythm::Calendar { zone: self.zone.clone(), at, days },
        })
    }
}

/// What this person set.
///
/// # Errors
/// As the database fails; nobody of that number is as such an error.
pub fn load(db: &Db<'_>, user: UserId) -> Result<MailSettings, store::Error> {
    let sql =
        "SELECT u.mails_own_assignments, s.assign_delay_us, s.update_delay_us, s.zone, s.quiet_from, s.quiet_until,
                      s.digest, s.digest_every_us, s.digest_at, s.digest_days, s.mails_own_changes
                 FROM users u LEFT JOIN mail_settings s ON s.user_id = u.id WHERE u.id = $1";
    db.one(sql, &params![user], read)
}

fn read(row: &Row<'_>) -> Result<MailSettings, store::Error> {
    let span = |column| row.get::<Option<i64>>(column).map(|us| us.map(|us| Duration::from_micros(us.unsigned_abs())));
    let time = |column| row.get::<Option<i64>>(column).map(|minutes| minutes.and_then(time_of));
    let digest = match row.get::<Option<String>>("digest")?.as_deref() {
        Some("off") => Some(DigestWish::Off),
        Some("every") => span("digest_every_us")?.map(DigestWish::Every),
        Some("calendar") => {
            let days = row.get::<Option<i64>>("digest_days")?.and_then(Days::from_bits);
            time("digest_at")?.zip(days).map(|(at, days)| DigestWish::Calendar(at, days))
        }
        Some(_) | None => None,
    };
    let quiet = time("quiet_from")?.zip(time("quiet_until")?).map(|(from, until)| Quiet { from, until });
    Ok(MailSettings {
        assign_delay: span("assign_delay_us")?,
        update_delay: span("update_delay_us")?,
        digest,
        quiet,
        zone: row.get::<Option<String>>("zone")?.unwrap_or_else(|| "UTC".to_owned()),
        own_assignments: row.get("mails_own_assignments")?,
        own_changes: row.get::<Option<bool>>("mails_own_changes")?.unwrap_or(false),
    })
}

/// The columns of a digest: its word, interval, minutes after midnight and days.
pub(super) fn columns(digest: Option<DigestWish>) -> (Option<&'static str>, [Option<i64>; 3]) {
    match digest {
        None => (None, [None; 3]),
        Some(DigestWish::Off) => (Some("off"), [None; 3]),
        Some(DigestWish::Every(every)) => (Some("every"), [Some(micros(every)), None, None]),
        Some(DigestWish::Calendar(at, days)) => (Some("calendar"), [None, Some(minutes_of(at)), Some(days.bits())]),
    }
}

pub(super) fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
