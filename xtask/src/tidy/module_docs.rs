//! A folder of code says at its door what it is, its rules, and what it deliberately does not do.

use super::finding::Finding;
use super::tree::Tree;

const MOD_LINES: std::ops::RangeInclusive<usize> = 3..=10;

/// Every `mod.rs` opens with 3 to 10 lines of documentation, every other module with at least one.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust().iter().filter_map(|rust| of_file(&rust.path, &rust.text)).collect()
}

fn of_file(path: &str, text: &str) -> Option<Finding> {
    let lines = text.lines().take_while(|line| line.starts_with("//!")).count();
    let message = match (path.ends_with("/mod.rs"), lines) {
        (true, lines) if !MOD_LINES.contains(&lines) => {
            format!("opens with {lines} lines of docs; 3 to 10: what it is, its rules, what it does not do")
        }
        (false, 0) => "opens without a `//!` line: say what it is".to_owned(),
        _ => return None,
    };
    Some(Finding::new(path, 1, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::one(path, text)).len()
    }

    #[test]
    fn a_folder_says_what_it_is_in_three_to_ten_lines() {
        assert_eq!(found("crates/a/src/b/mod.rs", &"//! x\n".repeat(2)), 1);
        assert_eq!(found("crates/a/src/b/mod.rs", &"//! x\n".repeat(3)), 0);
        assert_eq!(found("crates/a/src/b/mod.rs", &"//! x\n".repeat(11)), 1);
    }

    #[test]
    fn a_file_says_what_it_is() {
        assert_eq!(found("crates/a/src/b.rs", "fn a() {}\n"), 1);
        assert_eq!(found("crates/a/src/b.rs", "//! B.\n"), 0);
    }
}
