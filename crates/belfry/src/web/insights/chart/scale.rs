//! A scale: from nothing to a round number that is not exceeded, in three steps.

use super::{Mark, Number, Plot, length};

/// The steps that read well, in tenths of a power of ten.
const STEPS: [i64; 11] = [10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100];
/// How many steps there are.
const COUNT: i64 = 3;

/// A scale between two heights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    /// How much a step is.
    pub step: i64,
    /// Where its end is.
    pub top: f64,
    /// Where nothing is.
    pub base: f64,
}

impl Scale {
    /// The scale for numbers up to `most`.
    pub fn up_to(most: i64, (top, base): (f64, f64)) -> Scale {
        Scale { step: step(most), top, base }
    }

    /// Where it ends.
    pub fn end(&self) -> i64 {
        self.step.saturating_mul(COUNT)
    }

    /// How high so many are, in pixels.
    pub fn height(&self, count: i64) -> f64 {
        length(count.clamp(0, self.end())) / length(self.end()) * (self.base - self.top)
    }

    /// How high up so many reach.
    pub fn y(&self, count: i64) -> f64 {
        self.base - self.height(count)
    }

    /// The picture that holds its numbers.
    pub fn axis(&self, height: u32) -> Plot {
        let number = |step: i64| Mark::Text {
            class: "end".to_owned(),
            x: "22".to_owned(),
            y: Number(self.y(step * self.step) + 4.0),
            text: short(step * self.step),
        };
        Plot { width: Some(30), height, marks: (0..=COUNT).map(number).collect() }
    }

    /// The lines across at its numbers.
    pub fn grid(&self) -> Vec<Mark> {
        let class = |step: i64| if step == 0 { "axis" } else { "grid" };
        (0..=COUNT).map(|step| Mark::Line { class: class(step), y: Number(self.y(step * self.step)) }).collect()
    }
}

/// The smallest step that reads well with which `most` is not exceeded.
fn step(most: i64) -> i64 {
    let wanted = most.max(1).div_euclid(COUNT) + i64::from(most.max(1).rem_euclid(COUNT) > 0);
    let mut power: i64 = 1;
    loop {
        let fitting = STEPS.iter().map(|tenths| tenths.saturating_mul(power)).find(|step| *step >= wanted * 10);
        match fitting {
            // A step of less than one, or of one and a half, is no step of a count.
            Some(step) if step % 10 == 0 => return step / 10,
            Some(step) => {
                let whole = STEPS.iter().map(|tenths| tenths * power).find(|next| *next > step && next % 10 == 0);
                return whole.unwrap_or(step) / 10;
            }
            None => power = power.saturating_mul(10),
        }
        if power == i64::MAX || wanted > i64::MAX / 1000 {
            return wanted;
        }
    }
}

/// A count in few letters: `9400`, `12k`, `1.5M`. What is cut off is less than a twentieth.
pub(in crate::web::insights) fn short(count: i64) -> String {
    let tenths = |unit: i64, letter: char| {
        let tenths = count / (unit / 10);
        match (tenths % 10, tenths / 10) {
            (0, whole) => format!("{whole}{letter}"),
            (_, whole) if whole >= 100 => format!("{whole}{letter}"),
            (rest, whole) => format!("{whole}.{rest}{letter}"),
        }
    };
    match count {
        ..10_000 => count.to_string(),
        10_000..1_000_000 => tenths(1_000, 'k'),
        _ => tenths(1_000_000, 'M'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn steps_are_round_and_counts_are_short() {
        let steps =
            [(0, 1), (1, 1), (3, 1), (4, 2), (7, 3), (28, 10), (31, 12), (43, 15), (118, 40), (341, 120), (1_000, 400)];
        for (most, expected) in steps {
            assert_eq!(step(most), expected, "{most}");
        }
        let counts =
            [(0, "0"), (9_999, "9999"), (10_000, "10k"), (12_540, "12.5k"), (240_000, "240k"), (1_500_000, "1.5M")];
        for (count, expected) in counts {
            assert_eq!(short(count), expected);
        }
    }

    proptest! {
        #[test]
        fn a_scale_holds_every_number_and_wastes_little(most in prop_oneof![0i64..1000, 0..i64::MAX / 8]) {
            let scale = Scale::up_to(most, (6.0, 190.0));
            prop_assert!(scale.end() >= most);
            prop_assert!(most < 4 || length(scale.end()) <= length(most) * 2.0, "{} for {}", scale.end(), most);
            let y = scale.y(most);
            prop_assert!((6.0..=190.0).contains(&y));
            prop_assert_eq!(scale.y(0), 190.0);
        }
    }
}
