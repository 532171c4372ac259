//! Chance that can be repeated: SplitMix64, by Sebastiano Vigna (public domain).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A source of numbers that look random and follow from its seed.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// A source of its own, for somebody who draws beside this one.
    pub fn fork(&mut self) -> Chance {
        Chance(self.next())
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// One of these; there must be one.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// Some time up to this.
    pub fn up_to(&mut self, most: Duration) -> Duration {
        Duration::from_micros(self.next() % u64::try_from(most.as_micros()).unwrap_or(u64::MAX).max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// A seed that nobody chose.
pub fn from_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs())
}
