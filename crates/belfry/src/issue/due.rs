//! The day by which it is to be done.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{FromColumn, Param, Value};

/// A day without a time and without a zone: 2026-11-25. From year 1 to year 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DueDate(Date);

impl DueDate {
    /// The day in `text`. The error says what to put right.
    pub fn parse(text: &str) -> Result<DueDate, String> {
        let text = text.trim();
        let has_form = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let date: Option<Date> = if has_form { text.parse().ok() } else { None };
        let is_within = |date: &Date| date.year() >= 1;
        date.filter(is_within).map(DueDate).ok_or_else(|| "Write a day as 2026-11-25.".to_owned())
    }

    /// The day.
    pub fn date(self) -> Date {
        self.0
    }

    /// How many days after 1970-01-01, as the database has it.
    pub fn days(self) -> i64 {
        let since = self.0.since(Date::constant(1970, 1, 1)).expect("days between two dates are within bounds");
        i64::from(since.get_days())
    }

    fn of_days(days: i64) -> Option<DueDate> {
        let span = jiff::Span::new().try_days(days).ok()?;
        Date::constant(1970, 1, 1).checked_add(span).ok().map(DueDate)
    }
}

impl From<Date> for DueDate {
    fn from(date: Date) -> DueDate {
        DueDate(date)
    }
}

impl fmt::Display for DueDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<String> for DueDate {
    type Error = String;

    fn try_from(text: String) -> Result<DueDate, String> {
        DueDate::parse(&text)
    }
}

impl From<DueDate> for String {
    fn from(due: DueDate) -> String {
        due.to_string()
    }
}

impl From<DueDate> for Param<'_> {
    fn from(due: DueDate) -> Self {
        Param::Integer(due.days())
    }
}

impl FromColumn for DueDate {
    fn from_column(value: Value<'_>) -> Option<DueDate> {
        DueDate::of_days(i64::from_column(value)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        let due = DueDate::parse(" 2026-11-25 ").unwrap();
        assert_eq!((due.to_string().as_str(), due.days()), ("2026-11-25", 20_782));
        for text in ["", "tomorrow", "2026-13-01", "2026-02-29", "25.11.2026", "2026-1-1", "+2026-11-25", "0000-01-01"]
        {
            assert!(DueDate::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_database_gives_the_same_day_back(days in -719_162i64..2_932_896) {
            let due = DueDate::from_column(Value::Integer(days)).unwrap();
            prop_assert_eq!(due.days(), days);
            prop_assert_eq!(DueDate::parse(&due.to_string()), Ok(due));
        }
    }
}
