//! What is wrong with a query: said in one sentence, with the column and the text itself, so that nothing typed is lost.

use super::place::Place;

/// The most of a wrong word that a sentence repeats, in characters.
const ECHO_MOST: usize = 30;

/// Why a text is no query, or asks for what is not there. Shown as `column 12: there is no label: value; write label:bug`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {sentence}")]
pub struct QueryError {
    /// The first wrong character, counted from 1.
    pub column: usize,
    /// How many characters are wrong: within the text, and none only if the text is empty.
    pub length: usize,
    /// What is wrong and what to do, without a capital and without a full stop.
    pub sentence: String,
    /// The query, as it was typed.
    pub text: String,
}

impl QueryError {
    /// What is wrong at `place` of `text`. Also for whoever looks the names of a query up and does not find one.
    pub fn at(text: &str, place: Place, sentence: impl Into<String>) -> QueryError {
        QueryError { column: place.column, length: place.length, sentence: sentence.into(), text: text.to_owned() }
    }
}

/// What is wrong, as long as the text is at hand elsewhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub place: Place,
    pub sentence: String,
}

impl Wrong {
    pub fn new(place: Place, sentence: impl Into<String>) -> Wrong {
        Wrong { place, sentence: sentence.into() }
    }

    pub fn of(self, text: &str) -> QueryError {
        QueryError::at(text, self.place, self.sentence)
    }
}

/// A word out of the query, short enough for a sentence.
pub(super) fn echo(word: &str) -> String {
    if word.chars().count() <= ECHO_MOST {
        return word.to_owned();
    }
    word.chars().take(ECHO_MOST - 1).chain(['…']).collect()
}

/// What to write instead of `word`: the nearest of those that are known, or all of them.
pub(super) fn instead(word: &str, known: &[&str]) -> String {
    match nearest(word, known) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("write {}", list(known)),
    }
}

/// The word that was probably meant: at most two slips away, and fewer if it is short.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let word = word.to_lowercase();
    let slips = |known: &str| strsim::osa_distance(&word, known);
    let near = known.iter().min_by_key(|known| slips(known))?;
    let is_near = slips(near) <= 2 && slips(near) * 2 < near.chars().count();
    is_near.then_some(near)
}

/// `a, b or c`.
pub(super) fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_named_and_otherwise_all_of_them() {
        let known = ["open", "closed", "due"];
        for (word, near) in [("oepn", Some("open")), ("CLOSD", Some("closed")), ("du", Some("due")), ("", None)] {
            assert_eq!(nearest(word, &known), near, "{word}");
        }
        assert_eq!(nearest("zzzz", &known), None);
        assert_eq!(nearest("dax", &known), None, "two of three letters are no slip");
        assert_eq!(instead("x", &known), "write open, closed or due");
        assert_eq!(instead("opne", &known), "did you mean open?");
    }

    #[test]
    fn a_long_word_is_not_repeated_whole() {
        assert_eq!(echo("ünïcode"), "ünïcode");
        assert_eq!(echo(&"ü".repeat(31)), format!("{}…", "ü".repeat(29)));
    }
}
