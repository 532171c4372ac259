//! Who is mentioned, and which issues are named. The same walk decides what becomes a link.

use std::collections::HashSet;

use comrak::arena_tree::NodeEdge;
use comrak::nodes::{Node, NodeValue};

use super::read;
use super::scan::{Piece, scan};
use crate::issue::IssueKey;
use crate::user::Username;

/// How many people one text can mention, and how many issues it can name. Further ones stay plain text.
pub const MENTIONS_MOST: usize = 50;
/// How often one text links people and issues that it has linked before.
const REPEATS_MOST: usize = 500;

/// Whom `text` mentions, in order and each once; at most [`MENTIONS_MOST`]. Not in code, links or quotes: what is quoted
/// was said before. Whether they exist is the caller's to find out.
pub fn mentions(text: &str) -> Vec<Username> {
    let mut found = Vec::new();
    find(text, |piece| {
        if let Piece::Person(_, username) = piece {
            found.push(username);
        }
    });
    found
}

/// Which issues `text` names, in order and each once; at most [`MENTIONS_MOST`]. Not in code or links; in quotes too.
pub fn issue_keys(text: &str) -> Vec<IssueKey> {
    let mut found = Vec::new();
    find(text, |piece| {
        if let Piece::Issue(_, key) = piece {
            found.push(key);
        }
    });
    found
}

fn find(text: &str, mut tell: impl FnMut(Piece<'_>)) {
    read::with_tree(text, |root| {
        let (mut place, mut seen) = (Place::default(), Seen::default());
        for edge in root.iter().flat_map(|root| root.traverse()) {
            let (node, is_entering) = match edge {
                NodeEdge::Start(node) => (node, true),
                NodeEdge::End(node) => (node, false),
            };
            place.pass(node, is_entering);
            if is_entering && let NodeValue::Text(ref words) = node.data().value {
                place.pieces(node, words).into_iter().filter(|piece| seen.is_first(piece)).for_each(&mut tell);
            }
        }
    });
}

/// Where in the tree a walk is.
#[derive(Debug, Default)]
pub(super) struct Place {
    links: usize,
    quotes: usize,
}

impl Place {
    /// Goes past a node, which is entered or left.
    pub(super) fn pass(&mut self, node: Node<'_>, is_entering: bool) {
        let depth = match node.data().value {
            NodeValue::Link(_) | NodeValue::Image(_) => &mut self.links,
            NodeValue::BlockQuote => &mut self.quotes,
            _ => return,
        };
        *depth = if is_entering { *depth + 1 } else { *depth - 1 };
    }

    /// How many links and images are around this place, or begin or end here.
    pub(super) fn links(&self) -> usize {
        self.links
    }

    /// The parts of the text `words` of `node`, which is here.
    pub(super) fn pieces<'t>(&self, node: Node<'_>, words: &'t str) -> Vec<Piece<'t>> {
        if self.links > 0 {
            return vec![Piece::Plain(words)];
        }
        let before = node.previous_sibling().and_then(|node| edge(node, |text| text.chars().next_back()));
        let after = node.next_sibling().and_then(|node| edge(node, |text| text.chars().next()));
        let mut pieces = scan(words, before, after);
        if self.quotes > 0 {
            for piece in &mut pieces {
                if let Piece::Person(text, _) = piece {
                    *piece = Piece::Plain(text);
                }
            }
        }
        pieces
    }
}

/// A character of the text beside, escaped or not.
fn edge(node: Node<'_>, pick: fn(&str) -> Option<char>) -> Option<char> {
    match node.data().value {
        NodeValue::Text(ref text) => pick(text),
        NodeValue::Escaped => node.first_child().and_then(|child| edge(child, pick)),
        _ => None,
    }
}

/// What one text has named so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    issues: HashSet<IssueKey>,
    people: HashSet<String>,
    repeats: usize,
}

impl Seen {
    /// Whether a piece names what was not named before, and counts.
    pub(super) fn is_first(&mut self, piece: &Piece<'_>) -> bool {
        match piece {
            Piece::Plain(_) => false,
            Piece::Issue(_, key) => self.issues.len() < MENTIONS_MOST && self.issues.insert(key.clone()),
            Piece::Person(_, username) => self.people.len() < MENTIONS_MOST && self.people.insert(username.key()),
        }
    }

    /// Whether a piece may become a link: the first of its kind that count, and not too many repetitions of them.
    pub(super) fn may_link(&mut self, piece: &Piece<'_>) -> bool {
        if self.is_first(piece) {
            return true;
        }
        let is_known = match piece {
            Piece::Plain(_) => false,
            Piece::Issue(_, key) => self.issues.contains(key),
            Piece::Person(_, username) => self.people.contains(&username.key()),
        };
        self.repeats += usize::from(is_known);
        is_known && self.repeats <= REPEATS_MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(text: &str) -> Vec<String> {
        mentions(text).iter().map(|username| username.as_str().to_owned()).collect()
    }

    fn keys(text: &str) -> Vec<String> {
        issue_keys(text).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_is_found_once_in_order() {
        assert_eq!(people("@ben @ada\n\n- @BEN **@cleo** | @Ada"), ["ben", "ada", "cleo"]);
        assert_eq!(keys("# BEL-2\n\nBEL-1, BEL-2 ~~OPS-3~~"), ["BEL-2", "BEL-1", "OPS-3"]);
    }

    #[test]
    fn code_and_links_name_nobody() {
        for text in [
            "`@ada BEL-1`",
            "```\n@ada BEL-1\n```",
            "    @ada BEL-1",
            "[@ada BEL-1](https://example.org)",
            "![@ada BEL-1](https://example.org)",
            "[@ada BEL-1]\n\n[@ada BEL-1]: https://example.org",
            "https://example.org/BEL-1?a=@ada",
            "<https://example.org/BEL-1>",
            "www.example.org/@ada/BEL-1",
            "ada@example.org <ada@example.org>",
            "\\@ada BEL\\-1",
        ] {
            assert_eq!((people(text), keys(text)), (vec![], vec![]), "{text}");
        }
    }

    #[test]
    fn a_quote_names_issues_and_tells_nobody() {
        let text = "> @ada, see BEL-1\n\n@ben";
        assert_eq!((people(text), keys(text)), (vec!["ben".to_owned()], vec!["BEL-1".to_owned()]));
    }

    #[test]
    fn an_escape_beside_a_name_is_a_part_of_it() {
        assert!(people("@ada\\_x").is_empty());
        assert!(keys("a\\_BEL-1").is_empty());
        assert_eq!(people("@ada\\!"), ["ada"]);
    }

    #[test]
    fn at_most_fifty_are_found() {
        let text: String = (1..=60).map(|n| format!("@u{n} BEL-{n} ")).collect();
        assert_eq!((people(&text).len(), keys(&text).len()), (MENTIONS_MOST, MENTIONS_MOST));
        assert_eq!(people(&text).last().map(String::as_str), Some("u50"));
    }
}
