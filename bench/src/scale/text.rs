//! Words as they occur in texts: the second commonest half as often as the commonest, and so on (Zipf).

use crate::words::Dice;

/// How many different words there are.
const WORDS: f64 = 50_000.0;
const ONSETS: [&str; 16] = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr"];
const VOWELS: [&str; 8] = ["a", "e", "i", "o", "u", "ai", "ou", "ee"];

/// The word of this rank, from 0 on: the commoner it is, the shorter.
pub fn word(rank: usize) -> String {
    let mut word = String::new();
    let mut left = rank + 1;
    while left > 0 {
        word.push_str(ONSETS[left % ONSETS.len()]);
        word.push_str(VOWELS[left / ONSETS.len() % VOWELS.len()]);
        left /= ONSETS.len() * VOWELS.len();
    }
    word
}

/// A rank as it is drawn: the `n`-th with a chance of about one in `n` times eleven.
pub fn rank(dice: &mut Dice) -> usize {
    let drawn = dice.roll(1 << 32) as f64 / (1u64 << 32) as f64;
    (WORDS.powf(drawn) - 1.0) as usize
}

/// So many words, with a stop now and then.
pub fn text(dice: &mut Dice, count: u64) -> String {
    let mut text = String::new();
    for index in 0..count {
        if index > 0 {
            text.push_str(if dice.roll(9) == 0 { ". " } else { " " });
        }
        text.push_str(&word(rank(dice)));
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn words_differ_and_common_ones_are_common() {
        assert_eq!((0..50_000).map(word).collect::<HashSet<_>>().len(), 50_000);
        let mut dice = Dice::new(1);
        let ranks: Vec<usize> = (0..100_000).map(|_| rank(&mut dice)).collect();
        let share = |rank: usize| ranks.iter().filter(|drawn| **drawn == rank).count() as f64 / 100_000.0;
        assert!(share(0) > 0.05 && share(0) > 1.5 * share(1) && share(1) > 1.5 * share(3), "{} {}", share(0), share(1));
        assert!(ranks.iter().any(|rank| *rank > 30_000));
    }
}
