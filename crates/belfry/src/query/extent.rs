//! Comparisons and ranges: `>=high`, `a..b`.

use std::fmt;

/// Which of the values in an order are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent<T> {
    /// `a`
    Is(T),
    /// `<a`
    Below(T),
    /// `<=a`, `..a`
    AtMost(T),
    /// `>a`
    Above(T),
    /// `>=a`, `a..`
    AtLeast(T),
    /// `a..b`, both included.
    Between(T, T),
}

type Make<T> = fn(T) -> Extent<T>;

impl<T> Extent<T> {
    /// Reads what is written, each value with `read`. The error is a sentence.
    pub(super) fn parse(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Extent<T>, String> {
        let marks: [(&str, Make<T>); 5] = [
            ("<=", Extent::AtMost),
            (">=", Extent::AtLeast),
            ("<", Extent::Below),
            (">", Extent::Above),
            ("=", Extent::Is),
        ];
        let compared = marks.iter().find_map(|(mark, make)| Some((mark, make, text.strip_prefix(mark)?)));
        match (compared, text.split_once("..")) {
            (Some((mark, ..)), Some(_)) => {
                Err(format!("{mark} and .. do not go together; write a comparison, or a range: a..b"))
            }
            (Some((mark, _, "")), None) => Err(format!("nothing follows {mark}; write a value right after it")),
            (Some((_, make, rest)), None) => read(rest).map(make),
            (None, Some(("", ""))) => Err("a range has an end; write a..b, a.. or ..b".to_owned()),
            (None, Some((first, ""))) => read(first).map(Extent::AtLeast),
            (None, Some(("", last))) => read(last).map(Extent::AtMost),
            (None, Some((first, last))) => Ok(Extent::Between(read(first)?, read(last)?)),
            (None, None) => read(text).map(Extent::Is),
        }
    }

    /// The same of other values.
    pub fn map<U>(self, change: impl Fn(T) -> U) -> Extent<U> {
        match self {
            Extent::Is(one) => Extent::Is(change(one)),
            Extent::Below(one) => Extent::Below(change(one)),
            Extent::AtMost(one) => Extent::AtMost(change(one)),
            Extent::Above(one) => Extent::Above(change(one)),
            Extent::AtLeast(one) => Extent::AtLeast(change(one)),
            Extent::Between(first, last) => Extent::Between(change(first), change(last)),
        }
    }
}

impl<T: PartialOrd> Extent<T> {
    /// Whether `value` is one of them.
    pub fn holds(&self, value: &T) -> bool {
        match self {
            Extent::Is(one) => value == one,
            Extent::Below(one) => value < one,
            Extent::AtMost(one) => value <= one,
            Extent::Above(one) => value > one,
            Extent::AtLeast(one) => value >= one,
            Extent::Between(first, last) => first <= value && value <= last,
        }
    }
}

impl<T: fmt::Display> fmt::Display for Extent<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Extent::Is(one) => write!(f, "{one}"),
            Extent::Below(one) => write!(f, "<{one}"),
            Extent::AtMost(one) => write!(f, "<={one}"),
            Extent::Above(one) => write!(f, ">{one}"),
            Extent::AtLeast(one) => write!(f, ">={one}"),
            Extent::Between(first, last) => write!(f, "{first}..{last}"),
        }
    }
}

/// The sentence about a range whose end comes before its beginning.
pub(super) fn backwards(first: impl fmt::Display, last: impl fmt::Display) -> String {
    format!("{first} comes after {last}; write {last}..{first}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Extent<u8>, String> {
        Extent::parse(text, |word| word.parse().map_err(|_| format!("{word:?} is no number")))
    }

    #[test]
    fn comparisons_and_ranges_are_read_and_written() {
        for (text, extent, shown) in [
            ("3", Extent::Is(3), "3"),
            ("=3", Extent::Is(3), "3"),
            ("<3", Extent::Below(3), "<3"),
            ("<=3", Extent::AtMost(3), "<=3"),
            ("..3", Extent::AtMost(3), "<=3"),
            (">3", Extent::Above(3), ">3"),
            (">=3", Extent::AtLeast(3), ">=3"),
            ("3..", Extent::AtLeast(3), ">=3"),
            ("3..5", Extent::Between(3, 5), "3..5"),
        ] {
            assert_eq!(parse(text), Ok(extent), "{text}");
            assert_eq!(extent.to_string(), shown);
        }
    }

    #[test]
    fn each_holds_what_it_says() {
        for (text, held) in [
            ("3", [false, true, false]),
            ("<3", [true, false, false]),
            ("<=3", [true, true, false]),
            (">3", [false, false, true]),
            (">=3", [false, true, true]),
            ("2..3", [true, true, false]),
            ("3..4", [false, true, true]),
        ] {
            let extent = parse(text).unwrap();
            assert_eq!([2, 3, 4].map(|value| extent.holds(&value)), held, "{text}");
        }
    }

    #[test]
    fn half_a_comparison_is_refused_with_what_to_write() {
        for (text, sentence) in [
            (">", "nothing follows >; write a value right after it"),
            (">=", "nothing follows >=; write a value right after it"),
            ("..", "a range has an end; write a..b, a.. or ..b"),
            (">1..2", "> and .. do not go together; write a comparison, or a range: a..b"),
            ("1...2", "\".2\" is no number"),
            ("<<3", "\"<3\" is no number"),
            ("x", "\"x\" is no number"),
        ] {
            assert_eq!(parse(text).unwrap_err(), sentence);
        }
    }
}
