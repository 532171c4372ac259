//! Tests are sentences, always run, and wait for nothing.

use super::finding::Finding;
use super::rust::{Rust, word_offsets};
use super::tree::Tree;

/// No test is ignored, named `test_…`, or sleeps to let something happen.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust().iter().filter(|rust| rust.path.starts_with("crates/")).flat_map(of_file).collect()
}

fn of_file(rust: &Rust) -> Vec<Finding> {
    let ignored = word_offsets(&rust.code, "#[ignore")
        .into_iter()
        .map(|at| (rust.line(at), "an ignored test proves nothing: mend or remove it"));
    let named = rust.functions().into_iter().filter(|function| function.name.starts_with("test_"));
    let named: Vec<_> =
        named.map(|function| (function.line, "name a test by what it says, as a sentence, without `test_`")).collect();
    let sleeps = word_offsets(&rust.code, "thread::sleep")
        .into_iter()
        .map(|at| rust.line(at))
        .filter(|line| rust.is_test(*line));
    let sleeps =
        sleeps.map(|line| (line, "a test waits for a thing, never for a time: move a clock or take an answer"));
    ignored.chain(named).chain(sleeps).map(|(line, message)| Finding::new(&rust.path, line, message)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ignored_a_nameless_and_a_sleeping_test_are_found() {
        let text =
            "#[test]\n#[ignore]\nfn test_a() {\n    std::thread::sleep(b);\n}\n#[test]\nfn a_test_is_a_sentence() {}\n";
        let mut lines: Vec<usize> =
            check(&Tree::one("crates/a/tests/it/b.rs", text)).iter().map(|finding| finding.line).collect();
        lines.sort_unstable();
        assert_eq!(lines, [2, 3, 4]);
    }
}
