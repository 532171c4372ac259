//! How digests come, as the API has it.

use std::time::Duration;

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::shown;
use crate::digest::{Days, parse_time};
use crate::mail_setting::DigestWish;

/// The shortest and the longest interval of somebody's own, in seconds.
const EVERY_S: std::ops::RangeInclusive<u64> = 3600..=31 * 24 * 3600;
const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// How digests come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct Digest {
    /// `off`; `interval`: every so many seconds; `calendar`: at a local time on some days of the week.
    #[schema(example = "calendar")]
    rhythm: String,
    /// Of an interval: seconds from one to the next, an hour to 31 days.
    #[serde(default, deserialize_with = "crate::api::whole::maybe", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 3600, maximum = 2678400)]
    every_s: Option<u64>,
    /// Of a calendar: the local time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "09:00")]
    at: Option<String>,
    /// Of a calendar: the days, `monday` to `sunday`; missing: every day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = json!(["monday", "thursday"]))]
    days: Option<Vec<String>>,
}

impl From<DigestWish> for Digest {
    fn from(wish: DigestWish) -> Digest {
        let none = |rhythm: &str| Digest { rhythm: rhythm.to_owned(), every_s: None, at: None, days: None };
        match wish {
            DigestWish::Off => none("off"),
            DigestWish::Every(every) => Digest { every_s: Some(every.as_secs()), ..none("interval") },
            DigestWish::Calendar(at, days) => {
                let named = DAYS.iter().filter(|(_, day)| days.has(*day)).map(|(name, _)| (*name).to_owned());
                Digest { at: Some(shown(at)), days: Some(named.collect()), ..none("calendar") }
            }
        }
    }
}

impl Digest {
    /// What is wished. The error says what to put right.
    pub(super) fn parse(&self) -> Result<DigestWish, String> {
        let Digest { rhythm, every_s, at, days } = self;
        match (rhythm.as_str(), every_s, at, days) {
            ("off", None, None, None) => Ok(DigestWish::Off),
            ("interval", Some(every), None, None) if EVERY_S.contains(every) => {
                Ok(DigestWish::Every(Duration::from_secs(*every)))
            }
            ("interval", ..) => Err(format!(
                "An interval has every_s, {} to {} seconds, and nothing else.",
                EVERY_S.start(),
                EVERY_S.end()
            )),
            ("calendar", None, Some(at), days) => {
                Ok(DigestWish::Calendar(parse_time(at)?, days.as_deref().map_or_else(every_day, parse_days)?))
            }
            ("calendar", ..) => Err("A calendar has at, like 09:00, and may have days, but nothing else.".to_owned()),
            ("off", ..) => Err("Where digests are off there is nothing else to say.".to_owned()),
            _ => Err("A rhythm is off, interval or calendar.".to_owned()),
        }
    }
}

fn every_day() -> Result<Days, String> {
    parse_days(&DAYS.map(|(name, _)| name.to_owned()))
}

fn parse_days(names: &[String]) -> Result<Days, String> {
    let known = |name: &String| DAYS.iter().find(|(known, _)| known == name).map(|(_, day)| *day);
    let days: Option<Vec<Weekday>> = names.iter().map(known).collect();
    days.and_then(|days| Days::of(&days)).ok_or_else(|| "Name days from monday to sunday, one at least.".to_owned())
}
