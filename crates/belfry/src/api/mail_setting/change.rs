//! What somebody wants set otherwise, read field by field.

use std::time::Duration;

use serde::Deserialize;
use utoipa::ToSchema;

use super::digest::Digest;
use super::view::QuietHours;
use crate::api::body::{Reading, maybe_null};
use crate::api::problem::Problem;
use crate::digest::{parse_time, parse_zone};
use crate::mail_setting::{DigestWish, MailSettings, Quiet};

/// The longest delay of somebody's own, in seconds: a week.
const DELAY_MAX_S: u64 = 7 * 24 * 3600;

/// What is to be different; what is missing stays, and null is as the instance has it.
#[derive(Deserialize, ToSchema)]
#[schema(as = MailSettingChange)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Wish {
    /// Seconds from being given an issue to the mail about it, up to a week.
    #[serde(default, deserialize_with = "crate::api::whole::maybe_null")]
    #[schema(value_type = Option<u64>, maximum = 604800)]
    assign_delay_s: Option<Option<u64>>,
    /// Seconds from the first change to the mail about it, up to a week.
    #[serde(default, deserialize_with = "crate::api::whole::maybe_null")]
    #[schema(value_type = Option<u64>, maximum = 604800)]
    update_delay_s: Option<Option<u64>>,
    /// How digests come.
    #[serde(default, deserialize_with = "maybe_null")]
    #[schema(value_type = Option<Digest>)]
    digest: Option<Option<Digest>>,
    /// When you want no mail; null: you always do.
    #[serde(default, deserialize_with = "maybe_null")]
    #[schema(value_type = Option<QuietHours>)]
    quiet_hours: Option<Option<QuietHours>>,
    /// The IANA name of the time zone that your local times are in.
    #[schema(example = "Europe/Berlin")]
    zone: Option<String>,
    /// Whether you are mailed about what you assign to yourself.
    own_assignments: Option<bool>,
    /// Whether you are mailed about what you change yourself.
    own_changes: Option<bool>,
}

/// What is to be different, parsed.
pub(super) struct Change {
    assign_delay: Option<Option<Duration>>,
    update_delay: Option<Option<Duration>>,
    digest: Option<Option<DigestWish>>,
    quiet: Option<Option<Quiet>>,
    zone: Option<String>,
    own_assignments: Option<bool>,
    own_changes: Option<bool>,
}

impl Wish {
    pub(super) fn parse(&self) -> Result<Change, Problem> {
        let mut reading = Reading::default();
        let assign_delay = nullable(&mut reading, "assign_delay_s", &self.assign_delay_s, delay);
        let update_delay = nullable(&mut reading, "update_delay_s", &self.update_delay_s, delay);
        let digest = nullable(&mut reading, "digest", &self.digest, Digest::parse);
        let quiet = nullable(&mut reading, "quiet_hours", &self.quiet_hours, quiet);
        let zone = reading.maybe("zone", self.zone.as_deref(), zone).flatten();
        reading.end()?;
        let (own_assignments, own_changes) = (self.own_assignments, self.own_changes);
        Ok(Change { assign_delay, update_delay, digest, quiet, zone, own_assignments, own_changes })
    }
}

impl Change {
    pub(super) fn apply(&self, settings: &mut MailSettings) {
        let Change { assign_delay, update_delay, digest, quiet, zone, own_assignments, own_changes } = self;
        settings.assign_delay = assign_delay.unwrap_or(settings.assign_delay);
        settings.update_delay = update_delay.unwrap_or(settings.update_delay);
        settings.digest = digest.unwrap_or(settings.digest);
        settings.quiet = quiet.unwrap_or(settings.quiet);
        if let Some(zone) = zone {
            settings.zone.clone_from(zone);
        }
        settings.own_assignments = own_assignments.unwrap_or(settings.own_assignments);
        settings.own_changes = own_changes.unwrap_or(settings.own_changes);
    }
}

/// A field that may be missing or null.
fn nullable<S, T>(
    reading: &mut Reading,
    field: &'static str,
    sent: &Option<Option<S>>,
    parse: impl Fn(&S) -> Result<T, String>,
) -> Option<Option<T>> {
    match sent {
        None => None,
        Some(None) => Some(None),
        Some(Some(value)) => reading.take(field, parse(value)).map(Some),
    }
}

fn delay(seconds: &u64) -> Result<Duration, String> {
    if *seconds > DELAY_MAX_S {
        return Err(format!("The longest delay is a week, {DELAY_MAX_S} seconds."));
    }
    Ok(Duration::from_secs(*seconds))
}

fn quiet(hours: &QuietHours) -> Result<Quiet, String> {
    let (from, until) = (parse_time(&hours.from)?, parse_time(&hours.until)?);
    if from == until {
        return Err("Quiet hours end at another time than they begin; null: there are none.".to_owned());
    }
    Ok(Quiet { from, until })
}

fn zone(name: &str) -> Result<String, String> {
    let zone = parse_zone(name)?;
    Ok(zone.iana_name().unwrap_or("UTC").to_owned())
}
