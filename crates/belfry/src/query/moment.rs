//! Days and stretches of days as people write them: `2026-03-01`, `this-week`, `-7d`.

use std::fmt;

use jiff::civil::Date;

use super::error::{echo, nearest};

/// A day or several, some of them seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// `2026-03-01`
    Day(Date),
    /// `2026-03`: its first day.
    Month(Date),
    /// `2026`: its first day.
    Year(Date),
    /// `today`, `last-week`.
    Near(Shift, Unit),
    /// `7d`, `-7d`: one day, so many units away.
    Away(Way, u16, Unit),
}

/// Days, weeks (from Monday), months and years of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they say what they are")]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// The one before, this one, or the one after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they say what they are")]
pub enum Shift {
    Last,
    This,
    Next,
}

/// How to count from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Into the future: `due:7d`.
    Ahead,
    /// Into the past: `-7d`.
    Ago,
    /// Into the past, and compared as an age: `created:<7d` is less than seven days old.
    Age,
}

impl Unit {
    /// Every unit, the shortest first.
    pub const ALL: [Unit; 4] = [Unit::Day, Unit::Week, Unit::Month, Unit::Year];

    fn letter(self) -> char {
        match self {
            Unit::Day => 'd',
            Unit::Week => 'w',
            Unit::Month => 'm',
            Unit::Year => 'y',
        }
    }
}

impl Shift {
    /// Every shift, in the order of time.
    pub const ALL: [Shift; 3] = [Shift::Last, Shift::This, Shift::Next];

    fn word(self, unit: Unit) -> &'static str {
        match (self, unit) {
            (Shift::Last, Unit::Day) => "yesterday",
            (Shift::This, Unit::Day) => "today",
            (Shift::Next, Unit::Day) => "tomorrow",
            (Shift::Last, Unit::Week) => "last-week",
            (Shift::This, Unit::Week) => "this-week",
            (Shift::Next, Unit::Week) => "next-week",
            (Shift::Last, Unit::Month) => "last-month",
            (Shift::This, Unit::Month) => "this-month",
            (Shift::Next, Unit::Month) => "next-month",
            (Shift::Last, Unit::Year) => "last-year",
            (Shift::This, Unit::Year) => "this-year",
            (Shift::Next, Unit::Year) => "next-year",
        }
    }
}

impl Moment {
    /// The moment in `text`; `plain` is what a span without a sign means. The error is a sentence.
    pub(super) fn parse(text: &str, plain: Way) -> Result<Moment, String> {
        let text = text.to_ascii_lowercase();
        if let Some((shift, unit, _)) = near_words().find(|(.., word)| *word == text) {
            return Ok(Moment::Near(shift, unit));
        }
        if let Some(moment) = away(&text, plain) {
            return Ok(moment);
        }
        date(&text).unwrap_or_else(|| {
            let words: Vec<&str> = near_words().map(|(.., word)| word).collect();
            Err(match nearest(&text, &words) {
                Some(near) => format!("{} is no day; did you mean {near}?", echo(&text)),
                None => format!("{} is no day; write 2026-03-01, 2026-03, today, this-week, 7d or -7d", echo(&text)),
            })
        })
    }

    /// Whether it is certain, whatever today is, that this comes after `other`.
    pub(super) fn is_surely_after(self, other: Moment) -> bool {
        match (self, other) {
            (Moment::Away(way, count, unit), Moment::Away(other_way, other_count, other_unit)) => {
                let is_longer = if way == Way::Ahead { count > other_count } else { count < other_count };
                // Two ages may be written in either order.
                way != Way::Age && way == other_way && unit == other_unit && is_longer
            }
            (Moment::Near(shift, unit), Moment::Near(other_shift, other_unit)) => {
                unit == other_unit && shift as u8 > other_shift as u8
            }
            (one, other) => matches!((one.fixed(), other.fixed()), (Some(one), Some(other)) if one > other),
        }
    }

    /// The first day, if it does not depend on today.
    fn fixed(self) -> Option<Date> {
        match self {
            Moment::Day(date) | Moment::Month(date) | Moment::Year(date) => Some(date),
            Moment::Near(..) | Moment::Away(..) => None,
        }
    }
}

fn near_words() -> impl Iterator<Item = (Shift, Unit, &'static str)> {
    Unit::ALL.into_iter().flat_map(|unit| Shift::ALL.map(|shift| (shift, unit, shift.word(unit))))
}

/// One to four digits and a unit, perhaps with a sign.
fn away(text: &str, plain: Way) -> Option<Moment> {
    let (way, span) = match (text.strip_prefix('-'), text.strip_prefix('+')) {
        (Some(span), _) => (Way::Ago, span),
        (_, Some(span)) if plain == Way::Ahead => (Way::Ahead, span),
        _ => (plain, text),
    };
    let unit = Unit::ALL.into_iter().find(|unit| span.ends_with(unit.letter()))?;
    let digits = &span[..span.len() - 1];
    let is_count = (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let count = if is_count { digits.parse().ok()? } else { return None };
    Some(Moment::Away(way, count, unit))
}

/// What has the form of a day, a month or a year, which may still not exist.
fn date(text: &str) -> Option<Result<Moment, String>> {
    let is_form = text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let (rest, make): (&str, fn(Date) -> Moment) = match text.len() {
        4 => ("-01-01", Moment::Year),
        7 => ("-01", Moment::Month),
        10 => ("", Moment::Day),
        _ => return None,
    };
    if !is_form {
        return None;
    }
    let date = format!("{text}{rest}").parse::<Date>().ok().filter(|date| date.year() >= 1);
    Some(date.map(make).ok_or_else(|| format!("the calendar has no {text}; write a day like 2026-03-01")))
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Day(date) => write!(f, "{date}"),
            Moment::Month(date) => write!(f, "{:04}-{:02}", date.year(), date.month()),
            Moment::Year(date) => write!(f, "{:04}", date.year()),
            Moment::Near(shift, unit) => f.write_str(shift.word(*unit)),
            Moment::Away(Way::Ago, count, unit) => write!(f, "-{count}{}", unit.letter()),
            Moment::Away(Way::Ahead | Way::Age, count, unit) => write!(f, "{count}{}", unit.letter()),
        }
    }
}
