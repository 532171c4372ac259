//! What a password must be to be chosen (NIST SP 800-63B section 3.1.1.2): long enough, and none of those that everybody
//! tries first. Which characters it has is nobody's business.
//!
//! The commonest ones are a word with something around it (`Password123!`), a row of keys, or the same again and again. So a
//! list of words stands for thousands of passwords: what is compared is the word that is left without what is around it.

use super::Password;

/// Words that are no secret, our own list: passwords people have made of them stand at the head of every published list.
const COMMONEST: &str = include_str!("commonest.txt");
/// What a finger walks along.
const ROWS: [&str; 10] = [
    "01234567890123456789",
    "98765432109876543210",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "147258369963852741",
];
/// How long a piece is that makes a repetition: `abcdabcd`.
const PIECE_MOST: usize = 4;

/// What a password must be.
#[derive(Clone, Copy, Debug)]
pub struct PasswordRule {
    /// How many characters it has at the least.
    pub min: usize,
}

impl PasswordRule {
    /// The password `text`, if it may be chosen by whoever is called by these names. The error says what to put right.
    pub fn check(self, text: &str, names: &[&str]) -> Result<Password, String> {
        let password = Password::parse(text)?;
        if text.chars().count() < self.min {
            return Err(format!("A password has at least {} characters.", self.min));
        }
        if is_common(text, names) {
            return Err("This is one of the first that anybody tries. Choose another, such as a few words.".to_owned());
        }
        Ok(password)
    }
}

/// Whether it is among those that are tried first. What is shorter than any rule lets through is not looked at.
fn is_common(text: &str, names: &[&str]) -> bool {
    let text = text.to_lowercase();
    if text.chars().count() < 8 {
        return false;
    }
    let is_named = |word: &str| names.iter().any(|name| local_part(name) == word);
    let is_word = |word: &str| COMMONEST.split_whitespace().any(|common| common == word) || is_named(word);
    let cores = [core(&text), core(&plain(&text))];
    names.iter().any(|name| name.to_lowercase() == text)
        || is_row(&text)
        || repeats(&text)
        || cores.iter().any(|core| is_word(core) || half(core).is_some_and(is_word))
}

/// What stands before the @ of an address, in lower case.
fn local_part(name: &str) -> String {
    name.split('@').next().unwrap_or_default().to_lowercase()
}

/// What is left without the digits and signs around it.
fn core(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphabetic()).to_owned()
}

/// Digits and signs that stand for letters, as those letters.
fn plain(text: &str) -> String {
    let letters = text.chars().map(|c| match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        c => c,
    });
    // What is at the end is more likely a number than a letter.
    let kept = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '!');
    letters.take(kept.chars().count()).collect()
}

/// The first half, if both are the same.
fn half(text: &str) -> Option<&str> {
    let (first, second) = text.split_at_checked(text.len() / 2)?;
    (first == second).then_some(first)
}

/// Whether a finger walks along the keys, or two fingers do one after the other.
fn is_row(text: &str) -> bool {
    let is_part = |part: &str| ROWS.iter().any(|row| row.contains(part));
    let has_two = |at: usize| text.split_at_checked(at).is_some_and(|(one, other)| is_part(one) && is_part(other));
    is_part(text) || (3..text.len().saturating_sub(2)).any(has_two)
}

/// Whether it is one short piece again and again.
fn repeats(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    (1..=PIECE_MOST).any(|piece| letters.iter().zip(letters.iter().skip(piece)).all(|(one, next)| one == next))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: PasswordRule = PasswordRule { min: 8 };

    fn is_fine(text: &str) -> bool {
        RULE.check(text, &["ada.lovelace", "Ada@belfry.example"]).is_ok()
    }

    #[test]
    fn a_password_is_long_enough_whatever_it_is_made_of() {
        assert!(!is_fine("gdw7k2p") && is_fine("gdw7k2px"));
        assert!(is_fine("ändêrunß") && !is_fine("äöü"));
        assert!(PasswordRule { min: 15 }.check("gdw7k2px", &[]).is_err());
        assert!(!is_fine(&"xy7 ".repeat(257)), "longer than is hashed");
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for text in [
            "password",
            "Password1",
            "P@ssw0rd",
            "p4$$w0rd!",
            "password123!",
            "12345678",
            "123456789",
            "87654321",
            "11111111",
            "abcabcabc",
            "12341234",
            "qwertyui",
            "qwerty123",
            "1q2w3e4r",
            "1qaz2wsx",
            "asdfghjk",
            "iloveyou",
            "iloveyou2",
            "letmein1",
            "Welcome2024",
            "Summer2025!",
            "football",
            "sunshine1",
            "trustno1",
            "princess",
            "dragon12",
            "passwordpassword",
            "00000000",
            "!!!!!!!!",
            "abcd1234",
            "qwertyuiop",
            "zxcvbnm1",
            "belfry12",
            "changeme!",
            "administrator",
            "ada.lovelace",
            "ada12345",
            "147258369",
            "987654321",
        ] {
            assert!(!is_fine(text), "{text}");
        }
    }

    #[test]
    fn the_examples_of_the_documents_and_what_nobody_guesses_are_fine() {
        for text in [
            "correct horse",
            "battery staple",
            "a long enough password",
            "the password of ada",
            "tr0ub4dor&3",
            "lovelace and babbage",
            "passwordless",
            "qwerty is not mine",
            "8h3kd92m",
            "summer in the alps",
            "päss 🔔🔔🔔",
        ] {
            assert!(is_fine(text), "{text}");
        }
    }
}
