//! Issues whose title says much the same as one that is about to be opened.
//!
//! What is compared is titles, word by word; a word counts the more, the fewer titles have it. Whatever the database holds,
//! only so many of each word's latest are looked at, and of those only the ones that share most.

use std::collections::BTreeMap;

use store::Db;
use store::search::Wanted;

use super::index::{TITLE, marked};
use super::words::words;
use crate::auth::Actor;
use crate::error::Result;
use crate::issue::{self, Issue, IssueId};

/// The shortest word that says something, in characters, where words are written apart.
const SHORTEST: usize = 4;
/// So many words of a title are looked for.
const WORDS_MOST: usize = 12;
/// So many of the latest titles with a word are looked at.
const EACH: usize = 200;
/// So many titles are compared: those that share most.
const COMPARED: usize = 51;
/// How much of what is said has to be said by both.
const ENOUGH: f64 = 0.45;
/// How many letters two forms of a word may differ by at their end, and less than half of the shorter: `restart`, `restarts`.
const ENDING: usize = 3;

/// At most `most` issues among what the actor sees whose titles are much like this one, the most alike first, then the latest.
///
/// # Errors
/// As the database fails.
pub fn alike(db: &Db<'_>, actor: &Actor, title: &str, most: usize) -> Result<Vec<Issue>> {
    let said = telling(title);
    let mut weights = Vec::new();
    let mut candidates: BTreeMap<i64, f64> = BTreeMap::new();
    for word in &said {
        let having = db.latest(&Wanted::Phrase(marked(TITLE, std::slice::from_ref(word))), (i64::MAX, EACH))?;
        let weight = weight(having.len());
        for id in having {
            *candidates.entry(id).or_default() += weight;
        }
        weights.push(weight);
    }
    let mut candidates: Vec<(i64, f64)> = candidates.into_iter().collect();
    candidates.sort_by(|(id, one), (other_id, other)| other.total_cmp(one).then(other_id.cmp(id)));
    let ids: Vec<IssueId> = candidates.iter().take(COMPARED).map(|(id, _)| IssueId(*id)).collect();
    let mut found: Vec<(f64, Issue)> = issue::find_each(db, actor, &ids)?
        .into_iter()
        .map(|issue| (likeness((&said, &weights), &telling(&issue.title)), issue))
        .filter(|(likeness, _)| *likeness >= ENOUGH)
        .collect();
    found.sort_by(|(one, issue), (other, than)| other.total_cmp(one).then(than.id.cmp(&issue.id)));
    Ok(found.into_iter().map(|(_, issue)| issue).take(most).collect())
}

/// The words of a title that tell it from others, each once.
fn telling(title: &str) -> Vec<String> {
    let mut telling: Vec<String> = Vec::new();
    for word in words(title) {
        let is_one = word.chars().count() == 1 && !word.is_ascii();
        if (is_one || word.chars().count() >= SHORTEST) && !telling.contains(&word) {
            telling.push(word);
        }
    }
    telling.truncate(WORDS_MOST);
    telling
}

/// What a word counts that so many titles have.
fn weight(having: usize) -> f64 {
    let having = f64::from(u32::try_from(having.min(EACH)).unwrap_or_default());
    (1.0 + f64::from(u32::try_from(EACH).unwrap_or(u32::MAX)) / (1.0 + having)).ln()
}

/// How much of the first is said by the other too, from 0 to 1; nothing, where that is one word of several.
fn likeness((said, weights): (&[String], &[f64]), other: &[String]) -> f64 {
    let shared: Vec<f64> = said
        .iter()
        .zip(weights)
        .filter(|(word, _)| other.iter().any(|known| is_same(word, known)))
        .map(|(_, weight)| *weight)
        .collect();
    if shared.is_empty() || shared.len() == 1 && said.len().min(other.len()) > 1 {
        return 0.0;
    }
    shared.iter().sum::<f64>() / weights.iter().sum::<f64>()
}

/// The same word, or another form of it.
fn is_same(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    long.strip_prefix(short).is_some_and(|ending| {
        let (kept, ending) = (short.chars().count(), ending.chars().count());
        ending == 0 || kept >= SHORTEST && ending <= ENDING && 2 * ending < kept
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        let said = telling(one);
        likeness((&said, &vec![1.0; said.len()]), &telling(other)) >= ENOUGH
    }

    #[test]
    fn titles_that_say_the_same_are_alike() {
        for (one, other) in [
            ("Mail is sent twice after a restart", "Mail goes out twice when the worker restarts"),
            ("The board loses its scroll position", "Board keeps its scroll position after a swap"),
            ("Glocke", "glocke!"),
            ("鐘が鳴る", "鐘が鳴らない"),
        ] {
            assert!(alike(one, other), "{one}: {other}");
        }
    }

    #[test]
    fn titles_that_only_share_a_word_are_not() {
        for (one, other) in [
            ("Mail is sent twice after a restart", "I get every mail two times"),
            ("Cut the release", "Cut the rope"),
            ("A is the one", "B is the one"),
            ("", ""),
            ("Restore", "Rest"),
        ] {
            assert!(!alike(one, other), "{one}: {other}");
        }
    }

    #[test]
    fn a_rare_word_counts_for_more_than_a_common_one() {
        assert!(weight(1) > 3.0 * weight(EACH));
        assert_eq!(weight(EACH), weight(100 * EACH));
    }
}
