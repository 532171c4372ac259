//! Who asks, and what day it is for them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::{Db, params};

use crate::auth::Actor;
use crate::error::Result;

/// Who asks.
pub(super) struct Asker {
    pub actor: Actor,
    pub today: Date,
    pub zone: TimeZone,
}

impl Asker {
    /// This person, now, where they are.
    pub fn of(db: &Db<'_>, actor: &Actor) -> Result<Asker> {
        let sql = "SELECT zone FROM mail_settings WHERE user_id = $1";
        let named: Option<String> = db.maybe(sql, &params![actor.user_id], |row| row.get("zone"))?;
        let zone = named.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC);
        let now = jiff::Timestamp::from_microsecond(db.now().as_micros()).map_err(anyhow::Error::from)?;
        Ok(Asker { actor: *actor, today: zone.to_datetime(now).date(), zone })
    }
}
