//! What somebody wants set, read field by field.

use std::collections::HashMap;
use std::time::Duration;

use jiff::civil::Weekday;

use crate::digest::{Days, parse_time, parse_zone};
use crate::error::FieldErrors;
use crate::mail_setting::{DigestWish, MailSettings, Quiet};
use crate::watch::Level;
use crate::web::Typed;

/// The longest delay of somebody's own, in minutes: a week.
const DELAY_MOST: f64 = 7.0 * 24.0 * 60.0;
/// The shortest and the longest interval of somebody's own, in hours.
const EVERY: std::ops::RangeInclusive<f64> = 1.0..=31.0 * 24.0;

/// Days by the words that the form has for them.
pub(super) const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// What is wanted.
pub(super) struct Wish {
    settings: MailSettings,
    /// By the key of the project.
    pub levels: HashMap<String, Level>,
}

impl Wish {
    /// From what was typed.
    ///
    /// # Errors
    /// Everything that is wrong, by field.
    pub fn parse(typed: &Typed) -> Result<Wish, FieldErrors> {
        let mut wrong = FieldErrors::default();
        let settings = MailSettings {
            assign_delay: kept(&mut wrong, "delay", delay(typed.get("delay"))),
            update_delay: kept(&mut wrong, "update", window(typed.get("update"))),
            digest: kept(&mut wrong, "digest", digest(typed)),
            quiet: kept(&mut wrong, "qfrom", quiet(typed.get("qfrom"), typed.get("quntil"))),
            zone: kept(&mut wrong, "tz", zone(typed.get("tz"))),
            own_assignments: typed.maybe("own-assignments").is_some(),
            own_changes: typed.maybe("own-changes").is_some(),
        };
        let of_project = |(name, value): &(String, String)| {
            let key = name.strip_prefix("w-")?;
            Some((key.to_owned(), Level::parse(value)?))
        };
        let levels = typed.fields().iter().filter_map(of_project).collect();
        if wrong.is_empty() { Ok(Wish { settings, levels }) } else { Err(wrong) }
    }

    /// All of them are as they are wanted from now on.
    pub fn apply(&self, settings: &mut MailSettings) {
        settings.clone_from(&self.settings);
    }

    /// Whether digests are to come.
    pub fn wants_digests(&self) -> bool {
        self.settings.digest != Some(DigestWish::Off)
    }
}

fn kept<T: Default>(wrong: &mut FieldErrors, field: &'static str, read: Result<T, String>) -> T {
    read.unwrap_or_else(|text| {
        wrong.add(field, text);
        T::default()
    })
}

fn delay(text: &str) -> Result<Option<Duration>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let minutes = text.trim().replace(',', ".").parse().ok().filter(|minutes| (0.0..=DELAY_MOST).contains(minutes));
    let minutes: f64 = minutes.ok_or_else(|| format!("Write minutes, from 0 to {DELAY_MOST}."))?;
    Ok(Some(Duration::from_secs((minutes * 60.0).round() as u64)))
}

fn window(text: &str) -> Result<Option<Duration>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let seconds = text.parse().ok().filter(|seconds| *seconds <= (DELAY_MOST * 60.0) as u64);
    seconds.map(|seconds| Some(Duration::from_secs(seconds))).ok_or_else(|| "Choose one of these.".to_owned())
}

fn digest(typed: &Typed) -> Result<Option<DigestWish>, String> {
    match typed.get("digest") {
        "instance" => Ok(None),
        "off" => Ok(Some(DigestWish::Off)),
        "interval" => {
            let hours = typed.get("every").trim().replace(',', ".").parse().ok().filter(|hours| EVERY.contains(hours));
            let hours: f64 = hours.ok_or_else(|| "Write hours, from 1 to 744.".to_owned())?;
            Ok(Some(DigestWish::Every(Duration::from_secs((hours * 3600.0).round() as u64))))
        }
        "calendar" => {
            let at = parse_time(typed.get("at"))?;
            let known = |word: &str| DAYS.iter().find(|(known, _)| *known == word).map(|(_, day)| *day);
            let days: Vec<Weekday> = typed.all("day").filter_map(known).collect();
            let days = Days::of(&days).ok_or_else(|| "Tick one day at least.".to_owned())?;
            Ok(Some(DigestWish::Calendar(at, days)))
        }
        _ => Err("Choose one of these.".to_owned()),
    }
}

fn quiet(from: &str, until: &str) -> Result<Option<Quiet>, String> {
    if from.trim().is_empty() && until.trim().is_empty() {
        return Ok(None);
    }
    let (from, until) = (parse_time(from)?, parse_time(until)?);
    if from == until {
        return Err("Quiet hours end at another time than they begin. Empty both to have none.".to_owned());
    }
    Ok(Some(Quiet { from, until }))
}

fn zone(name: &str) -> Result<String, String> {
    let zone = parse_zone(name)?;
    Ok(zone.iana_name().unwrap_or("UTC").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let typed = Typed::parse(b"delay=-1&update=x&digest=calendar&at=25:00&qfrom=08:00&quntil=08:00&tz=Nowhere");
        let Err(wrong) = Wish::parse(&typed) else { panic!("taken") };
        assert_eq!(
            wrong.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            ["delay", "update", "digest", "qfrom", "tz"]
        );
    }

    #[test]
    fn what_is_left_empty_is_as_the_instance_has_it() {
        let wish = Wish::parse(&Typed::parse(b"digest=instance&tz=europe/madrid&w-BEL=none&w-X=all of it"));
        let Ok(wish) = wish else { panic!("refused") };
        assert_eq!((wish.settings.assign_delay, wish.settings.update_delay, wish.settings.digest), (None, None, None));
        assert_eq!((wish.settings.zone.as_str(), wish.settings.quiet), ("Europe/Madrid", None));
        assert_eq!(wish.levels, HashMap::from([("BEL".to_owned(), Level::None)]));
    }

    #[test]
    fn minutes_may_have_a_fraction() {
        assert_eq!(delay("1,5"), Ok(Some(Duration::from_secs(90))));
        assert_eq!(delay("0"), Ok(Some(Duration::ZERO)));
        assert!(delay("NaN").is_err() && delay("10081").is_err());
    }
}
