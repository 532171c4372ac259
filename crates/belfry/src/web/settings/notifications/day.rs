//! The day of somebody as a picture: when it is quiet, and when the digest comes.

use super::form::Form;
use crate::digest::{minutes_of, parse_time};

const DAY: f64 = 24.0 * 60.0;

/// What is drawn: places are percent of the day.
pub(super) struct Day {
    /// Where it is quiet: from, and how wide.
    pub bands: Vec<(f64, f64)>,
    /// The middle of the longest time in which mail comes.
    pub open: f64,
    /// When the digest comes by the calendar, and where that is.
    pub digest: Option<(String, f64)>,
    /// The hours below, but those too near to the digest: the word, the place, the class.
    pub hours: Vec<(String, f64, &'static str)>,
}

impl Day {
    pub fn of(form: &Form) -> Day {
        let minutes = |text: &str| parse_time(text).ok().map(|time| minutes_of(time) as f64);
        let quiet = minutes(&form.quiet_from).zip(minutes(&form.quiet_until)).filter(|(from, until)| from != until);
        let digest = minutes(&form.at).filter(|_| form.digest == "calendar");
        let digest = digest.map(|at| (form.at.clone(), percent(at)));
        let hours = (0..=6).map(|step| f64::from(step) * 240.0);
        let is_free = |at: &f64| digest.as_ref().is_none_or(|(_, place)| (percent(*at) - place).abs() > 9.0);
        let hours = hours.filter(is_free).map(|at| (clock(at), percent(at), class(at))).collect();
        Day { bands: bands(quiet), open: open(quiet), digest, hours }
    }
}

fn bands(quiet: Option<(f64, f64)>) -> Vec<(f64, f64)> {
    match quiet {
        None => Vec::new(),
        Some((from, until)) if from < until => vec![(percent(from), percent(until - from))],
        Some((from, until)) => {
            let both = [(0.0, percent(until)), (percent(from), percent(DAY - from))];
            both.into_iter().filter(|(_, width)| *width > 0.0).collect()
        }
    }
}

fn open(quiet: Option<(f64, f64)>) -> f64 {
    match quiet {
        None => 50.0,
        Some((from, until)) if from > until => percent(f64::midpoint(until, from)),
        Some((from, until)) if from >= DAY - until => percent(from / 2.0),
        Some((_, until)) => percent(f64::midpoint(until, DAY)),
    }
}

fn percent(minutes: f64) -> f64 {
    (minutes / DAY * 10_000.0).round() / 100.0
}

fn clock(minutes: f64) -> String {
    format!("{:02}:00", (minutes / 60.0) as u32)
}

/// How an hour stands below its place: the first begins there, the last ends there.
fn class(minutes: f64) -> &'static str {
    if minutes == 0.0 {
        ""
    } else if minutes >= DAY {
        "end"
    } else if (minutes / 240.0) as u32 % 2 == 1 {
        "mid alt"
    } else {
        "mid"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_over_midnight_are_two_bands_and_mail_comes_between_them() {
        assert_eq!(bands(Some((1200.0, 450.0))), [(0.0, 31.25), (83.33, 16.67)]);
        assert_eq!(open(Some((1200.0, 450.0))), 57.29);
        assert_eq!(bands(Some((0.0, 360.0))), [(0.0, 25.0)]);
        assert_eq!(open(Some((0.0, 360.0))), 62.5);
        assert_eq!((bands(None).len(), open(None)), (0, 50.0));
        assert_eq!(bands(Some((1320.0, 0.0))), [(91.67, 8.33)]);
    }
}
