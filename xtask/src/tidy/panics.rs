//! Nothing gives up in the middle of work: errors are returned, and what cannot happen says why.

use super::finding::Finding;
use super::rust::{Rust, word_offsets};
use super::tree::Tree;

const NEVER: [(&str, &str); 6] = [
    (".unwrap()", "return the error, or `expect` with the invariant as its text"),
    ("panic!", "return an error"),
    ("todo!", "finish it"),
    ("unimplemented!", "finish it"),
    ("dbg!", "remove it"),
    ("process::exit", "return an exit code from `main`"),
];
/// The fewest words that can name an invariant.
const EXPECT_WORDS: usize = 3;

/// No panic outside tests, and each `expect` says what can be relied on.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let shipped = |rust: &&Rust| rust.path.contains("/src/") && !rust.path.starts_with("crates/testrelay/");
    tree.rust().iter().filter(shipped).flat_map(of_file).collect()
}

fn of_file(rust: &Rust) -> Vec<Finding> {
    let never = NEVER.iter().flat_map(|(word, instead)| {
        let lines = word_offsets(&rust.code, word).into_iter().map(|at| rust.line(at));
        lines.map(move |line| Finding::new(&rust.path, line, format!("`{word}`: {instead}")))
    });
    let expects = word_offsets(&rust.code, ".expect(").into_iter().filter(|at| !says_why(rust, *at)).map(|at| {
        Finding::new(&rust.path, rust.line(at), "`expect` without its reason: write the invariant as a sentence")
    });
    // A command whose output cannot be written has nobody left to tell.
    let is_allowed = |finding: &Finding| finding.message.starts_with("`process::exit`") && rust.path.contains("/cli/");
    never.chain(expects).filter(|finding| !rust.is_test(finding.line) && !is_allowed(finding)).collect()
}

fn says_why(rust: &Rust, at: usize) -> bool {
    let start = at + ".expect(".len();
    let end = super::rust::closing(&rust.code, start - 1).unwrap_or(start);
    let text = rust.literals[start..end].trim();
    let is_literal = rust.code[start..end].trim().is_empty();
    is_literal && text.split_whitespace().count() >= EXPECT_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: &str) -> usize {
        check(&Tree::one("crates/a/src/b.rs", &format!("fn a() {{ {code} }}\n"))).len()
    }

    #[test]
    fn giving_up_is_found() {
        for code in [
            "b.unwrap();",
            "panic!(\"x\");",
            "todo!()",
            "b.expect(\"b\");",
            "b.expect(REASON);",
            "std::process::exit(1);",
        ] {
            assert_eq!(found(code), 1, "{code}");
        }
    }

    #[test]
    fn an_invariant_in_words_is_fine() {
        assert_eq!(found("b.expect(\"a clamped moment lies in range\"); b.unwrap_or(1); // .unwrap()"), 0);
        assert!(
            check(&Tree::one("crates/a/src/b.rs", "#[cfg(test)]\nmod tests { fn a() { b.unwrap() } }\n")).is_empty()
        );
    }
}
