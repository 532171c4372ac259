//! The map shows what is there.

use super::finding::Finding;
use super::tree::Tree;

const MAP: &str = "ARCHITECTURE.md";
/// What a path in the map may begin with: other words in backticks are not paths.
const TOPS: [&str; 10] =
    ["crates/", "xtask/", "bin/", "docs/", "migrations/", "bench/", "browser/", "fuzz/", "tests/", ".ci/"];

/// Every path named in `ARCHITECTURE.md` exists, and every crate is named there.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(map) = tree.text(MAP) else { return vec![Finding::new(MAP, 0, "there is no map: write it")] };
    let mut found = Vec::new();
    for (index, line) in map.lines().enumerate() {
        for path in line.split('`').skip(1).step_by(2).filter(|word| is_path(word)).flat_map(spread) {
            if !tree.has(&path) {
                found.push(Finding::new(MAP, index + 1, format!("`{path}` does not exist: mend the map")));
            }
        }
    }
    for (path, _) in tree.files().filter(|(path, _)| path.starts_with("crates/") && path.ends_with("/Cargo.toml")) {
        let folder = path.trim_end_matches("Cargo.toml");
        if !map.contains(folder) {
            found.push(Finding::new(MAP, 0, format!("`{folder}` is not on the map: say what it is")));
        }
    }
    found
}

fn is_path(word: &str) -> bool {
    TOPS.iter().any(|top| word.starts_with(top)) && !word.contains([' ', '*', '<', '('])
}

/// `a/{b,c}.rs` as `a/b.rs` and `a/c.rs`.
fn spread(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let Some((choices, after)) = rest.split_once('}') else { return vec![path.to_owned()] };
    choices.split(',').map(|choice| format!("{before}{}{after}", choice.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(map: &str) -> usize {
        let files = [(MAP, map), ("crates/a/src/b.rs", ""), ("crates/a/src/c.rs", "")];
        check(&Tree::of(files.map(|(path, text)| (path.to_owned(), text.to_owned())))).len()
    }

    #[test]
    fn a_path_that_is_gone_is_found() {
        assert_eq!(found("`crates/a/src/{b,c}.rs` and `crates/a/`, `issue/open.rs`, `bin/*`"), 0);
        assert_eq!(found("`crates/a/src/{b,d}.rs`"), 1);
        assert_eq!(found("`bin/gone`"), 1);
    }

    #[test]
    fn a_crate_that_is_not_on_the_map_is_found() {
        let files = [(MAP, "nothing"), ("crates/a/Cargo.toml", "")];
        assert_eq!(check(&Tree::of(files.map(|(path, text)| (path.to_owned(), text.to_owned())))).len(), 1);
    }
}
