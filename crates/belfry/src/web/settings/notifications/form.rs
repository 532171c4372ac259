//! What stands in the fields: as things are, or as somebody typed it.

use std::time::Duration;

use jiff::civil::{Time, Weekday};

use super::wish::DAYS;
use crate::app::Rules;
use crate::mail_setting::{DigestWish, MailSettings};
use crate::web::Typed;

/// The fields.
pub(super) struct Form {
    /// Minutes; empty: as the instance has it.
    pub delay: String,
    /// Seconds; empty: as the instance has it.
    pub update: String,
    /// `instance`, `calendar`, `interval` or `off`.
    pub digest: String,
    /// The words of days.
    pub days: Vec<String>,
    pub at: String,
    /// Hours.
    pub every: String,
    pub zone: String,
    pub quiet_from: String,
    pub quiet_until: String,
    pub own_assignments: bool,
    pub own_changes: bool,
    /// What the instance has, in minutes and hours.
    pub instance: Instance,
}

/// What the instance has for whoever sets nothing.
pub(super) struct Instance {
    pub delay: String,
    pub update: String,
    /// Empty where there are no digests.
    pub digest: String,
}

impl Instance {
    fn of(rules: &Rules) -> Instance {
        Instance {
            delay: in_units(rules.delays.assigned, 60.0),
            update: in_units(rules.delays.updated, 60.0),
            digest: rules.digest_every.map(|every| in_units(every, 3600.0)).unwrap_or_default(),
        }
    }
}

impl Form {
    /// As things are.
    pub fn of(settings: &MailSettings, rules: &Rules, is_digest_stopped: bool) -> Form {
        let (digest, days, at, every) = match settings.digest {
            None => ("instance", every_day(), None, None),
            Some(DigestWish::Off) => ("off", every_day(), None, None),
            Some(DigestWish::Every(every)) => ("interval", every_day(), None, Some(every)),
            Some(DigestWish::Calendar(at, days)) => ("calendar", words(&days.list()), Some(at), None),
        };
        Form {
            delay: settings.assign_delay.map(|delay| in_units(delay, 60.0)).unwrap_or_default(),
            update: settings.update_delay.map(|delay| delay.as_secs().to_string()).unwrap_or_default(),
            digest: if is_digest_stopped { "off" } else { digest }.to_owned(),
            days,
            at: at.map_or_else(|| "08:00".to_owned(), clock),
            every: in_units(every.unwrap_or(Duration::from_secs(24 * 3600)), 3600.0),
            zone: settings.zone.clone(),
            quiet_from: settings.quiet.map(|quiet| clock(quiet.from)).unwrap_or_default(),
            quiet_until: settings.quiet.map(|quiet| clock(quiet.until)).unwrap_or_default(),
            own_assignments: settings.own_assignments,
            own_changes: settings.own_changes,
            instance: Instance::of(rules),
        }
    }

    /// As it was typed.
    pub fn typed(typed: &Typed, rules: &Rules) -> Form {
        let text = |name: &str| typed.get(name).to_owned();
        Form {
            delay: text("delay"),
            update: text("update"),
            digest: text("digest"),
            days: typed.all("day").map(str::to_owned).collect(),
            at: text("at"),
            every: text("every"),
            zone: text("tz"),
            quiet_from: text("qfrom"),
            quiet_until: text("quntil"),
            own_assignments: typed.maybe("own-assignments").is_some(),
            own_changes: typed.maybe("own-changes").is_some(),
            instance: Instance::of(rules),
        }
    }

    /// The windows that can be chosen, in seconds, each with its minutes; one that was set otherwise is among them.
    pub fn windows(&self) -> Vec<(String, f64)> {
        let mut windows = vec![300, 900, 3600];
        if let Ok(other) = self.update.parse::<u32>()
            && !windows.contains(&other)
        {
            windows.push(other);
        }
        windows.into_iter().map(|seconds| (seconds.to_string(), f64::from(seconds) / 60.0)).collect()
    }

    /// Every day of the week and whether it is ticked.
    pub fn week(&self) -> Vec<(&'static str, bool)> {
        DAYS.iter().map(|(word, _)| (*word, self.days.iter().any(|day| day == word))).collect()
    }

    /// Every zone, and the one that is set.
    pub fn zones(&self) -> Vec<String> {
        let names = jiff::tz::db().available().map(|name| name.to_string());
        let is_place = |name: &String| name == "UTC" || (name.contains('/') && !name.starts_with("Etc/"));
        let mut names: Vec<String> = names.filter(is_place).collect();
        if !names.contains(&self.zone) {
            names.push(self.zone.clone());
        }
        names
    }
}

fn every_day() -> Vec<String> {
    DAYS.iter().map(|(word, _)| (*word).to_owned()).collect()
}

fn words(days: &[Weekday]) -> Vec<String> {
    DAYS.iter().filter(|(_, day)| days.contains(day)).map(|(word, _)| (*word).to_owned()).collect()
}

fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

/// A span in minutes (60) or hours (3600), as it is typed: `12`, `1.5`.
fn in_units(span: Duration, unit: f64) -> String {
    ((span.as_secs_f64() / unit * 100.0).round() / 100.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_shown_as_it_is_typed() {
        assert_eq!(in_units(Duration::from_secs(720), 60.0), "12");
        assert_eq!(in_units(Duration::from_secs(90), 60.0), "1.5");
        assert_eq!(in_units(Duration::from_secs(24 * 3600), 3600.0), "24");
    }
}
