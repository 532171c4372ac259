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
        let rust =
            texts.iter().filter(|(path, _)| path.ends_with(".rs")).map(|(path, text)| Rust::new(path, text)).collect();
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
