//! What people log in with.
//!
//! Two usernames that look the same should be the same, and none should look like an address. So a username is visible
//! throughout and all its letters are of one script, and compatibility forms (`ａｄａ`, `ﬁ`) and letter case make no
//! difference. Names that look alike within one script (`paul` and `pau1`), or wholly of two, stay two names.

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::MixedScript as _;

use crate::text;

/// The longest username, in characters.
const MOST: usize = 80;

/// What somebody logs in with: one word, the same in any letter case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// The username in `text`, trimmed. The error says what to put right.
    pub fn parse(text: &str) -> Result<Username, String> {
        let text = text.trim();
        if text::is_blank(text) {
            return Err("This field cannot be blank.".to_owned());
        }
        if text.chars().count() > MOST {
            return Err(format!("This is longer than {MOST} characters."));
        }
        let folded = fold(text);
        let has = |is_wrong: fn(char) -> bool| text.chars().chain(folded.chars()).any(is_wrong);
        if has(|c| c.is_whitespace() || c.is_control()) {
            return Err("A username is one word: no spaces, no control characters.".to_owned());
        }
        if has(text::is_invisible) {
            return Err("A username holds no invisible characters.".to_owned());
        }
        if has(|c| c == '@') {
            return Err("A username holds no @: that is for addresses.".to_owned());
        }
        if !folded.is_single_script() {
            return Err("A username has the letters of one script.".to_owned());
        }
        Ok(Username(text.to_owned()))
    }

    /// The username as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes two usernames the same: compatibility forms folded (NFKC), in lower case.
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

/// Lower case may need composing anew (`İ`), hence the second time.
fn fold(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(text: &str) -> String {
        Username::parse(text).unwrap().key()
    }

    #[test]
    fn a_username_is_kept_as_typed_and_the_same_in_any_letter_case() {
        for text in ["ada", "ada.lovelace", "ada-l_1+x", "Ädä", "李", "やまだ太郎", "محمد", "🔔", "<b>&\"'"]
        {
            assert_eq!(Username::parse(&format!(" {text}\t")).unwrap().as_str(), text);
        }
        assert_eq!(key("ADA"), key(" ada "));
        assert_eq!(Username::parse("Ädä").unwrap().as_str(), "Ädä");
    }

    #[test]
    fn what_looks_the_same_by_its_form_is_the_same() {
        for (one, other) in [("ａｄａ", "ada"), ("ﬁn", "FIN"), ("A\u{308}da", "\u{e4}da"), ("①", "1"), ("ⅷ", "viii")]
        {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
    }

    #[test]
    fn a_username_is_one_visible_word_of_one_script_and_no_address() {
        let longest = "é".repeat(MOST);
        assert!(Username::parse(&longest).is_ok());
        for text in [
            "",
            " \t ",
            "\u{200b}",
            "\u{3164}",
            "ada lovelace",
            "ada\u{a0}l",
            "a\r\nb",
            "a\0b",
            "a\u{1b}[31m",
            "ada\u{200b}",
            "a\u{202e}b",
            "a\u{200f}b",
            "a\u{ad}b",
            "ada\u{fe0f}",
            "ada@belfry.example",
            "ada＠b",
            "¨",
            "p\u{430}ul",
            "ρaul",
            &format!("{longest}e"),
        ] {
            assert!(Username::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_the_key(text in "\\PC{1,20}") {
            if let Ok(username) = Username::parse(&text) {
                prop_assert_eq!(fold(&username.key()), username.key());
            }
        }
    }
}
