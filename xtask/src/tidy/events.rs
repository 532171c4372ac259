//! One spine: a verb that changes an issue records exactly one event, and nothing else does.

use super::finding::Finding;
use super::rust::{Rust, word_offsets};
use super::tree::Tree;

const RECORD: &str = "event::record(";
/// The nouns whose every change is an event.
const NOUNS: [&str; 2] = ["crates/belfry/src/issue/", "crates/belfry/src/comment/"];
const WRITES: [&str; 6] = [
    "INSERT INTO issues",
    "UPDATE issues",
    "DELETE FROM issues",
    "INSERT INTO comments",
    "UPDATE comments",
    "INSERT INTO relations",
];

/// A file that writes issues records one event, a file that does not records none.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let code = tree.rust().iter().filter(|rust| rust.path.starts_with("crates/belfry/src/"));
    code.filter_map(of_file).collect()
}

fn of_file(rust: &Rust) -> Option<Finding> {
    let is_free = |at: &usize| !rust.is_test(rust.line(*at));
    let records: Vec<usize> = word_offsets(&rust.code, RECORD).into_iter().filter(is_free).collect();
    let write = WRITES.iter().flat_map(|sql| word_offsets(&rust.literals, sql)).find(is_free);
    let is_noun = NOUNS.iter().any(|noun| rust.path.starts_with(noun));
    let (at, message) = match (write, records.as_slice()) {
        (Some(at), []) if is_noun => (at, "changes an issue and records no event: call `event::record` once"),
        (_, [_, second, ..]) => (*second, "records a second event: a verb is a file, and records one"),
        (None, [at]) if !is_noun && !rust.path.contains("/event/") => {
            (*at, "records an event outside a verb: call the verb")
        }
        _ => return None,
    };
    Some(Finding::new(&rust.path, rust.line(at), message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::one(path, text)).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_verb_records_exactly_one_event() {
        let write = "tx.run(\"UPDATE issues SET a = 1\", &[])?;\n";
        let record = "event::record(tx, act, &issue, event)?;\n";
        assert_eq!(found("crates/belfry/src/issue/edit.rs", write), [1]);
        assert!(found("crates/belfry/src/issue/edit.rs", &format!("{write}{record}")).is_empty());
        assert_eq!(found("crates/belfry/src/issue/edit.rs", &format!("{write}{record}{record}")), [3]);
    }

    #[test]
    fn an_edge_records_none() {
        assert_eq!(found("crates/belfry/src/classic/issue.rs", "crate::event::record(tx, a)?;\n"), [1]);
    }
}
