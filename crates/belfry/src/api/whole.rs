//! Whole numbers, which some write as 5.0: that is one, as JSON Schema has it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// Up to here a number with a fraction can tell one whole number from the next.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number that must be there.
pub(super) fn whole<'de, N: TryFrom<i64>, D: Deserializer<'de>>(from: D) -> Result<N, D::Error> {
    Whole::deserialize(from).map(|Whole(number)| number)
}

/// One that may be missing or null.
pub(super) fn maybe<'de, N: TryFrom<i64>, D: Deserializer<'de>>(from: D) -> Result<Option<N>, D::Error> {
    Option::<Whole<N>>::deserialize(from).map(|found| found.map(|Whole(number)| number))
}

/// One that may be missing (`None`), null (`Some(None)`) or there.
pub(super) fn maybe_null<'de, N: TryFrom<i64>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<N>>, D::Error> {
    maybe(from).map(Some)
}

struct Whole<N>(N);

impl<'de, N: TryFrom<i64>> Deserialize<'de> for Whole<N> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Whole<N>, D::Error> {
        from.deserialize_any(Reader(PhantomData)).map(Whole)
    }
}

struct Reader<N>(PhantomData<N>);

impl<N: TryFrom<i64>> Visitor<'_> for Reader<N> {
    type Value = N;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<N, E> {
        N::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<N, E> {
        let signed = i64::try_from(number).map_err(|_| E::invalid_value(Unexpected::Unsigned(number), &self))?;
        self.visit_i64(signed)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<N, E> {
        if number.fract() == 0.0 && number.abs() <= EXACT {
            self.visit_i64(number as i64)
        } else {
            Err(E::invalid_value(Unexpected::Float(number), &self))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let read = |text: &str| serde_json::from_str::<Whole<i64>>(text).map(|Whole(number)| number);
        for (text, number) in [("5", 5), ("5.0", 5), ("-3.0", -3), ("1e3", 1000)] {
            assert_eq!(read(text).unwrap(), number, "{text}");
        }
        for text in ["5.5", "1e300", "\"5\"", "null", "true", "18446744073709551615"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(serde_json::from_str::<Whole<u64>>("-1").is_err());
    }
}
