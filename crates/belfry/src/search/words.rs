//! Cutting a text into the words by which it is found.

use store::search::Passage;
use unicode_normalization::UnicodeNormalization as _;

/// The longest word, in characters; what is longer is found by its beginning.
const LONGEST: usize = 64;

/// The words of a text, in their order: runs of letters and digits, in lower case, compatibility forms folded. Where a script
/// puts no spaces between words, each character is one.
pub(super) fn words(text: &str) -> Passage {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if !c.is_alphanumeric() || is_unspaced(c) {
            end(&mut word, &mut words);
        }
        if is_unspaced(c) {
            words.push(c.to_string());
        } else if c.is_alphanumeric() {
            word.push(c);
        }
    }
    end(&mut word, &mut words);
    words
}

fn end(word: &mut String, words: &mut Passage) {
    if !word.is_empty() {
        words.push(word.chars().take(LONGEST).collect());
        word.clear();
    }
}

/// Thai, Lao, Burmese, Khmer, Japanese and Chinese.
fn is_unspaced(c: char) -> bool {
    c.is_alphanumeric()
        && matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_digits_in_lower_case() {
        for (text, expected) in [
            ("The bell-tower is CRACKED.", "the|bell|tower|is|cracked"),
            ("snake_case isn't 3.14", "snake|case|isn|t|3|14"),
            ("Größe ＡＢＣ ﬁx e\u{301}té", "größe|abc|fix|été"),
            ("鐘楼の鐘 bell", "鐘|楼|の|鐘|bell"),
            ("'\"\\ † § ¶ !", ""),
        ] {
            assert_eq!(words(text).join("|"), expected, "{text}");
        }
        assert_eq!(words(&"ß".repeat(100)), ["ß".repeat(64)]);
    }
}
