//! The files that the rules look at: everything that git knows or would add.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::rust::Rust;

/// The workspace's files by their paths, Rust ones taken apart.
pub struct Tree {
    texts: BTreeMap<String, String>,
    rust: Vec<Rust>,
}

impl Tree {
    /// Reads the tree under `root`. A file that is not text has an empty text.
    ///
    /// # Errors
    /// If git cannot list the files.
    pub fn read(root: &Path) -> Result<Tree> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context("running git ls-files")?;
        ensure!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
        let names = String::from_utf8(listed.stdout).context("a path is not UTF-8")?;
        let texts = names
            .split_terminator('\0')
            .filter(|path| root.join(path).is_file())
            .map(|path| (path.to_owned(), std::fs::read_to_string(root.join(path)).unwrap_or_default()));
        Ok(Tree::of(texts))
    }

    /// A tree of these paths and texts.
    pub fn of(texts: impl IntoIterator<Item = (String, String)>) -> Tree {
        let texts: BTreeMap<String, String> = texts.into_iter().collect();
        let mut rust: Vec<Rust> =
            texts.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(path, text)| Rust::new(path, text)).collect();
        let tests: Vec<String> =
            rust.iter().flat_map(|file| file.test_modules().map(|name| beside(&file.path, name))).collect();
        let is_of_test =
            |path: &str| tests.iter().any(|test| path == format!("{test}.rs") || path.starts_with(&format!("{test}/")));
        rust.iter_mut().filter(|file| is_of_test(&file.path)).for_each(Rust::mark_as_test);
        Tree { texts, rust }
    }

    /// A tree of one file, to try a rule on.
    #[cfg(test)]
    pub fn one(path: &str, text: &str) -> Tree {
        Tree::of([(path.to_owned(), text.to_owned())])
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Every file with its text.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Every Rust file.
    pub fn rust(&self) -> &[Rust] {
        &self.rust
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Whether there is a file or a folder of this path.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        path.is_empty() || path == "." || self.texts.keys().any(|file| file == path || file.starts_with(&folder))
    }
}

/// Where the module `name` of the file `path` lies, without its ending.
fn beside(path: &str, name: &str) -> String {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    match file {
        "mod.rs" | "lib.rs" | "main.rs" => format!("{folder}/{name}"),
        file => format!("{folder}/{}/{name}", file.trim_end_matches(".rs")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_declared_for_tests_is_a_test() {
        let files = [
            ("crates/a/src/lib.rs", "mod b;\n#[cfg(test)]\nmod world;\n"),
            ("crates/a/src/b.rs", "#[cfg(test)]\nmod cases;\nfn c() {}\n"),
            ("crates/a/src/b/cases.rs", "fn d() {}\n"),
            ("crates/a/src/world.rs", "fn e() {}\n"),
        ];
        let tree = Tree::of(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
        let tests: Vec<&str> =
            tree.rust().iter().filter(|file| file.is_test(1)).map(|file| file.path.as_str()).collect();
        assert_eq!(tests, ["crates/a/src/b.rs", "crates/a/src/b/cases.rs", "crates/a/src/world.rs"]);
        assert!(!tree.rust()[0].is_test(3));
    }
}
