//! Who reads a page: in which language, in which time zone, and when. Every part of a page that holds words or times has
//! one; a page has it through [`super::Page`].

use std::borrow::Borrow;

use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::Timestamp;

use super::part::Html;
use super::text::{Language, Telling};

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Reader {
    /// What they read.
    pub language: Language,
    /// Where they are.
    pub zone: TimeZone,
    /// When the page is made.
    pub now: Timestamp,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

impl Reader {
    /// The sentence of this key.
    pub fn say(&self, key: &str) -> String {
        self.language.say(key)
    }

    /// The sentence of this key, into which something is put.
    pub fn tell(&self, key: &str) -> Telling {
        self.language.tell(key)
    }

    /// A time in a row: "4m", "5h", "3d", then a date.
    pub fn ago(&self, at: impl Borrow<Timestamp>) -> Html {
        let at = *at.borrow();
        let seconds = (self.now.0 - at.0) / 1_000_000;
        let text = match seconds {
            ..MINUTE => self.say("time-now"),
            MINUTE..HOUR => self.tell("time-minutes").arg("n", whole(seconds / MINUTE)).plain(),
            HOUR..DAY => self.tell("time-hours").arg("n", whole(seconds / HOUR)).plain(),
            _ if seconds < 7 * DAY => self.tell("time-days").arg("n", whole(seconds / DAY)).plain(),
            _ => self.date_in_words(self.local(at).date()),
        };
        Html::time(&datetime(at), &text)
    }

    /// A moment in a sentence: "09:14" today, "yesterday 09:14", "10 Mar".
    pub fn when(&self, at: impl Borrow<Timestamp>) -> Html {
        let at = *at.borrow();
        Html::time(&datetime(at), &self.when_in_words(at))
    }

    /// The same as text.
    pub fn when_in_words(&self, at: Timestamp) -> String {
        let (then, today) = (self.local(at), self.local(self.now).date());
        let clock = self.clock_in_words(at);
        match today.since(then.date()).map(|span| span.get_days()) {
            Ok(0) => clock,
            Ok(1) => self.tell("time-yesterday").text("clock", clock).plain(),
            Ok(-1) => self.tell("time-tomorrow").text("clock", clock).plain(),
            _ => {
                self.tell("time-date-clock").text("date", self.date_in_words(then.date())).text("clock", clock).plain()
            }
        }
    }

    /// The clock: "09:14".
    pub fn clock(&self, at: impl Borrow<Timestamp>) -> Html {
        let at = *at.borrow();
        Html::time(&datetime(at), &self.clock_in_words(at))
    }

    /// The same as text.
    pub fn clock_in_words(&self, at: Timestamp) -> String {
        let then = self.local(at);
        format!("{:02}:{:02}", then.hour(), then.minute())
    }

    /// A countdown that the script keeps going: "11:42", as it stands when the page is made.
    pub fn countdown(&self, due: impl Borrow<Timestamp>) -> Html {
        let due = *due.borrow();
        let left = ((due.0 - self.now.0) as f64 / 1e6).round().max(0.0) as i64;
        let text = match left {
            ..1 => self.say("time-now"),
            1..HOUR => format!("{}:{:02}", left / MINUTE, left % MINUTE),
            HOUR..DAY => format!("{}:{:02}:{:02}", left / HOUR, left % HOUR / MINUTE, left % MINUTE),
            _ => self.when_in_words(due),
        };
        Html::countdown(&datetime(due), &text)
    }

    /// A day: "Mar 3", with the year where it is not this one.
    pub fn day(&self, date: impl Borrow<Date>) -> Html {
        let date = *date.borrow();
        Html::time(&date.to_string(), &self.date_in_words(date))
    }

    /// The same as text.
    pub fn date_in_words(&self, date: Date) -> String {
        let key = if date.year() == self.today().year() { "date-short" } else { "date-long" };
        let month = self.say(&format!("month-{}", date.month()));
        self.tell(key).text("month", month).text("day", date.day()).text("year", date.year()).plain()
    }

    /// A day by how far it is: "today", "tomorrow", "yesterday", or the date.
    pub fn due_in_words(&self, date: impl Borrow<Date>) -> String {
        let date = *date.borrow();
        match date.since(self.today()).map(|span| span.get_days()) {
            Ok(0) => self.say("day-today"),
            Ok(1) => self.say("day-tomorrow"),
            Ok(-1) => self.say("day-yesterday"),
            _ => self.date_in_words(date),
        }
    }

    /// The day that it is for them.
    pub fn today(&self) -> Date {
        self.local(self.now).date()
    }

    /// The day on which that was for them.
    pub fn day_of(&self, at: Timestamp) -> Date {
        self.local(at).date()
    }

    fn local(&self, at: Timestamp) -> Zoned {
        jiff::Timestamp::from_microsecond(at.0).unwrap_or_default().to_zoned(self.zone.clone())
    }
}

fn whole(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// As `<time datetime>` has it: UTC, whole seconds.
pub(in crate::web) fn datetime(at: Timestamp) -> String {
    let at = jiff::Timestamp::from_second(at.0.div_euclid(1_000_000)).unwrap_or_default();
    at.to_string()
}

/// What [`datetime`] wrote.
pub(in crate::web) fn parse_datetime(text: &str) -> Option<Timestamp> {
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(Timestamp(at.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(zone: &str) -> Reader {
        // 12 March 2026, 08:02:18 UTC.
        let now = Timestamp(1_773_302_538_000_000);
        Reader { language: Language::English, zone: TimeZone::get(zone).unwrap(), now }
    }

    fn before(reader: &Reader, seconds: i64) -> Timestamp {
        Timestamp(reader.now.0 - seconds * 1_000_000)
    }

    #[test]
    fn a_time_in_a_row_is_relative_and_then_a_date() {
        let reader = reader("UTC");
        let ago = |seconds| reader.ago(before(&reader, seconds)).text();
        assert_eq!([ago(0), ago(59), ago(60), ago(3599)], ["now", "now", "1m", "59m"]);
        assert_eq!([ago(3600), ago(23 * 3600), ago(24 * 3600)], ["1h", "23h", "1d"]);
        assert_eq!([ago(6 * DAY), ago(9 * DAY), ago(400 * DAY)], ["6d", "Mar 3", "Feb 5, 2025"]);
        let html = reader.ago(before(&reader, 60)).to_string();
        assert_eq!(html, "<time datetime=\"2026-03-12T08:01:18Z\">1m</time>");
    }

    #[test]
    fn a_moment_is_told_on_the_clock_of_whoever_reads() {
        let reader = reader("Europe/Madrid");
        assert_eq!(reader.when_in_words(reader.now), "09:02");
        assert_eq!(reader.when_in_words(before(&reader, DAY)), "yesterday 09:02");
        assert_eq!(reader.when_in_words(before(&reader, -DAY)), "tomorrow 09:02");
        assert_eq!(reader.when_in_words(before(&reader, 2 * DAY)), "Mar 10, 09:02");
    }

    #[test]
    fn a_countdown_is_shown_as_it_stands() {
        let reader = reader("UTC");
        let left = |seconds: i64| reader.countdown(before(&reader, -seconds)).text();
        assert_eq!([left(702), left(59), left(0), left(-5)], ["11:42", "0:59", "now", "now"]);
        assert_eq!([left(3661), left(26 * 3600)], ["1:01:01", "tomorrow 10:02"]);
    }

    #[test]
    fn a_due_day_is_told_by_how_far_it_is() {
        let reader = reader("UTC");
        let due = |day| reader.due_in_words(jiff::civil::date(2026, 3, day));
        assert_eq!([due(11), due(12), due(13), due(20)], ["yesterday", "today", "tomorrow", "Mar 20"]);
    }
}
