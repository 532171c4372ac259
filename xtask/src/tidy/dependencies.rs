//! Nothing is depended on that is not used.

use super::finding::Finding;
use super::rust::word_offsets;
use super::tree::Tree;

/// Crates of ours whose library has a shorter name than the package.
const OURS: &str = "belfry-";

/// Every dependency of a package is named somewhere in its code.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let packages = tree.files().filter(|(path, _)| path.ends_with("/Cargo.toml"));
    packages.flat_map(|(path, text)| of_package(tree, path, text)).collect()
}

fn of_package(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let folder = path.trim_end_matches("Cargo.toml");
    let is_used = |name: &str| {
        let name = name.strip_prefix(OURS).unwrap_or(name).replace('-', "_");
        let code = tree.rust().iter().filter(|rust| rust.path.starts_with(folder));
        code.into_iter().any(|rust| !word_offsets(&rust.code, &name).is_empty())
    };
    let unused = dependencies(text).into_iter().filter(|(_, name)| !is_used(name));
    unused.map(|(line, name)| Finding::new(path, line, format!("`{name}` is not used: remove it"))).collect()
}

/// The names under `[dependencies]` and its like, with their lines.
fn dependencies(text: &str) -> Vec<(usize, &str)> {
    let mut is_list = false;
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            is_list = line.trim_end().ends_with("dependencies]") && !line.starts_with("[workspace");
        } else if let (true, Some(end)) = (is_list, line.find(['.', ' ', '='])) {
            found.push((index + 1, &line[..end]));
        }
    }
    found.retain(|(_, name)| !name.is_empty() && !name.starts_with('#'));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_that_no_code_names_is_found() {
        let manifest = "[package]\nname = \"a\"\n\n[dependencies]\nbelfry-store.workspace = true\nserde_json = \"1\"\n\n[dev-dependencies]\nmail-parser.workspace = true\n";
        let files = [
            ("crates/a/Cargo.toml", manifest),
            ("crates/a/src/lib.rs", "use store::Db; // serde_json\nuse mail_parser::x;\n"),
        ];
        let tree = Tree::of(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
        assert_eq!(check(&tree).iter().map(|finding| finding.line).collect::<Vec<_>>(), [6]);
    }
}
