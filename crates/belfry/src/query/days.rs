//! What a moment means today: from which day to which, and from which instant to which.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};
use store::Timestamp;

use super::extent::Extent;
use super::moment::{Moment, Shift, Unit, Way};

/// From the first to the last day, both included; none if the last comes before the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// [`Date::MIN`] if there is no first.
    pub first: Date,
    /// [`Date::MAX`] if there is no last.
    pub last: Date,
}

/// From an instant on, until right before another; none if the second is not later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instants {
    /// The first that is wanted; none if all before `until` are.
    pub from: Option<Timestamp>,
    /// The first that is not wanted any more; none if all after `from` are.
    pub until: Option<Timestamp>,
}

const NONE: Days = Days { first: Date::MAX, last: Date::MIN };

impl Extent<Moment> {
    /// The days that are wanted, if today is `today`.
    pub fn days(self, today: Date) -> Days {
        let of = |moment: Moment| moment.days(today);
        match turned(self) {
            Extent::Is(moment) => of(moment),
            Extent::Below(moment) => of(moment).first.yesterday().map_or(NONE, |last| Days { first: Date::MIN, last }),
            Extent::AtMost(moment) => Days { first: Date::MIN, last: of(moment).last },
            Extent::Above(moment) => of(moment).last.tomorrow().map_or(NONE, |first| Days { first, last: Date::MAX }),
            Extent::AtLeast(moment) => Days { first: of(moment).first, last: Date::MAX },
            // Two ages may be written in either order.
            Extent::Between(first, last) if is_age(first) && is_age(last) => {
                let (one, other) = (of(first).first, of(last).first);
                Days { first: one.min(other), last: one.max(other) }
            }
            Extent::Between(first, last) => Days { first: of(first).first, last: of(last).last },
        }
    }
}

fn is_age(moment: Moment) -> bool {
    matches!(moment, Moment::Away(Way::Age, ..))
}

/// Whoever is younger than seven days was made later than seven days ago: comparisons of ages turn around.
fn turned(extent: Extent<Moment>) -> Extent<Moment> {
    match extent {
        Extent::Below(age) if is_age(age) => Extent::Above(age),
        Extent::AtMost(age) if is_age(age) => Extent::AtLeast(age),
        Extent::Above(age) if is_age(age) => Extent::Below(age),
        Extent::AtLeast(age) if is_age(age) => Extent::AtMost(age),
        other => other,
    }
}

impl Moment {
    /// The days of this moment, if today is `today`.
    pub fn days(self, today: Date) -> Days {
        match self {
            Moment::Day(date) => period(date, Unit::Day),
            Moment::Month(date) => period(date, Unit::Month),
            Moment::Year(date) => period(date, Unit::Year),
            Moment::Near(shift, unit) => {
                let by = match shift {
                    Shift::Last => -1,
                    Shift::This => 0,
                    Shift::Next => 1,
                };
                period(today.saturating_add(span(by, unit)), unit)
            }
            Moment::Away(Way::Ahead, count, unit) => period(today.saturating_add(span(count.into(), unit)), Unit::Day),
            Moment::Away(Way::Ago | Way::Age, count, unit) => {
                period(today.saturating_sub(span(count.into(), unit)), Unit::Day)
            }
        }
    }
}

fn span(count: i32, unit: Unit) -> Span {
    match unit {
        Unit::Day => count.days(),
        Unit::Week => count.weeks(),
        Unit::Month => count.months(),
        Unit::Year => count.years(),
    }
}

/// The whole unit in which `date` lies.
fn period(date: Date, unit: Unit) -> Days {
    match unit {
        Unit::Day => Days { first: date, last: date },
        Unit::Week => {
            let since_monday = date.weekday().since(Weekday::Monday);
            let first = date.saturating_sub(i32::from(since_monday).days());
            Days { first, last: first.saturating_add(6.days()) }
        }
        Unit::Month => Days { first: date.first_of_month(), last: date.last_of_month() },
        Unit::Year => Days { first: date.first_of_year(), last: date.last_of_year() },
    }
}

impl Days {
    /// Whether `date` is one of them.
    pub fn hold(self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }

    /// When these days begin and end for people in `zone`, whatever the clocks there do.
    pub fn instants(self, zone: &TimeZone) -> Instants {
        if self.first > self.last {
            return Instants { from: Some(Timestamp(0)), until: Some(Timestamp(0)) };
        }
        let from = (self.first > Date::MIN).then(|| begin(self.first, zone));
        let until = self.last.tomorrow().ok().map(|day| begin(day, zone));
        Instants { from, until }
    }
}

impl Instants {
    /// Whether `moment` is one of them.
    pub fn hold(self, moment: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= moment) && self.until.is_none_or(|until| moment < until)
    }
}

/// The first instant of a day; at the ends of the calendar, where a zone may have none, that of UTC.
fn begin(day: Date, zone: &TimeZone) -> Timestamp {
    let midnight = day.to_datetime(jiff::civil::Time::midnight());
    let zoned = zone.to_ambiguous_zoned(midnight).compatible();
    let moment = zoned.map(|zoned| zoned.timestamp()).or_else(|_| TimeZone::UTC.to_timestamp(midnight));
    let nearest = if day.year() < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    Timestamp(moment.unwrap_or(nearest).as_microsecond())
}
