//! No dumping grounds: a module is named after what it is about.

use super::finding::Finding;
use super::tree::Tree;

const DUMPING_GROUNDS: [&str; 11] =
    ["service", "manager", "helper", "handler", "repository", "util", "utils", "common", "misc", "types", "shared"];

/// No file or folder of code has a name that anything would fit under.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let code = tree.files().filter(|(path, _)| path.starts_with("crates/") || path.starts_with("xtask/"));
    code.filter_map(|(path, _)| {
        let bad = path.split('/').find(|part| is_dumping_ground(part.split('.').next().unwrap_or(part)))?;
        Some(Finding::new(path, 0, format!("`{bad}` says nothing: name it after the noun or the verb inside")))
    })
    .collect()
}

fn is_dumping_ground(name: &str) -> bool {
    let mut words = name.split(['_', '-']);
    words.any(|word| DUMPING_GROUNDS.iter().any(|bad| word == *bad || word.strip_suffix('s') == Some(*bad)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dumping_ground_is_found_as_a_file_a_folder_and_in_the_plural() {
        for path in ["crates/a/src/util.rs", "crates/a/src/helpers/mod.rs", "crates/a/src/mail_manager.rs"] {
            assert_eq!(check(&Tree::one(path, "")).len(), 1, "{path}");
        }
    }

    #[test]
    fn other_names_and_other_places_are_fine() {
        for path in ["crates/a/src/handle.rs", "docs/types.md", "crates/a/src/utility_room.rs"] {
            assert!(check(&Tree::one(path, "")).is_empty(), "{path}");
        }
    }
}
